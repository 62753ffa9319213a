"""Policy plans: layout nodes, sectors, targets, indicators, tasks and measures as published."""
