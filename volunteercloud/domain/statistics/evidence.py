"""Reading all that measures are made of, for some regions and periods at once: a statement a thing, not a region."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from volunteercloud.core.actor import Actor

from . import heads, patterns, periods, population, queries, wages
from .heads import Needs, Shifts
from .models import Basis, Population, Slice, Span, Wage
from .patterns import Spot
from .periods import Period
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
class _Asked:
    viewer: Actor | None
    region_codes: Sequence[str]
    wanted: Sequence[Period]

    @property
    def spots(self) -> list[At]:
        return list(product(self.region_codes, self.wanted))


Found = dict[At, Evidence]


def gather(
    viewer: Actor | None, region_codes: Sequence[str], wanted: Sequence[Period], needs: Collection[Need]
) -> Found:
    """What is needed, for every region in every period."""
    asked = _Asked(viewer, region_codes, wanted)
    found = {each: Evidence() for each in asked.spots}
    for need in Need:
        if need in needs:
            READINGS[need](asked, found)
    return found


def _place(asked: _Asked, found: Found) -> None:
    sums = queries.cells(asked.viewer, asked.region_codes, asked.wanted, Slice.TOTAL)
    for at, evidence in found.items():
        evidence.place = sums.get(Spot(*at), NOTHING)


def _home(asked: _Asked, found: Found) -> None:
    sums = queries.cells(asked.viewer, asked.region_codes, asked.wanted, Slice.TOTAL, Basis.HOME)
    for at, evidence in found.items():
        evidence.home = sums.get(Spot(*at), NOTHING)


def _parts(by: Slice) -> Callable[[_Asked, Found], None]:
    def read(asked: _Asked, found: Found) -> None:
        for spot, sums in queries.cells(asked.viewer, asked.region_codes, asked.wanted, by).items():
            found[spot.region_code, spot.period].parts.setdefault(by, {})[spot.value] = sums

    return read


def _register(asked: _Asked, found: Found) -> None:
    months = {period: periods.last_month(period) for period in asked.wanted}
    people = heads.registers(asked.viewer, asked.region_codes, sorted(set(months.values())))
    for (code, period), evidence in found.items():
        evidence.register = people[code, months[period]]


def _population(asked: _Asked, found: Found) -> None:
    days = {period: date.fromordinal(period.end.toordinal() - 1) for period in asked.wanted}
    counted = population.of_many(asked.region_codes, days.values())
    for (code, period), evidence in found.items():
        evidence.population = counted.get((code, days[period]))


def _shifts(asked: _Asked, found: Found) -> None:
    shifts = heads.shifts(asked.viewer, asked.region_codes, asked.wanted)
    for (code, period), evidence in found.items():
        evidence.shifts = shifts.get((code, period, ""), NO_SHIFTS)


def _cohorts(asked: _Asked, found: Found) -> None:
    years = [period.start.year for period in asked.wanted if period.span == Span.YEAR]
    retained = heads.retained(asked.viewer, asked.region_codes, years) if years else {}
    for (code, period), evidence in found.items():
        if period.span == Span.YEAR:
            evidence.cohort = retained[code, period.start.year]


def _needs(asked: _Asked, found: Found) -> None:
    needs = heads.needs(asked.viewer, asked.region_codes, asked.wanted)
    for at, evidence in found.items():
        evidence.needs = needs.get(at, NO_NEEDS)


def _wages(asked: _Asked, found: Found) -> None:
    for (_code, period), evidence in found.items():
        if period.span != Span.EVER:
            evidence.years = {period.start.year: evidence.place}
    if periods.ever() in asked.wanted:
        _each_year(asked, found)
    years = sorted({year for evidence in found.values() for year in evidence.years})
    worth = wages.of(asked.region_codes, years)
    for (code, _period), evidence in found.items():
        evidence.wages = {year: worth[code, year] for year in evidence.years if (code, year) in worth}


def _each_year(asked: _Asked, found: Found) -> None:
    last = patterns.version()
    until = (last.year if last else periods.FIRST_YEAR) + 2
    years = [periods.year(date(year, 1, 1)) for year in range(periods.FIRST_YEAR, until)]
    for spot, sums in queries.cells(asked.viewer, asked.region_codes, years, Slice.TOTAL).items():
        found[spot.region_code, periods.ever()].years[spot.period.start.year] = sums


READINGS: dict[Need, Callable[[_Asked, Found], None]] = {
    Need.PLACE: _place,
    Need.HOME: _home,
    Need.KIND: _parts(Slice.KIND),
    Need.CATEGORY: _parts(Slice.CATEGORY),
    Need.SDG: _parts(Slice.SDG),
    Need.REGISTER: _register,
    Need.POPULATION: _population,
    Need.SHIFTS: _shifts,
    Need.COHORTS: _cohorts,
    Need.NEEDS: _needs,
    Need.WAGES: _wages,
}
