"""Succession 承接: how organizations end, merge and split, and who takes over.

It does not own the tree itself. No organization that was ever approved ends without a named successor
for the duty to certify, and none while shifts are open or hours unconfirmed; the history stays under its own name.
"""
