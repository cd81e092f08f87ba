"""Credentials: what a person holds in their own hand, signed so that others can check it without us.

Open Badges 3.0 as W3C credentials, the whole of one's service as one package, and pages that show a chosen part of it.
"""
