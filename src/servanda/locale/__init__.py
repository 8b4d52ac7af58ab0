"""The sentences of the pages in the languages that agencies use; English stands in the code."""
