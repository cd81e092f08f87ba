"""Letting through as often as a limit says (the generic cell rate algorithm): one row a limit and key, one statement a try.

Called by the doors, outside of transactions: what an action takes back is not taken back here.
"""

import math
import time
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.db import connection

from volunteercloud.core import keys, memory
from volunteercloud.core.limits import Limit

# What is used up now moves `due` by its part of the limit's time. It never gets further ahead of the clock than the whole
# of that time: then nothing is written, and the row tells when to come again.
TAKE = """
WITH taken AS (
    INSERT INTO limits_pace AS pace (key, due) VALUES (%(key)s, %(at)s::timestamptz + %(cost)s::interval)
    ON CONFLICT (key) DO UPDATE SET due = GREATEST(pace.due, %(at)s::timestamptz) + %(cost)s::interval
    WHERE GREATEST(pace.due, %(at)s::timestamptz) + %(cost)s::interval <= %(at)s::timestamptz + %(whole)s::interval
    RETURNING due
)
SELECT NULL FROM taken
UNION ALL SELECT due FROM limits_pace WHERE key = %(key)s AND NOT EXISTS (SELECT FROM taken)
"""
# A process that answers a person does not ask about each page: it settles ten at once.
TOGETHER = 10
MOST_KEYS = 100_000


def take(limit: Limit, key: str, at: datetime, count: int = 1) -> int:
    """Use a limit ``count`` times. Returns 0 if it lets that through, else after how many seconds it would."""
    cost = timedelta(seconds=limit.seconds * min(count, limit.most) / limit.most)
    whole = timedelta(seconds=limit.seconds)
    row = keys.blind_index(f"limit/{limit.name}", key)
    with connection.cursor() as cursor:
        given: dict[str, Any] = {"key": row, "at": at, "cost": cost, "whole": whole}
        cursor.execute(TAKE, given)
        found = cursor.fetchone()
    if found is None:  # another process wrote the row first: it was there for the insert, but not yet to be read
        return 1
    (due,) = found
    return 0 if due is None else max(1, math.ceil((due + cost - whole - at).total_seconds()))


class Gathered:
    """`take` for what is asked on every page. Each process counts by itself and settles ten at once, so that whoever asks
    less costs no statement; a refusal is remembered until it is over, so that a flood costs none either."""

    def __init__(self) -> None:
        self._counted: dict[tuple[str, str], tuple[int, float]] = {}
        self._refused: dict[tuple[str, str], float] = {}
        self._lock = Lock()
        memory.add(self)

    def take(self, limit: Limit, key: str, at: datetime) -> int:
        """As `take`; lets nine through that are not settled yet."""
        name, now = (limit.name, key), time.monotonic()
        with self._lock:
            until = self._refused.get(name, 0.0)
            if until > now:
                return math.ceil(until - now)
            count = self._count(name, limit, now)
        if not count:
            return 0
        seconds = take(limit, key, at, count)
        if seconds:
            self.refuse(limit, key, seconds)
        return seconds

    def refuse(self, limit: Limit, key: str, seconds: int) -> None:
        """Let nothing through for some seconds, whatever is asked."""
        with self._lock:
            _bounded(self._refused)[limit.name, key] = time.monotonic() + seconds

    def refused(self, limit: Limit, key: str) -> int:
        """For how many seconds nothing is let through here, as far as this process knows."""
        left = self._refused.get((limit.name, key), 0.0) - time.monotonic()
        return max(0, math.ceil(left))

    def forget(self) -> None:
        self._counted.clear()
        self._refused.clear()

    def _count(self, name: tuple[str, str], limit: Limit, now: float) -> int:
        """How many are to be settled now. What was asked longer ago than the limit's time is none of its business."""
        count, since = self._counted.get(name, (0, now))
        if now - since > limit.seconds:
            count, since = 0, now
        if count + 1 >= min(TOGETHER, max(1, limit.most // TOGETHER)):
            self._counted.pop(name, None)
            return count + 1
        _bounded(self._counted)[name] = (count + 1, since)
        return 0


def _bounded(kept: dict) -> dict:
    if len(kept) >= MOST_KEYS:
        kept.clear()
    return kept
