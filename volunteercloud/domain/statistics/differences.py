"""What facts come to in cells, and what a change of facts adds to them. Pure: plain values in, sums by key out.

All facts of a person are unfolded together: they enter a cell with the first record in it and leave it with the last.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from volunteercloud.domain.records.models import Kind

from . import periods
from .facts import PersonOf, ServiceOf, ShiftOf
from .locations import NOWHERE, Location
from .models import Basis, Slice, Span

Key = tuple[Any, ...]
Tally = dict[Key, list[int]]
Places = Mapping[str, Location]

# Where the numbers of `Hours` stand in a sum: records, people, firsts, then minutes of the grades A to E.
RECORDS, PEOPLE, FIRSTS, MINUTES = 0, 1, 2, 3
GRADES = {"A": MINUTES, "B": MINUTES + 1, "C": MINUTES + 2, "D": MINUTES + 3, "E": MINUTES + 4}
WIDTH = 8

PLACE, HOME = Basis.PLACE.value, Basis.HOME.value
DAY, MONTH, YEAR, EVER = Span.DAY.value, Span.MONTH.value, Span.YEAR.value, Span.EVER.value
SERVICE = Kind.SERVICE.value
TOTAL = (Slice.TOTAL.value, "")


@dataclass(slots=True)
class Difference:
    """What is to be added to the cells, by the values of their keys."""

    services: Tally = field(default_factory=dict)
    organizations: Tally = field(default_factory=dict)
    people: Tally = field(default_factory=dict)
    cohorts: Tally = field(default_factory=dict)
    shifts: Tally = field(default_factory=dict)

    def of_person(
        self,
        before: tuple[PersonOf | None, Collection[ServiceOf]],
        after: tuple[PersonOf | None, Collection[ServiceOf]],
        places: Places,
    ) -> None:
        """Somebody was counted as ``before`` and is to be counted as ``after``."""
        was, is_now = set(before[1]), set(after[1])
        if was != is_now:
            self._of_given(_given(was), _given(is_now), places)
            self._of_counted(_counted(was), _counted(is_now), places)
        if before[0] != after[0]:
            for person, sign in ((before[0], -1), (after[0], 1)):
                _merge(self.people, ((key, [1]) for key in _people(person, places)), sign)
        if was != is_now or before[0] != after[0]:
            _merge(self.cohorts, ((key, [1]) for key in _cohorts(before[0], was, places)), -1)
            _merge(self.cohorts, ((key, [1]) for key in _cohorts(after[0], is_now, places)), 1)

    def of_shift(self, before: ShiftOf | None, after: ShiftOf | None, places: Places) -> None:
        for shift, sign in ((before, -1), (after, 1)):
            if shift and before != after:
                numbers = [1, shift.places, shift.taken, shift.came, shift.missed, shift.recorded]
                _merge(self.shifts, ((key, numbers) for key in _shifts(shift, places)), sign)

    def _of_given(self, was: set[ServiceOf], is_now: set[ServiceOf], places: Places) -> None:
        """Where the time was given, and with whom."""
        if was == is_now:
            return
        years = _years(was, is_now)
        for facts, sign in ((was, -1), (is_now, 1)):
            regions = _unfolded(facts, lambda fact: _places(fact, places.get(fact.place_code, NOWHERE), years))
            _merge(self.services, regions.items(), sign)
            organizations = _unfolded(_service(facts), lambda fact: _organizations(fact, years))
            _merge(self.organizations, organizations.items(), sign)

    def _of_counted(self, was: set[ServiceOf], is_now: set[ServiceOf], places: Places) -> None:
        """Where the person lived."""
        if was == is_now:
            return
        years = _years(was, is_now)
        for facts, sign in ((was, -1), (is_now, 1)):
            regions = _unfolded(facts, lambda fact: _homes(fact, places.get(fact.home_code, NOWHERE), years))
            _merge(self.services, regions.items(), sign)


def _given(facts: Collection[ServiceOf]) -> set[ServiceOf]:
    """Those that count where they were given, alike wherever they count for the person: a move does not touch these cells."""
    return {fact._replace(home_code="", is_counted=True) for fact in facts if fact.is_given}


def _counted(facts: Collection[ServiceOf]) -> set[ServiceOf]:
    """Those that count for the person here, alike wherever they were given."""
    return {fact._replace(place_code="", is_given=True) for fact in _service(facts) if fact.is_counted}


def _service(facts: Iterable[ServiceOf]) -> list[ServiceOf]:
    return [fact for fact in facts if fact.kind == SERVICE]


def _unfolded(facts: Collection[ServiceOf], keys: Callable[[ServiceOf], Iterable[Key]]) -> Tally:
    """What one person's facts come to, each number as it stands in the cell of this person alone."""
    tally: Tally = {}
    first = _first(facts)
    for fact in facts:
        at, firsts = GRADES[fact.grade], int(fact.record_id == first)
        for key in keys(fact):
            numbers = tally.get(key)
            if numbers is None:
                numbers = tally[key] = [0] * WIDTH
                numbers[PEOPLE] = 1
            numbers[RECORDS] += 1
            numbers[FIRSTS] += firsts
            numbers[at] += fact.minutes
    return tally


def _first(facts: Iterable[ServiceOf]) -> UUID | None:
    """The record of the first service ever."""
    earliest = min(_service(facts), key=lambda fact: (fact.day, fact.record_id), default=None)
    return earliest.record_id if earliest else None


def _years(was: set[ServiceOf], is_now: set[ServiceOf]) -> set[int]:
    """The years in which anything differs; also those of a first service that is another one now."""
    years = {fact.day.year for fact in was ^ is_now}
    before, after = _first(was), _first(is_now)
    if before != after:
        years |= {fact.day.year for fact in was | is_now if fact.record_id in (before, after)}
    return years


def _spans(day: date, years: set[int]) -> list[tuple[str, date]]:
    """All time, and of the years named the year and the month."""
    spans = [(EVER, periods.EVER)]
    if day.year in years:
        spans += [(YEAR, date(day.year, 1, 1)), (MONTH, date(day.year, day.month, 1))]
    return spans


def _places(fact: ServiceOf, at: Location, years: set[int]) -> Iterator[Key]:
    """The cells by place that a record is in."""
    slices, spans = _slices(fact), _spans(fact.day, years)
    for region in at.regions:
        for span in spans:
            for part in slices:
                yield (PLACE, region, *span, *part)
        if fact.kind == SERVICE and fact.day.year in years:
            yield (PLACE, region, DAY, fact.day, *TOTAL)
    if at.street and fact.kind == SERVICE:
        for span in spans:
            yield (PLACE, at.street, *span, *TOTAL)


def _homes(fact: ServiceOf, at: Location, years: set[int]) -> Iterator[Key]:
    """The cells by home that a record is in."""
    slices = (TOTAL, (Slice.SEX.value, fact.sex), (Slice.AGE.value, fact.age_band))
    for region in (*at.regions, at.street) if at.street else at.regions:
        for span in _spans(fact.day, years):
            for part in slices:
                yield (HOME, region, *span, *part)


def _organizations(fact: ServiceOf, years: set[int]) -> Iterator[Key]:
    for span in _spans(fact.day, years):
        yield (fact.organization_id, *span)


def _slices(fact: ServiceOf) -> list[tuple[str, str]]:
    kind = (Slice.KIND.value, fact.kind)
    if fact.kind != SERVICE:
        return [kind]
    return [
        TOTAL,
        kind,
        (Slice.CATEGORY.value, fact.category),
        (Slice.SEX.value, fact.sex),
        (Slice.AGE.value, fact.age_band),
        (Slice.ORGANIZATION_KIND.value, fact.organization_kind),
        *((Slice.SDG.value, str(goal)) for goal in fact.sdgs),
    ]


def _people(person: PersonOf | None, places: Places) -> Iterator[Key]:
    if person is None:
        return
    at, month = places.get(person.region_code, NOWHERE), person.registered_on.replace(day=1)
    for region in (*at.regions, at.street) if at.street else at.regions:
        yield (region, month, *TOTAL)
        yield (region, month, Slice.SEX.value, person.sex)
        yield (region, month, "born", "" if person.born_in is None else str(person.born_in))


def _cohorts(person: PersonOf | None, facts: Collection[ServiceOf], places: Places) -> Iterator[Key]:
    """The years in which somebody served who counts here, where they live today."""
    years = {fact.day.year for fact in facts if fact.is_counted and fact.kind == SERVICE}
    if not years:
        return
    for region in places.get(person.region_code if person else "", NOWHERE).regions:
        for year in years:
            yield (region, min(years), year)


def _shifts(shift: ShiftOf, places: Places) -> Iterator[Key]:
    slices = (TOTAL, (Slice.CATEGORY.value, shift.category), (Slice.ORGANIZATION_KIND.value, shift.organization_kind))
    for region in places.get(shift.place_code, NOWHERE).regions:
        for span in ((YEAR, date(shift.day.year, 1, 1)), (MONTH, shift.day.replace(day=1))):
            for part in slices:
                yield (region, *span, *part)


def _merge(into: Tally, sums: Iterable[tuple[Key, list[int]]], sign: int) -> None:
    for key, numbers in sums:
        standing = into.get(key)
        if standing is None:
            into[key] = [sign * number for number in numbers]
        else:
            for at, number in enumerate(numbers):
                standing[at] += sign * number
