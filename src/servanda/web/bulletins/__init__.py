"""What the page of a text for the public shows beside its story."""
