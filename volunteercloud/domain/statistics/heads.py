"""Reading numbers of people and of places: the register, cohorts, shifts, needs. Nothing but a number hangs on them, so the
public sees them rounded to tens, and of fewer than ten only that they are fewer (`disclosure`)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import add

from django.db.models import Q, Sum

from volunteercloud.core.actor import Actor
from volunteercloud.domain.needs.models import NeedFigure

from . import disclosure, periods
from .models import CohortCell, PeopleCell, ShiftCell, Slice, Span
from .periods import Period

BORN = "born"
AGES = (0, 14, 18, 25, 35, 45, 60, 70)  # the youngest of each band

NUMBERS = ("shifts", "places", "taken", "came", "missed", "recorded")
OF_NEEDS = ("posted", "answered", "answer_minutes", "met", "unmet")
LONGEST = {Span.EVER: Span.YEAR}

Shown = Callable[[int], int | None]


@dataclass(frozen=True, slots=True)
class Register:
    """People who live in a region and are registered under their real name, at the end of a month. None: fewer than ten."""

    people: int | None = 0
    by_sex: dict[str, int | None] = field(default_factory=dict)
    by_age: dict[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shifts:
    """Shifts that are over: places, people who held one, who came, who stayed away without a word, and for how many of those
    who came there is a record. None: fewer than ten."""

    shifts: int | None = 0
    places: int | None = 0
    taken: int | None = 0
    came: int | None = 0
    missed: int | None = 0
    recorded: int | None = 0


@dataclass(frozen=True, slots=True)
class Needs:
    """Needs posted in a period and what became of them. ``answer_minutes`` are a mean. None: of fewer than ten."""

    posted: int | None = 0
    answered: int | None = 0
    met: int | None = 0
    unmet: int | None = 0
    answer_minutes: int | None = None


def register(viewer: Actor | None, region_code: str, month: date) -> Register:
    """The register of a region at the end of a month, by sex and by age: that of the year, from years of birth."""
    rows = PeopleCell.objects.filter(region_code=region_code, month__lte=month)
    summed = rows.values("slice", "value").annotate(number=Sum("people")).order_by("slice", "value")
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for row in summed:
        value = band(row["value"], month.year) if row["slice"] == BORN else row["value"]
        sums[row["slice"]][value] += row["number"]
    shown = _shown(viewer, [region_code])[region_code]
    return Register(
        shown(sums[Slice.TOTAL][""]),
        {value: shown(number) for value, number in sorted(sums[Slice.SEX].items()) if number},
        {value: shown(number) for value, number in sorted(sums[BORN].items(), key=_by_age) if number},
    )


def registers(
    viewer: Actor | None, region_codes: Collection[str], months: Sequence[date]
) -> dict[tuple[str, date], int | None]:
    """How many people were registered at the end of each month, of several regions, in one statement."""
    if not months:
        return {}
    rows = PeopleCell.objects.filter(
        region_code__in=region_codes, month__lte=max(months), slice=Slice.TOTAL, value=""
    ).order_by("pk")
    found: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for code, month, people in rows.values_list("region_code", "month", "people"):
        found[code].append((month, people))
    shown = _shown(viewer, region_codes)
    return {
        (code, month): shown[code](sum(people for since, people in found[code] if since <= month))
        for code in region_codes
        for month in months
    }


def shifts(
    viewer: Actor | None, region_codes: Collection[str], wanted: Collection[Period], by: Slice = Slice.TOTAL
) -> dict[tuple[str, Period, str], Shifts]:
    """What shifts came to, by region, period (months and years) and value: the total, by category or kind of organization."""
    rows = ShiftCell.objects.filter(_kept(wanted), region_code__in=region_codes, slice=by).order_by("pk")
    sums: dict[tuple[str, Period, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        for period in wanted:
            if period.start <= row.start < period.end and row.span in (period.span, LONGEST.get(period.span)):
                sums[row.region_code, period, row.value].update({name: getattr(row, name) for name in NUMBERS})
    shown = _shown(viewer, region_codes)
    return {key: Shifts(*(shown[key[0]](numbers[name]) for name in NUMBERS)) for key, numbers in sums.items()}


def _kept(wanted: Collection[Period]) -> Q:
    """Shifts are kept by month and year; all time is all years."""
    condition = periods.any_of(wanted)
    return condition | Q(span=Span.YEAR) if periods.ever() in wanted else condition


def cohorts(viewer: Actor | None, region_code: str) -> dict[int, dict[int, int | None]]:
    """People by the year of their first service, and how many of them served in each year since: {2024: {2024: 900, 2025:
    410}}."""
    shown = _shown(viewer, [region_code])[region_code]
    found: dict[int, dict[int, int | None]] = defaultdict(dict)
    for row in CohortCell.objects.filter(region_code=region_code).order_by("first_year", "year"):
        found[row.first_year][row.year] = shown(row.people)
    return dict(found)


def retained(
    viewer: Actor | None, region_codes: Collection[str], years: Collection[int]
) -> dict[tuple[str, int], tuple[int | None, int | None]]:
    """Of those who first served in the year before: how many served again in a year, and how many they were; one statement."""
    wanted = {year for each in years for year in (each - 1, each)}
    rows = CohortCell.objects.filter(
        region_code__in=region_codes, first_year__in={year - 1 for year in years}, year__in=wanted
    ).order_by("pk")
    people = {(row.region_code, row.first_year, row.year): row.people for row in rows}
    shown = _shown(viewer, region_codes)
    return {
        (code, year): (
            shown[code](people.get((code, year - 1, year), 0)),
            shown[code](people.get((code, year - 1, year - 1), 0)),
        )
        for code in region_codes
        for year in years
    }


def needs(
    viewer: Actor | None, region_codes: Collection[str], wanted: Collection[Period]
) -> dict[tuple[str, Period], Needs]:
    """What became of needs posted in each period, in one statement. Everywhere is the sum of the provinces."""
    everywhere = "" in region_codes
    condition = Q(region_id__in=[code for code in region_codes if code])
    if everywhere:
        condition |= Q(region__parent_id=None)
    months = Q(month__gte=min(period.start for period in wanted), month__lt=max(period.end for period in wanted))
    by_month = (
        NeedFigure.objects.filter(condition, months).order_by("region_id", "month").values_list("region_id", "month")
    )
    sums: dict[tuple[str, Period], list[int]] = defaultdict(lambda: [0] * len(OF_NEEDS))
    for region_code, month, *numbers in by_month.annotate(*(Sum(name) for name in OF_NEEDS)):
        codes = [region_code] if region_code in region_codes else []
        codes += [""] if everywhere and len(region_code) == len("11") else []
        for period in wanted:
            if period.start <= month < period.end:
                for code in codes:
                    sums[code, period] = list(map(add, sums[code, period], numbers))
    shown = _shown(viewer, region_codes)
    return {key: _needs(each, shown[key[0]]) for key, each in sums.items()}


def _needs(sums: Sequence[int], shown: Shown) -> Needs:
    posted, answered, answer_minutes, met, unmet = sums
    told = shown(answered)
    return Needs(shown(posted), told, shown(met), shown(unmet), round(answer_minutes / answered) if told else None)


def band(born_in: str, year: int) -> str:
    """The youngest age of the band that somebody born in a year is in; nothing where that is not known."""
    if not born_in:
        return ""
    age = max(year - int(born_in), 0)
    return str(max(youngest for youngest in AGES if youngest <= age))


def _by_age(each: tuple[str, int]) -> int:
    return int(each[0] or -1)


def _shown(viewer: Actor | None, region_codes: Collection[str]) -> dict[str, Shown]:
    """How numbers of each region are told to the viewer."""
    exact = disclosure.exact_among(viewer, region_codes)
    return {code: int if code in exact else disclosure.rounded for code in region_codes}
