"""The state of implementation of an agreement, its lists, and the brief made of it."""
