"""The rows of datasets about a month: what anybody may see, read table by table from the nation down, never all at once."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import astuple
from datetime import date
from itertools import groupby
from operator import itemgetter

from volunteercloud.domain.needs.models import NeedFigure
from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.statistics import heads, periods, queries
from volunteercloud.domain.statistics.models import Basis, PeopleCell, ShiftCell, Slice, Span
from volunteercloud.domain.statistics.patterns import Spot
from volunteercloud.domain.statistics.periods import Period
from volunteercloud.domain.statistics.sums import Sums

from .columns import Row

NATION, ALL, UNKNOWN = "nation", "all", "unknown"
Slices = Mapping[Basis, Sequence[Slice]]

AT_ONCE = 200
# Of service: with all months of a year, which decide what is withheld of one, so many take some tens of megabytes.
CELLS_AT_ONCE = 500
SLICES: Slices = {
    Basis.PLACE: (Slice.TOTAL, Slice.KIND, Slice.CATEGORY, Slice.SEX, Slice.AGE, Slice.ORGANIZATION_KIND, Slice.SDG),
    Basis.HOME: (Slice.TOTAL, Slice.SEX, Slice.AGE),
}
# Of streets no more is kept; below them nothing is.
OF_STREETS: Slices = {Basis.PLACE: (Slice.TOTAL,), Basis.HOME: SLICES[Basis.HOME]}
# Kept of a region whether or not it has a total: time of another kind than service is not in it.
FIRST = frozenset({Slice.TOTAL, Slice.KIND})
OF_SHIFTS = (Slice.TOTAL, Slice.CATEGORY, Slice.ORGANIZATION_KIND)


def service(month: date) -> Iterator[Row]:
    """Every cell of the month that has service, and every one that is withheld, from above."""
    for basis in SLICES:
        yield from _tables([""], basis, periods.month(month))


def registrations(month: date) -> Iterator[Row]:
    codes = PeopleCell.objects.filter(month__lte=month).order_by("region_code").distinct()
    for code in codes.values_list("region_code", flat=True).iterator():
        found = heads.register(None, code, month)
        parts = [(Slice.TOTAL, "", found.people)]
        parts += [(Slice.SEX, value, people) for value, people in found.by_sex.items()]
        parts += [(Slice.AGE, value, people) for value, people in found.by_age.items()]
        for by, value, people in parts:
            if people != 0:
                yield month, named(code), by.value, part(by, value), people, people is None


def shifts(month: date) -> Iterator[Row]:
    period = periods.month(month)
    codes = ShiftCell.objects.filter(span=Span.MONTH, start=month).values_list("region_code", flat=True)
    for some in in_parts(sorted(set(codes))):
        for by in OF_SHIFTS:
            found = heads.shifts(None, some, [period], by)
            for code, _period, value in sorted(found, key=lambda key: (key[0], key[2])):
                numbers = astuple(found[code, period, value])
                yield month, named(code), by.value, part(by, value), *numbers, None in numbers


def needs(month: date) -> Iterator[Row]:
    period = periods.month(month)
    found = NeedFigure.objects.filter(month=month).values_list("region_id", flat=True)
    codes = sorted(set(found))
    for some in in_parts(["", *codes] if codes else []):
        told = heads.needs(None, some, [period])
        for code in (code for code in some if (code, period) in told):
            numbers = astuple(told[code, period])
            yield month, named(code), *numbers, None in numbers[:-1]


def named(code: str) -> str:
    """A region as a row says it: never by nothing, which readers take for a missing number."""
    return code or NATION


def part(by: Slice, value: str) -> str:
    return ALL if by == Slice.TOTAL else value or UNKNOWN


def in_parts(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(codes), AT_ONCE):
        yield codes[start : start + AT_ONCE]


def _tables(codes: Collection[str], basis: Basis, period: Period, slices: Slices = SLICES) -> Iterator[Row]:
    """The rows of some regions of one level, then those of all below them. What is below a row that is withheld is told like what
    is below others, so that nobody can tell by what is missing there whether there was service."""
    shown: set[str] = set()
    for by in slices[basis]:
        asked = codes if by in FIRST else sorted(shown)
        found = queries.cells(None, asked, [period], by, basis) if asked else {}
        shown |= {spot.region_code for spot in found} if by in FIRST else set()
        for spot in sorted(found, key=lambda spot: (spot.region_code, spot.value)):
            yield _row(basis, by, spot, found[spot])
    if slices is SLICES:
        for level, below in _below(shown):
            yield from _tables(below, basis, period, SLICES if level < Level.STREET else OF_STREETS)


def _below(above: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    """All that ever stood right below some regions, by level and so many at a time: what a code of old still counts for itself
    stays in its series. What is below one region stays together, as it is one table."""
    found = Region.objects.filter(parent_id__in=above) if "" not in above else Region.objects.filter(parent_id=None)
    rows = found.order_by("level", "parent_id", "code").values_list("level", "parent_id", "code")
    for level, of_level in groupby(rows, key=itemgetter(0)):
        some: list[str] = []
        for _parent, table in groupby(of_level, key=itemgetter(1)):
            some += [code for *_above, code in table]
            if len(some) >= CELLS_AT_ONCE:
                yield level, some
                some = []
        if some:
            yield level, some


def _row(basis: Basis, by: Slice, spot: Spot, sums: Sums) -> Row:
    start = (spot.period.start, basis.value, named(spot.region_code), by.value, part(by, spot.value))
    if sums.is_withheld:
        return *start, *[None] * 10, True
    numbers = (sums.records, sums.people, sums.firsts, sums.credit_minutes, sums.honour_minutes, *sums.minutes)
    return *start, *numbers, False
