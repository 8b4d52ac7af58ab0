"""Drafting together: the text on the table, the editor, what another side proposes, and the text as a document."""
