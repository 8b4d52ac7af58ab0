"""What an officer sees first: what to do, what to wait for, what to clear."""
