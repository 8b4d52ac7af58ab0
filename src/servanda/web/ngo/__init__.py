"""Foreign organisations: their list and days, bringing lists in, licensing cases, and the board of a coming rule."""
