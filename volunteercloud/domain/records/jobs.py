"""Jobs of areas above that follow a new version of a record.

An area that rests on records adds the name of its job when it starts (`apps.py`). It takes `volunteer_id` and `record_id`.
"""

AFTER_VERSION: list[str] = []
