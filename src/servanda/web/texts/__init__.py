"""Texts that several agencies write together: their versions, the points on them, and what changed."""
