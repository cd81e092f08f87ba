# ruff: noqa: S608  every part of a statement is a text of ours; what somebody typed is a value
"""The statement that counts what each further choice would leave."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from volunteercloud.domain.regions.queries import LENGTHS

from .asking import Query
from .conditions import Conditions, Statement
from .understanding import Understood

MOST = 1000  # documents that are counted
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
COLUMNS = "id, kind, category, beneficiaries, region_code, weekdays, parts_of_day, urgency"


def statement(query: Query, understood: Understood, now: datetime) -> Statement:
    """Rows of a facet, one of its values, how many have it, and of how many documents."""
    parts: list[str] = []
    rows: list[str] = []
    parameters: dict[str, Any] = {"below": length_below(query.region_code)}
    sets: dict[str, str] = {}
    for facet, (chosen, value) in FACETS.items():
        without = chosen if chosen and getattr(query, chosen) else ""
        if without not in sets:
            sets[without] = f"set{len(sets)}"
            wanted = Conditions(replace(query, **{without: ()}) if without else query, understood, now)  # type: ignore[arg-type]
            parts += _counted(wanted, sets[without])
            parameters |= wanted.parameters
        name = sets[without]
        number = f"(SELECT n FROM number_of_{name})"
        rows.append(f"SELECT '{facet}', {value} AS code, count(*), {number} FROM {name}_found GROUP BY code")
    return Statement(f"WITH {', '.join(parts)} {' UNION ALL '.join(rows)}", parameters)


def length_below(region_code: str) -> int:
    """Signs of the codes one level below a region."""
    return next((length for length in LENGTHS if length > len(region_code)), LENGTHS[-1])


def _counted(wanted: Conditions, name: str) -> list[str]:
    parts = wanted.whole(name, COLUMNS, MOST)
    union = ""
    if wanted.understood.some:
        parts += wanted.some(f"{name}_some", COLUMNS, MOST, besides=name)
        union = f" UNION ALL SELECT * FROM {name}_some"
    return [*parts, f"{name}_found AS MATERIALIZED (SELECT * FROM {name}{union})"]
