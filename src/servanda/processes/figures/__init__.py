"""Figures of a period and of before, counted from rows that they open on."""
