# ruff: noqa: S608  every part of a statement is a text of ours; what somebody typed is a value
"""The statement that finds a page.

Where more documents match than are looked at, those that come first in the order asked for are found rung by rung: what
begins today, in two days, in four, in a month; what is within one kilometre, five, twenty, eighty; at last what is left.
PostgreSQL works off a rung only where the one before it did not find enough, all in one statement.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.utils import timezone

from . import marks
from .asking import Query, Sort
from .conditions import METRES, METRES_A_KM, Conditions, Statement, few, part
from .models import Urgency
from .understanding import Understood

MOST = 1000  # documents that are looked at
WIDE = 5 * MOST  # of one rung that are looked at
WINDOW = 200  # to choose the best from, where more match than are looked at
DAYS = (1, 2, 4, 8, 16, 32)
KILOMETRES = (1, 5, 20, 80)
MICROSECONDS = 10**6
NEVER = 10**17 - 1  # in microseconds, of what begins at no time
BY_URGENCY = 10**17
FAR = 10**18  # of what is nowhere
BEHIND = 2 * 10**18  # what has some words only stands behind what has every one

BEGINS = f"coalesce((extract(epoch FROM starts_at) * {MICROSECONDS})::bigint, {NEVER})"
URGENCY = f"(2 - urgency) * {BY_URGENCY} + {BEGINS}"
DISTANCE = f"coalesce({METRES}::bigint, {FAR})"
# What begins soon is better than what begins late, what has places than what is full, what is near than what is far.
SOON = """CASE WHEN starts_at IS NULL THEN 0.9
    ELSE 0.8 + 0.2 / (1 + greatest(0, starts_at::date - %(today)s) / 14.0) END"""
FREE = "CASE WHEN places_left = 0 THEN 0.8 ELSE 1 END"
NEAR = f"(0.5 + 0.5 / (1 + coalesce({METRES}, 10000) / 10000))"
LIKENESS = 0.6  # of a word that means the same, beside the word itself
MOST_RANKED = 6  # things asked for that the order is made by
RANK = 1.64493406685  # what `ts_rank` divides the weight of a word by that stands once


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the last document, and what it was sorted by."""

    key: int
    id: UUID


@dataclass(frozen=True, slots=True)
class _Rung:
    condition: str
    need: int
    most: int


def statement(query: Query, understood: Understood, now: datetime, limit: int, after: Cursor | None) -> Statement:
    """One row: how many have every word and how many only some, up to `MOST` and one more; then the ids of the page and of
    one more, and their keys."""
    wanted = Conditions(query, understood, now)
    wanted.parameters |= {"limit": limit + 1, "today": timezone.localdate(now)}
    key = _key(wanted)
    parts = wanted.whole("whole", f"id, {key} AS key", MOST)
    wide = f"(SELECT n FROM number_of_whole) > {MOST}"
    found = [f"SELECT id, key FROM whole WHERE NOT {wide}"]
    if understood.some:
        parts += wanted.some("partly", f"id, {key} + {BEHIND} AS key", MOST, few("whole"), besides="whole")
        found.append("SELECT id, key FROM partly")
    for place, rung in enumerate(_rungs(wanted, limit + 1, after)):
        name = f"rung{place}"
        parts += part(name, f"id, {key} AS key", f"{wide} AND {rung.condition}", rung.most)
        reached = f"(SELECT count(*) FROM {name}) >= {rung.need}"
        found.append(f"SELECT id, key FROM {name} WHERE {wide} AND {reached}")
        wide += f" AND NOT {reached}"
    found.append(f"SELECT id, key FROM whole WHERE {wide}")
    beyond = ""
    if after:
        wanted.parameters |= {"key": after.key, "id": after.id}
        beyond = f"WHERE {_beyond('key')}"
    sql = f"""
        WITH {", ".join(parts)}, found AS ({" UNION ALL ".join(found)})
        SELECT (SELECT n FROM number_of_whole), {"(SELECT count(*) FROM partly)" if understood.some else "0"},
            array_agg(id ORDER BY key, id), array_agg(key ORDER BY key, id)
        FROM (SELECT id, key FROM found {beyond} ORDER BY key, id LIMIT %(limit)s) AS page"""
    return Statement(sql, wanted.parameters)


def _rungs(wanted: Conditions, need: int, after: Cursor | None) -> Iterator[_Rung]:
    query, every = wanted.query, wanted.understood.every
    if query.sort == Sort.DISTANCE and query.near:
        for place, reach in enumerate(each for each in KILOMETRES if each < (query.within_km or FAR)):
            near = marks.cells(*query.near, reach)
            less = [f"{METRES} <= {METRES_A_KM * reach}", *([_beyond(DISTANCE)] if after else [])]
            yield _Rung(wanted.having(f"rung{place}", every, near, less), need, WIDE)
        yield _Rung(wanted.having("every", every, less=[_beyond(DISTANCE)] if after else []), 0, WIDE)
        return
    is_best = query.sort not in (Sort.DATE, Sort.URGENCY, Sort.DISTANCE)
    by_urgency = query.sort == Sort.URGENCY
    urgent = [f"u:{Urgency.URGENT}", f"u:{Urgency.SOON}"] if by_urgency else []
    less = [_beyond(URGENCY if by_urgency else BEGINS)] if after and not is_best else []
    first = _first_day(wanted, None if is_best else after)
    for place, number in enumerate(DAYS):
        condition = wanted.having(f"rung{place}", every, [*urgent, *marks.days(first, number)], less)
        yield _Rung(condition, WINDOW, MOST) if is_best else _Rung(condition, need, WIDE)
    if not is_best:
        yield _Rung(wanted.having("every", every, less=less), 0, WIDE)


def _first_day(wanted: Conditions, after: Cursor | None) -> date:
    """The day from which on one looks: today, or what was asked for, or where the page before ended."""
    first = timezone.localdate(wanted.now)
    if wanted.query.from_on:
        first = max(first, wanted.query.from_on)
    begins = after.key % BY_URGENCY if after else NEVER
    if begins != NEVER:
        first = max(first, timezone.localdate(datetime.fromtimestamp(begins / MICROSECONDS, UTC)))
    return first


def _beyond(key: str) -> str:
    return f"({key}, id) > (%(key)s::bigint, %(id)s::uuid)"


def _key(wanted: Conditions) -> str:
    """What the sort asked for goes by: whole numbers, the least first, so that every cursor is one number and an id."""
    query = wanted.query
    if query.sort == Sort.BEST:
        return f"-round(1000000 * {_score(wanted)})::bigint"
    if query.sort == Sort.URGENCY:
        return URGENCY
    return DISTANCE if query.sort == Sort.DISTANCE and query.near else BEGINS


def _score(wanted: Conditions) -> str:
    """How well a document fits what was typed, times how soon, how free and how near it is; about one at most."""
    factors = [f"({SOON})", f"({FREE})"]
    if wanted.query.near:
        factors.append(NEAR)
    strong = wanted.understood.strong[:MOST_RANKED]
    if strong:
        ranks = " + ".join(_rank(wanted, place) for place in range(len(strong)))
        factors.append(f"(0.05 + ({ranks}) / {len(strong)})")
    return " * ".join(factors)


def _rank(wanted: Conditions, place: int) -> str:
    """The weight of the one thing asked for where it stands: its title counts most."""
    group = wanted.understood.strong[place]
    wanted.parameters |= {f"exact{place}": " | ".join(group.exact), f"any{place}": group.one_of}
    exact = f"least(1, {RANK * group.exact_size} / {len(group.exact)} * ts_rank(words, %(exact{place})s::tsquery))"
    alike = f"least(1, {RANK * group.any_size} * ts_rank(words, %(any{place})s::tsquery))"
    return f"greatest({exact}, {LIKENESS} * {alike})"
