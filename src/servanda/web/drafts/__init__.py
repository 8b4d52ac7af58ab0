"""Agreements while they are written: brought in, looked through, edited, proposed."""
