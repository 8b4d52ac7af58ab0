"""The file of one matter and the list of files."""
