"""Official papers on paper: GB/T 9704-2012 metrics, lines filled to the edge, numbered, signed, verifiable."""
