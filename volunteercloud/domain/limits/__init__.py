"""Limits 访问频率: how often something was asked or went wrong, agreed on by all processes that serve, by keyed hashes alone.

Its tables are unlogged: nothing in them is worth a write to the disk, and after a crash all counts begin anew.
"""
