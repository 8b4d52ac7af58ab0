"""How a kind of work is declared, and how what people state for it is read."""
