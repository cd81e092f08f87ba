"""Members 成员: the people who belong to an organization, how they joined, and the groups and tags they are kept under.

It does not own who works for an organization (staff) nor who serves (sign-ups). A person belongs to an organization
once; whoever leaves takes nothing away, and what they served stays.
"""
