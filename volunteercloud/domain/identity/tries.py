"""Tries to claim a number that somebody else holds. The refusal takes back what the transaction wrote, so they are counted
beside the database: in the cache, for a day, by each process that serves."""

from uuid import UUID

from django.core.cache import cache

COUNTED_SECONDS = 24 * 60 * 60


def count(volunteer_id: UUID) -> None:
    cache.add(_key(volunteer_id), 0, COUNTED_SECONDS)
    cache.incr(_key(volunteer_id))


def counted(volunteer_id: UUID) -> int:
    return cache.get(_key(volunteer_id), 0)


def _key(volunteer_id: UUID) -> str:
    return f"identity/tries/{volunteer_id}"
