"""Opportunities elsewhere: what others publish and hand us as a list, kept with its source and the id it has there.

The same list changes nothing the second time; what is gone from it is withdrawn. Nobody signs up for them here: the way to
whoever offers them is their address.
"""
