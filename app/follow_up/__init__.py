"""What follows from talk: mentions, comments, leaders' instructions, a park's weekly report."""
