"""Other systems that an organization lets record in its name."""
