"""What a node states by itself, in its agency's lane, when something has come in."""
