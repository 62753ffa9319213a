"""What people make of lists for themselves: saved views, the columns they like, changes of many projects at once."""
