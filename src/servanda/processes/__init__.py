"""Kinds of dossier, one declared file each, and the fold that carries them."""
