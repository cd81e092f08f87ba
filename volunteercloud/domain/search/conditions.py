# ruff: noqa: S608  every part of a statement is a text of ours; what somebody typed is a value
"""A query as conditions in SQL: what the one index is asked for, and what every row that it finds is asked.

Words, filters and distance are terms of one index, which narrows by all of them together. Each is a condition of its own, what
is rare before what is frequent: PostgreSQL then reads of the frequent ones only where the rare ones are, which takes half the
time that one large `tsquery` does. Where fewer than `ENOUGH` documents have every word, those that have some of them are looked
for as well. No part is larger than its bound.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from . import marks
from .asking import Fits, Query
from .composing import quoted
from .models import Kind
from .understanding import Understood

ENOUGH = 10  # documents that have every word, so that those with some words only are left alone
AGES = "(minimum_age IS NULL OR minimum_age <= %({0})s) AND (maximum_age IS NULL OR maximum_age >= %({0})s)"
TEXTS = (
    "concat_ws(' ', title, title_en, post, post_en, owner_name, owner_name_en, place, place_en, summary, summary_en)"
)
# The great circle, as in `core.geography`.
METRES = """(2 * 6371000 * asin(least(1, sqrt(sin(radians(latitude - %(latitude)s::float8) / 2) ^ 2
    + cos(radians(%(latitude)s::float8)) * cos(radians(latitude))
    * sin(radians(longitude - %(longitude)s::float8) / 2) ^ 2))))"""
LIKE_SIGNS = re.compile(r"([\\%_])")
METRES_A_KM = 1000


@dataclass(frozen=True, slots=True)
class Statement:
    sql: str
    parameters: dict[str, Any]


@dataclass(slots=True)
class Conditions:
    """``parameters`` grow with every condition that is taken from here."""

    query: Query
    understood: Understood
    now: datetime
    parameters: dict[str, Any] = field(default_factory=dict)
    _filters: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for condition, values in self._asked():
            self._filters.append(condition)
            self.parameters |= values

    @property
    def is_narrowed(self) -> bool:
        """Whether there is more to ask for than kinds that so many documents have that the soonest are found by walking."""
        kinds = self.query.kinds
        is_walked = len(kinds) == 1 or Kind.SHIFT in kinds
        others = marks.asked(replace(self.query, kinds=()) if is_walked else self.query)
        return bool(self.understood.groups or others)

    def having(self, name: str, words: str, more: Sequence[str] = (), less: Sequence[str] = ()) -> str:
        """A condition that asks for ``words`` and the marks of the query, for one of ``more`` and for all of ``less``."""
        around = [*marks.places(self.query), *([more] if more else [])]
        terms = [*map(_one_of, around), *([words] if words else []), *map(_one_of, marks.kinds(self.query))]
        self.parameters |= {f"{name}_{place}": term for place, term in enumerate(terms)}
        asked = [f"terms @@ %({name}_{place})s::tsquery" for place in range(len(terms))]
        return " AND ".join(["state = 'open'", *asked, *self._filters, *less])

    def whole(self, name: str, columns: str, most: int) -> list[str]:
        """The documents that have every word, and their number; one more than ``most``, to tell that there are more."""
        counted = f"number_of_{name} AS MATERIALIZED (SELECT count(*) AS n FROM {name})"
        if self.is_narrowed:
            return [*part(name, columns, self.having(name, self.understood.every), most + 1), counted]
        where = ["state = 'open'", *self._filters]
        if self.query.kinds:
            self.parameters[f"kinds_of_{name}"] = list(self.query.kinds)
            where.append(f"kind = ANY(%(kinds_of_{name})s::varchar[])")
        condition = " AND ".join(where)
        soonest = f"SELECT {columns} FROM search_document WHERE {condition} ORDER BY starts_at, id LIMIT {most + 1}"
        return [f"{name} AS MATERIALIZED ({soonest})", counted]

    def some(self, name: str, columns: str, most: int, is_few: str, besides: str) -> list[str]:
        """The documents that have some words and do not stand in ``besides``; none unless ``is_few``."""
        condition = self.having(name, self.understood.some)
        return part(name, columns, f"{is_few} AND {condition} AND id NOT IN (SELECT id FROM {besides})", most)

    def _asked(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What each row is asked, with the values in it."""
        query, fits = self.query, self.query.fits or Fits()
        # Not as an index could answer it: nearly everything that stands in the index is open.
        yield "coalesce(closes_at, 'infinity') > %(now)s", {"now": self.now}
        yield "(opens_on IS NULL OR opens_on <= %(today)s)", {"today": timezone.localdate(self.now)}
        if query.from_on:
            yield "coalesce(ends_at, starts_at) > %(from_at)s", {"from_at": _midnight(query.from_on)}
        if query.to_on:
            yield "starts_at < %(to_at)s", {"to_at": _midnight(query.to_on + timedelta(days=1))}
        if query.age is not None:
            yield AGES.format("age"), {"age": query.age}
        if fits.age is not None:
            yield AGES.format("my_age"), {"my_age": fits.age}
        if query.fits:
            yield "skills <@ %(my_skills)s::varchar[]", {"my_skills": list(fits.skills)}
            yield "languages <@ %(my_languages)s::varchar[]", {"my_languages": list(fits.languages)}
        if query.near and query.within_km:
            yield f"{METRES} <= %(within)s::float8", {"within": METRES_A_KM * query.within_km}
        if query.near:
            self.parameters |= {"latitude": query.near[0], "longitude": query.near[1]}
        for place, phrase in enumerate(self.understood.phrases):
            escaped = LIKE_SIGNS.sub(r"\\\1", phrase)
            yield f"{TEXTS} ILIKE %(phrase{place})s", {f"phrase{place}": f"%{escaped}%"}


def few(name: str) -> str:
    """Whether few documents have every word."""
    return f"(SELECT n FROM number_of_{name}) < {ENOUGH}"


def part(name: str, columns: str, condition: str, most: int) -> list[str]:
    """A part of at most so many rows. The bound stands in a part of its own: PostgreSQL plans the inner one for all its rows,
    and so takes the index, and yet stops when the outer one has enough."""
    return [
        f"all_{name} AS MATERIALIZED (SELECT {columns} FROM search_document WHERE {condition})",
        f"{name} AS MATERIALIZED (SELECT * FROM all_{name} LIMIT {most})",
    ]


def _one_of(group: Sequence[str]) -> str:
    return " | ".join(map(quoted, group))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
