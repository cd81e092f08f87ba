"""Reading all that measures are made of, for some regions and periods at once: a statement a thing, not a region."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from django.utils import timezone

from volunteercloud.core.actor import Actor

from . import heads, periods, population, queries, wages
from .heads import Needs, Shifts
from .models import Basis, Population, Slice, Span, Wage
from .patterns import Spot
from .periods import Period
from .queries import Seen
from .reading import Asked
from .sums import NOTHING, Sums
from .terms import Need

NO_SHIFTS, NO_NEEDS = Shifts(), Needs()
At = tuple[str, Period]


@dataclass(slots=True)
class Evidence:
    """What the viewer sees of a region and a period. Numbers of people are None where there are fewer than ten."""

    place: Sums = NOTHING
    home: Sums = NOTHING
    parts: dict[Slice, dict[str, Sums]] = field(default_factory=dict)
    register: int | None = 0
    population: Population | None = None
    shifts: Shifts = NO_SHIFTS
    cohort: tuple[int | None, int | None] | None = None
    needs: Needs = NO_NEEDS
    # What each year came to and what an hour was worth in it; of all time the years apart, of a month its own.
    years: dict[int, Sums] = field(default_factory=dict)
    wages: dict[int, Wage] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Question:
    viewer: Actor | None
    region_codes: Sequence[str]
    wanted: Sequence[Period]
    cells: Mapping[Need, Asked]
    seen: Seen

    @property
    def spots(self) -> list[At]:
        return list(product(self.region_codes, self.wanted))

    def sums(self, need: Need) -> dict[Spot, Sums]:
        return self.seen.sums[self.cells[need]]


Found = dict[At, Evidence]
SLICES = {Need.PLACE: Slice.TOTAL, Need.KIND: Slice.KIND, Need.CATEGORY: Slice.CATEGORY, Need.SDG: Slice.SDG}


def cells(region_codes: Sequence[str], wanted: Sequence[Period], needs: Collection[Need]) -> dict[Need, Asked]:
    """What has to be asked of the cells, for whoever asks for more of them at once."""
    codes, times = tuple(region_codes), tuple(wanted)
    found = {need: Asked(codes, times, by) for need, by in SLICES.items() if need in needs}
    if Need.HOME in needs:
        found[Need.HOME] = Asked(codes, times, basis=Basis.HOME)
    if Need.WAGES in needs and periods.ever() in wanted:
        years = range(periods.FIRST_YEAR, timezone.localdate().year + 2)
        found[Need.WAGES] = Asked(codes, tuple(periods.year(date(year, 1, 1)) for year in years))
    return found


def gather(
    viewer: Actor | None,
    region_codes: Sequence[str],
    wanted: Sequence[Period],
    needs: Collection[Need],
    seen: Seen | None = None,
) -> Found:
    """What is needed, for every region in every period; ``seen`` is what was read of `cells`, if anything was."""
    asked = cells(region_codes, wanted, needs)
    seen = seen or queries.read(viewer, list(asked.values()))
    question = _Question(viewer, region_codes, wanted, asked, seen)
    found = {each: Evidence() for each in question.spots}
    for need in Need:
        if need in needs:
            READINGS[need](question, found)
    return found


def _place(asked: _Question, found: Found) -> None:
    sums = asked.sums(Need.PLACE)
    for at, evidence in found.items():
        evidence.place = sums.get(Spot(*at), NOTHING)


def _home(asked: _Question, found: Found) -> None:
    sums = asked.sums(Need.HOME)
    for at, evidence in found.items():
        evidence.home = sums.get(Spot(*at), NOTHING)


def _parts(need: Need) -> Callable[[_Question, Found], None]:
    def read(asked: _Question, found: Found) -> None:
        for spot, sums in asked.sums(need).items():
            found[spot.region_code, spot.period].parts.setdefault(SLICES[need], {})[spot.value] = sums

    return read


def _register(asked: _Question, found: Found) -> None:
    months = {period: periods.last_month(period) for period in asked.wanted}
    people = heads.registers(asked.viewer, asked.region_codes, sorted(set(months.values())))
    for (code, period), evidence in found.items():
        evidence.register = people[code, months[period]]


def _population(asked: _Question, found: Found) -> None:
    days = {period: date.fromordinal(period.end.toordinal() - 1) for period in asked.wanted}
    counted = population.of_many(asked.region_codes, days.values())
    for (code, period), evidence in found.items():
        evidence.population = counted.get((code, days[period]))


def _shifts(asked: _Question, found: Found) -> None:
    shifts = heads.shifts(asked.viewer, asked.region_codes, asked.wanted)
    for (code, period), evidence in found.items():
        evidence.shifts = shifts.get((code, period, ""), NO_SHIFTS)


def _cohorts(asked: _Question, found: Found) -> None:
    years = [period.start.year for period in asked.wanted if period.span == Span.YEAR]
    retained = heads.retained(asked.viewer, asked.region_codes, years) if years else {}
    for (code, period), evidence in found.items():
        if period.span == Span.YEAR:
            evidence.cohort = retained[code, period.start.year]


def _needs(asked: _Question, found: Found) -> None:
    needs = heads.needs(asked.viewer, asked.region_codes, asked.wanted)
    for at, evidence in found.items():
        evidence.needs = needs.get(at, NO_NEEDS)


def _wages(asked: _Question, found: Found) -> None:
    for (_code, period), evidence in found.items():
        if period.span != Span.EVER:
            evidence.years = {period.start.year: evidence.place}
    if periods.ever() in asked.wanted:
        _each_year(asked, found)
    years = sorted({year for evidence in found.values() for year in evidence.years})
    worth = wages.of(asked.region_codes, years)
    for (code, _period), evidence in found.items():
        evidence.wages = {year: worth[code, year] for year in evidence.years if (code, year) in worth}


def _each_year(asked: _Question, found: Found) -> None:
    for spot, sums in asked.sums(Need.WAGES).items():
        found[spot.region_code, periods.ever()].years[spot.period.start.year] = sums


READINGS: dict[Need, Callable[[_Question, Found], None]] = {
    Need.PLACE: _place,
    Need.HOME: _home,
    Need.KIND: _parts(Need.KIND),
    Need.CATEGORY: _parts(Need.CATEGORY),
    Need.SDG: _parts(Need.SDG),
    Need.REGISTER: _register,
    Need.POPULATION: _population,
    Need.SHIFTS: _shifts,
    Need.COHORTS: _cohorts,
    Need.NEEDS: _needs,
    Need.WAGES: _wages,
}
