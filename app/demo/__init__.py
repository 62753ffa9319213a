"""Invented companies, projects and activities of any size, to try the product with and to measure it."""
