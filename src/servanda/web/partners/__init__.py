"""Partners: the list, and the page of one country, organisation or person."""
