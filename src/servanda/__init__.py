"""Servanda: where agencies that do not command each other keep what they agreed."""

__version__ = "0.1.0"
