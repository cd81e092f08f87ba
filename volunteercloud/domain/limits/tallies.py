"""Counting what went wrong: passwords that did not match, document numbers that are somebody else's."""

from collections.abc import Iterator
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


def counted(name: str, key: str, at: datetime) -> Counted:
    found = Tally.objects.filter(key=_row(name, key), ends_at__gt=at).values_list("count", "last_at").first()
    return Counted(*found) if found else NONE


def forget(name: str, key: str) -> None:
    Tally.objects.filter(key=_row(name, key)).delete()


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
