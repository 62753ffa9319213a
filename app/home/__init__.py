"""Today's work and the search page."""
