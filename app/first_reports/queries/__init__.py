"""What may be seen of first reports."""
