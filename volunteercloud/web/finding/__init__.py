"""Finding: one page over everything that is open, and the searches that people keep of it."""
