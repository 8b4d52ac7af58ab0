"""The rows that pages read: made from the log by folding it, and made again from nothing."""
