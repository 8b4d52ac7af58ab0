"""Bringing in the spreadsheet that an office has: upload, columns, review, and then one step or one record."""
