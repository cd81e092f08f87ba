"""Matching 匹配: which opportunities suit a person, which people and organizations suit a need, each with its reasons.

Conditions decide who can; wishes, weighed by a table with versions, decide in which order. The same rows and the same version
give the same order. Nobody is found who has not agreed to be.
"""
