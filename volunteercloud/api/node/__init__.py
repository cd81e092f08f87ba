"""What other nodes are answered, under /node/v1/: a door of its own, which only opens to those we trust."""
