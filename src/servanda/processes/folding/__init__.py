"""The fold of one file: pure functions from the set of its acts to what is known of it."""
