"""Who works with whom across the agencies, and where nobody does."""
