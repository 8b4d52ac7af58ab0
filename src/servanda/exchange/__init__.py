"""How sealed acts travel between the nodes, and what became of each."""
