"""Exchange: messages with systems that are no nodes, in forms whose names stand in tables.

A message has an envelope, a place in its sender's sequence and a receipt; the same message is taken in once.
"""
