"""The front page of a sample."""
