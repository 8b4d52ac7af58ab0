"""Template tags of Servanda's pages."""
