"""Projects 项目: what an organization undertakes, for whom, where, with which risks and guarantees, and its review.

It does not own who serves when. A project is public only after an officer's approval, or at once where its region
trusts the organization; what is public is complete, risks named.
"""
