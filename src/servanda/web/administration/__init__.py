"""Connections, people, mail and the first set-up."""
