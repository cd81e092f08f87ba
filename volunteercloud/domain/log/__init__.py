"""The public log 公开日志: a Merkle tree over everything that was sealed, which nobody can rewrite unseen.

Whatever another area seals becomes a leaf that reveals nothing: a salted hash. The tree is served as C2SP tiles with signed
checkpoints, so that anybody can follow it. This area knows no record; it keeps what it is given in order, and proves it.
"""
