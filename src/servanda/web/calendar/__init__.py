"""The days of what an officer may see: a month as a list, and a subscription for the officer's own calendar."""
