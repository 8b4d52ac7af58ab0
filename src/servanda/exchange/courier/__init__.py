"""The courier: the feed, the receipts and the files of one direction in one file that is carried by hand."""
