"""Search 查找: one index over everything that is open to the public, and the searches that people keep.

It knows no other area's rows: each area puts what it publishes here in the transaction in which it publishes, and takes it
back in the same way. What is withdrawn leaves its id behind, so that whoever follows the changes learns of it.
"""
