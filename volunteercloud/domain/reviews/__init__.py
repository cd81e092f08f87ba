"""Review 审核: what waits for an officer's decision, of whatever kind, in one queue by region and deadline.

It owns until when a case is to be decided, whom it is asked of, that it is decided once and by whom, and by two where a
region wants that. What a decision means belongs to the area that opened the case, and who may decide is that area's rule.
Two officers who decide at once: the second is refused.
"""
