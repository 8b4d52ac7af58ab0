"""Official letters: on paper, over the document exchange, and the numbers that were given."""
