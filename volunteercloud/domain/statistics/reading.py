"""Cells out of the database: what was asked for, the tables that decide what of it the public sees or what these come to, and
how far the counting is, in one statement, so that all of it is of one state of the cells."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from . import digests, patterns, places
from .models import Basis, Slice, Span
from .patterns import Group, Key, Spot, State
from .periods import Period
from .sums import Sums

# A day as a number, which is read in a fifth of the time of a date.
DAY = "cell.start - DATE '0001-01-01'"
PROGRESS = """
    SELECT -1, '', '', '', NULL::int, '', '', rounds, CASE noted WHEN rounds THEN whole ELSE rounds + 1 END,
           NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, as_of
    FROM statistics_progress WHERE id = 1"""
ASKED = f"""
    UNION ALL
    SELECT asked.number, cell.basis, cell.region_code, cell.span, {DAY}, cell.slice, cell.value, cell.people, cell.records,
           cell.firsts, cell.minutes_a, cell.minutes_b, cell.minutes_c, cell.minutes_d, cell.minutes_e, NULL::timestamptz
    FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::date[], %s::text[], %s::text[])
         AS asked (number, basis, region_code, span, start, slice, value)
    JOIN statistics_servicecell AS cell USING (basis, region_code, span, start, slice)
    WHERE asked.value IS NULL OR cell.value = asked.value"""  # noqa: S608  our own names
# Those right below some regions as the list has them, and those that came to them from elsewhere.
TABLES = f"""
    UNION ALL
    SELECT -2, cell.basis, cell.region_code, cell.span, {DAY}, cell.slice, cell.value, cell.people, cell.records,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM statistics_servicecell AS cell
    WHERE cell.basis = %s AND cell.slice = ANY(%s) AND cell.region_code = ANY(
        ARRAY(SELECT unnest(%s::text[])
              UNION SELECT code FROM regions_region WHERE parent_id = ANY(%s) OR (%s AND parent_id IS NULL)))"""  # noqa: S608
YEARS = " AND cell.span IN ('ever', 'year')"
MONTHS = " AND cell.span = 'month' AND cell.start = ANY(%s)"


NO_VERSIONS: Mapping[Key, int | None] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """Every cell of some regions and periods, by all values of a slice or by ``only`` one."""

    region_codes: tuple[str, ...]
    wanted: tuple[Period, ...]
    by: Slice = Slice.TOTAL
    basis: Basis = Basis.PLACE
    only: str | None = None


@dataclass(slots=True)
class Found:
    """``state`` are the tables, ``as_of`` is until when everything was counted; None where nothing ever was. ``sums`` stand in
    the order of what was asked."""

    state: State = field(default_factory=State)
    as_of: datetime | None = None
    sums: list[dict[Spot, Sums]] = field(default_factory=list)


def read(
    asked: Sequence[Asked], tables: Collection[Key] = (), versions: Mapping[Key, int | None] = NO_VERSIONS
) -> Found:
    """One statement, whatever is asked. ``tables`` are read, and times of them told by digest; of those of ``versions`` the times
    that were touched since."""
    statement, values = PROGRESS + ASKED, _named(asked)
    groups: list[Group] = []
    if tables or versions:
        of_digests, groups = digests.asked({**dict.fromkeys(tables), **versions})
        statement += digests.DIGESTS
        values += of_digests
    for more, of_tables in _of_tables(tables):
        statement += more
        values += of_tables
    found = Found(sums=[{} for _each in asked])
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for number, basis, code, span, day, by, value, people, records, *rest in cursor.fetchall():
            if number == -2:
                time, year = _coordinate(span, day)
                found.state.cells[basis, by, year][code].append((time, value, people, records))
            elif number == -3:
                group, (time, year) = groups[people], _coordinate(span, day)
                found.state.touched[group].add((year, time))
                if by:
                    key = Key(group.basis, group.above, Slice(by), year)
                    found.state.digests[key, time] = patterns.digest(records, rest[0], rest[1], group.above)
            elif number == -1:
                found.state.version, found.state.whole, found.as_of = people, records, rest[-1]
            else:
                firsts, *minutes, _as_of = rest
                found.sums[number][Spot(code, _period(span, day), value)] = Sums(
                    records, people, firsts, tuple(minutes)
                )
    return found


def _named(asked: Sequence[Asked]) -> list[Any]:
    """Column by column: the cells that are asked for, each under the number of the one that asks."""
    rows = [
        (number, each.basis, code, period.span, period.start, each.by, each.only)
        for number, each in enumerate(asked)
        for code in each.region_codes
        for period in each.wanted
    ]
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _column in range(7)]


def _of_tables(keys: Collection[Key]) -> Iterator[tuple[str, list[Any]]]:
    """The tables of all time and years, and those of months, by basis; slices that need the same regions together. A table that
    comes along with others is not taken for one that was asked; that of goals needs the totals, too."""
    keys = {*keys, *(key._replace(by=Slice.TOTAL) for key in keys if key.by == Slice.SDG)}
    for basis, is_months in sorted({(key.basis, bool(key.year)) for key in keys}):
        some = [key for key in keys if key.basis == basis and bool(key.year) == is_months]
        slices: dict[frozenset[str | None], list[Slice]] = defaultdict(list)
        for by in sorted({key.by for key in some}):
            slices[frozenset(key.above for key in some if key.by == by)].append(by)
        years = sorted({key.year for key in some})
        for above, together in slices.items():
            values = [basis, together, *_regions(above)]
            if is_months:
                yield TABLES + MONTHS, [*values, [date(year, month, 1) for year in years for month in range(1, 13)]]
            else:
                yield TABLES + YEARS, values


def _regions(above: Collection[str | None]) -> list[Any]:
    listed = {code for code in above if code is not None}
    came = {code for code, way in places.moved().items() if way[-1] == code and ("", *way)[-2] in listed}
    return [sorted(listed | came | {""}), sorted(listed - {""}), "" in listed]


@lru_cache(maxsize=5_000)
def _period(span: str, day: int) -> Period:
    return Period(Span(span), date.fromordinal(day + 1))


@lru_cache(maxsize=5_000)
def _coordinate(span: str, day: int) -> tuple[str, int]:
    """The time, and the year if it is a month."""
    start = date.fromordinal(day + 1)
    return patterns.coordinate(Span(span), start), start.year if span == Span.MONTH else 0
