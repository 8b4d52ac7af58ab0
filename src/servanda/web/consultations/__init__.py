"""Consultation in rounds: asking, replying, weighing the comments, and the table that tells all what came of them."""
