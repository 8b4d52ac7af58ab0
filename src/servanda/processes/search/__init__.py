"""What is found over all files that one may see: words, and clashes in days, places and guests."""
