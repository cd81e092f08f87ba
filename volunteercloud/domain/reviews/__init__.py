"""Review 审核: what waits for an officer's decision, of whatever kind, in one queue by region.

It owns that a case is decided once and by whom; what a decision means belongs to the area that opened the case, and
who may decide is that area's rule. Two officers who decide at once: the second is refused.
"""
