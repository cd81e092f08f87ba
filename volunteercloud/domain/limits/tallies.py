"""Counting what went wrong: passwords that did not match, document numbers that are somebody else's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

from volunteercloud.core import keys

from .models import Tally

COUNT = """
INSERT INTO limits_tally AS tally (key, count, last_at, ends_at) VALUES (%(key)s, 1, %(at)s, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN tally.ends_at <= %(at)s::timestamptz THEN 1 ELSE tally.count + 1 END,
    last_at = EXCLUDED.last_at, ends_at = EXCLUDED.ends_at
RETURNING count
"""
# Counted before it is known how it ends, so that a thousand at once are a thousand; not within the pause after the last one,
# which grows with their number.
ATTEMPT = """
INSERT INTO limits_tally AS tally (key, count, last_at, ends_at) VALUES (%(key)s, 1, %(at)s, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN tally.ends_at <= %(at)s::timestamptz THEN 1 ELSE tally.count + 1 END,
    last_at = EXCLUDED.last_at, ends_at = EXCLUDED.ends_at
WHERE tally.ends_at <= %(at)s::timestamptz OR tally.last_at + make_interval(
    secs => (%(pauses)s::float8[])[LEAST(tally.count, cardinality(%(pauses)s::float8[]))]
) <= %(at)s::timestamptz
RETURNING count
"""


@dataclass(frozen=True, slots=True)
class Counted:
    count: int
    last_at: datetime | None


NONE = Counted(0, None)


def count(name: str, key: str, at: datetime, within: timedelta) -> int:
    """One more, and how many it makes since ``within`` passed without any."""
    with connection.cursor() as cursor:
        return _count(cursor, name, key, at, within)


def count_apart(name: str, key: str, at: datetime, within: timedelta) -> int:
    """The same for an action that is about to refuse: on a connection of its own, so that the count outlives what is taken
    back. Dear, and right where it is rare."""
    with _apart() as cursor:
        return _count(cursor, name, key, at, within)


def attempt(name: str, key: str, at: datetime, within: timedelta, pauses: Sequence[int]) -> bool:
    """Whether one more try is let through: after the n-th one ``pauses[n - 1]`` seconds pass without any, after more of them
    the last of these. Who is let through is counted, and forgets it all when it went well."""
    given = {"key": _row(name, key), "at": at, "ends_at": at + within, "pauses": list(pauses)}
    with connection.cursor() as cursor:
        cursor.execute(ATTEMPT, given)
        return cursor.fetchone() is not None


def counted(name: str, key: str, at: datetime) -> Counted:
    found = Tally.objects.filter(key=_row(name, key), ends_at__gt=at).values_list("count", "last_at").first()
    return Counted(*found) if found else NONE


def forget(name: str, *keys_of: str) -> None:
    Tally.objects.filter(key__in=[_row(name, key) for key in keys_of]).delete()


def _count(cursor: Any, name: str, key: str, at: datetime, within: timedelta) -> int:
    cursor.execute(COUNT, {"key": _row(name, key), "at": at, "ends_at": at + within})
    return cursor.fetchone()[0]


def _row(name: str, key: str) -> Any:
    return keys.blind_index(f"tally/{name}", key)


@contextmanager
def _apart() -> Iterator[Any]:
    own = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with own.cursor() as cursor:
            yield cursor
    finally:
        own.close()
