"""A whole node in one encrypted file, and back: the same file for every engine that a node may use."""
