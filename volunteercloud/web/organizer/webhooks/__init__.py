"""Systems of an organization that are told what happens."""
