"""Supervision 监督: the yearly reports of organizations, their review, and the ladder of sanctions.

It does not own what an organization may do (organizations); it sets it. A sanction has a reason, an officer and a way
back, and acts from the next request on.
"""
