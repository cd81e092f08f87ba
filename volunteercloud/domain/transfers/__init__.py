"""Transfers: what a person has served moves to the node where they live now, once, with its proofs.

Each step is a signed document that names the one before; both nodes keep all of them. Whichever copy of a step arrives, and
however often, it is the same step. Until the origin commits, everything counts there; from then on, at the receiver.
"""
