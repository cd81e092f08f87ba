"""The limit of a check-in: django-ninja under granian with nothing around it. One read, two inserts, one commit.

A Django of its own with its own settings; nothing else imports it. Its tables are made by `check_in`.
"""
