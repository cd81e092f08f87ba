"""Nodes: installations of others that officers on both sides trust, their keys and ours, and what is said between them.

Nothing of another node is believed that is not signed by a key of it that stands here; nothing is answered twice.
"""
