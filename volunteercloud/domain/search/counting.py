# ruff: noqa: S608  every part of a statement is a text of ours; what somebody typed is a value
"""The statement that counts what each further choice would leave.

Each field is counted as if nothing were chosen in it: a set of documents for every field in which something is chosen. Where
there are several, those that fit without any of the choices are found once, as a pool that all sets are taken from; only where
the pool is too large is each set asked of the index by itself.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from volunteercloud.domain.regions.queries import LENGTHS

from .asking import Query
from .conditions import ENOUGH, Conditions, Statement, few
from .understanding import Understood

MOST = 1000  # documents that are counted
POOL = 2 * MOST
FEWEST_SETS = 3  # from which on a pool pays
# Which field of a query each facet leaves out, and what it counts of a row.
FACETS = {
    "kind": ("kinds", "kind"),
    "category": ("categories", "category"),
    "beneficiary": ("beneficiaries", "unnest(beneficiaries)"),
    "region": ("", "left(region_code, %(below)s)"),
    "weekday": ("weekdays", "unnest(weekdays)::text"),
    "part_of_day": ("parts_of_day", "unnest(parts_of_day)"),
    "urgency": ("urgencies", "urgency::text"),
}
# What the index is asked for by these fields, asked of a row.
CHOSEN = {
    "kinds": "kind = ANY(%(kinds)s::varchar[])",
    "categories": "category = ANY(%(categories)s::varchar[])",
    "beneficiaries": "beneficiaries && %(beneficiaries)s::varchar[]",
    "weekdays": "weekdays && %(weekdays)s::smallint[]",
    "parts_of_day": "parts_of_day && %(parts_of_day)s::varchar[]",
    "urgencies": "urgency = ANY(%(urgencies)s::smallint[])",
}
COLUMNS = "id, kind, category, beneficiaries, region_code, weekdays, parts_of_day, urgency"
IS_WIDE = "(SELECT is_wide FROM width)"


def statement(query: Query, understood: Understood, now: datetime) -> Statement:
    """Rows of a facet, one of its values, how many have it, and of how many documents."""
    chosen = [field for field in CHOSEN if getattr(query, field)]
    sets = {field: f"set{place}" for place, field in enumerate(["", *chosen])}
    parameters: dict[str, Any] = {"below": length_below(query.region_code)}
    pool = Conditions(replace(query, **dict.fromkeys(chosen, ())), understood, now)  # type: ignore[arg-type]
    has_pool = len(sets) >= FEWEST_SETS and pool.is_narrowed
    parts = _pool(pool, chosen) if has_pool else []
    if has_pool:
        parameters |= pool.parameters | {field: list(getattr(query, field)) for field in chosen}
    for field, name in sets.items():
        wanted = Conditions(replace(query, **{field: ()}) if field else query, understood, now)  # type: ignore[arg-type]
        parts += _counted(wanted, f"own_{name}" if has_pool else name)
        parameters |= wanted.parameters
        if has_pool:
            parts += _taken(name, [other for other in chosen if other != field], has_some=bool(understood.some))
    rows = [
        f"SELECT '{facet}', {value} AS code, count(*), (SELECT n FROM number_of_{name}) FROM {name}_found GROUP BY code"
        for facet, (field, value) in FACETS.items()
        for name in (sets.get(field, sets[""]),)
    ]
    return Statement(f"WITH {', '.join(parts)} {' UNION ALL '.join(rows)}", parameters)


def length_below(region_code: str) -> int:
    """Signs of the codes one level below a region."""
    return next((length for length in LENGTHS if length > len(region_code)), LENGTHS[-1])


def _counted(wanted: Conditions, name: str) -> list[str]:
    """A set as the index finds it."""
    parts = wanted.whole(name, COLUMNS, MOST)
    union = ""
    if wanted.understood.some:
        parts += wanted.some(f"{name}_some", COLUMNS, MOST, few(name), besides=name)
        union = f" UNION ALL SELECT * FROM {name}_some"
    return [*parts, f"{name}_found AS MATERIALIZED (SELECT * FROM {name}{union})"]


def _pool(pool: Conditions, chosen: Iterable[str]) -> list[str]:
    """What fits without the choices; with some words only where few of those with every choice have every word."""
    parts = pool.whole("pool", COLUMNS, POOL)
    width = f"(SELECT n FROM number_of_pool) > {POOL}"
    if pool.understood.some:
        is_few = f"NOT {width} AND (SELECT count(*) FROM pool WHERE {_having(chosen)}) < {ENOUGH}"
        parts += pool.some("pool_some", COLUMNS, POOL + 1, is_few, besides="pool")
        width += f" OR (SELECT count(*) FROM pool_some) > {POOL}"
    return [*parts, f"width AS MATERIALIZED (SELECT {width} AS is_wide)"]


def _taken(name: str, chosen: Iterable[str], *, has_some: bool) -> list[str]:
    """A set as it is taken from the pool, or found by itself where that is too large."""
    having = _having(chosen)
    found = [f"SELECT * FROM {name} WHERE NOT {IS_WIDE}", f"SELECT * FROM own_{name}_found WHERE {IS_WIDE}"]
    if has_some:
        is_few = f"(SELECT count(*) FROM {name}) < {ENOUGH}"
        found.append(f"(SELECT * FROM pool_some WHERE NOT {IS_WIDE} AND {is_few} AND {having} LIMIT {MOST})")
    number = f"CASE WHEN {IS_WIDE} THEN (SELECT n FROM number_of_own_{name}) ELSE (SELECT count(*) FROM {name}) END"
    return [
        f"{name} AS MATERIALIZED (SELECT * FROM pool WHERE {having} LIMIT {MOST + 1})",
        f"number_of_{name} AS MATERIALIZED (SELECT {number} AS n)",
        f"{name}_found AS MATERIALIZED ({' UNION ALL '.join(found)})",
    ]


def _having(chosen: Iterable[str]) -> str:
    return " AND ".join(CHOSEN[field] for field in chosen) or "true"
