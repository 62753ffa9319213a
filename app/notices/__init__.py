"""What a person is told: the inbox, mail, and how much of both he wants."""
