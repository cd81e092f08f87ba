"""Jobs of areas above that follow what becomes of records.

An area that rests on records adds the name of its job when it starts (`apps.py`). After a new version it takes
`volunteer_id` and `record_id`; after records went without one, erased or handed over to another node, `volunteer_ids`: all
the people of one action.
"""

AFTER_VERSION: list[str] = []
AFTER_GOING: list[str] = []
