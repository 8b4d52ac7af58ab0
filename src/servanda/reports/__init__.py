"""Figures with the rows that prove them, and the documents made of them."""
