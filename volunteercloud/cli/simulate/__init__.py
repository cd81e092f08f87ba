"""A nation that does not exist, of the size of the real one: what everything is measured on (decision 0050)."""
