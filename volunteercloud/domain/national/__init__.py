"""National: figures and public lists gathered from nodes, and whether somebody who agreed is registered at another.

Sums with proofs, and no row of a person; whoever did not agree cannot be asked for.
"""
