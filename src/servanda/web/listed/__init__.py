"""Lists as XLSX: the rows that a page shows, and no other."""
