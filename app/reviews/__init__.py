"""What the bureau decides on: recognition of signed and later stages, with evidence; the review queue."""
