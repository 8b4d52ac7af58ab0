"""Agreements article by article, with their state of implementation."""
