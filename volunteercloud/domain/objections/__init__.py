"""Objections 异议: a record that somebody says is wrong, and what an officer decides about it.

A volunteer, the organization or an officer objects within the region's window; states have deadlines and notices; voiding
is an officer's decision with an appeal. Public notice lists of an activity are read here too.
"""
