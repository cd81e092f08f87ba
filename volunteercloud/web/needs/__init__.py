"""Needs as everybody sees and posts them. What they are called is shared with the consoles."""
