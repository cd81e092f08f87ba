"""Pages of lists that are taken in, at the officer's desk and in the console of an organization alike."""
