"""Which promise of the database a write broke, so that an action can say it in words."""

from django.db import IntegrityError


def broken_by(error: IntegrityError) -> str:
    """The name of the violated constraint, or an empty string. On a distributed database names carry a shard's number
    at their end: compare with `str.startswith`."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
