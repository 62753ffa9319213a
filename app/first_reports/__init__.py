"""First reports (首报首谈): who registered an investor first, protection, conflicts, rulings, transfers."""
