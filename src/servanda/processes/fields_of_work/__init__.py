"""What a single field of work needs beside its declaration."""
