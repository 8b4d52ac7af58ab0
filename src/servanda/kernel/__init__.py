"""What was said, by whom, to whom, what is owed; knows no process and no network."""
