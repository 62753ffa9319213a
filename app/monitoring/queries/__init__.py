"""Reading lights, notices and figures."""
