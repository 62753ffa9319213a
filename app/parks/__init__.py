"""Parks and bases, the layout picture, carriers, yearly targets."""
