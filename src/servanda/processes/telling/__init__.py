"""Sentences in the reader's language: the story of a file, days, names and refusals."""
