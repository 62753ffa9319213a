"""What monitoring does: recalculating, drafting, supervising, reporting progress, computing figures."""
