"""What `make bench` runs: pages, search and prints against seeded data, on both engines, beside the floor of each."""
