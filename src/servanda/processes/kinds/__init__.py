"""The kinds of work: one declared file each."""
