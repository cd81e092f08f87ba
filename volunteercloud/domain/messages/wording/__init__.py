"""What the platform says by itself, by subject."""
