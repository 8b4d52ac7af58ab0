"""Units, counterparts and partners: who answers for what, and who reads a file."""
