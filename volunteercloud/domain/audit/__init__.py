"""Who did what, when, to what and with which facts: one entry for each action, never changed.

It owns no decision and knows no area: names and facts are the callers'. The entry holds ids and labels, not foreign
keys to people, so it outlives an erased account.
"""
