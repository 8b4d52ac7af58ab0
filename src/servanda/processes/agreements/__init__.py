"""Agreements as programmes: their texts, their terms in force, their duties, and how each article stands."""
