"""What facts come to in cells, and what a change of facts adds to them. Pure: plain values in, sums by key out.

A record that came or went adds to the cells it is in, whatever else the person did. That they enter a cell with the first
record in it and leave it with the last is told by what stays, of which only those times are looked at that something changed in:
so a change costs a busy person little more than anybody else.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

from volunteercloud.domain.records.models import Kind

from . import periods
from .facts import PersonOf, ServiceOf, ShiftOf
from .locations import NOWHERE, Location
from .models import Basis, Slice, Span

Key = tuple[Any, ...]
Tally = dict[Key, list[int]]
Places = Mapping[str, Location]
Time = tuple[str, date]  # a span and its first day
Unfold = Callable[[ServiceOf, Sequence[Time]], Iterable[Key]]  # the cells of these times that a record is in
# All that a cell is told by, besides time.
_told_by = attrgetter(
    *("place_code", "home_code", "organization_id", "organization_kind", "kind", "category", "sdgs", "sex", "age_band")
)

# Where the numbers of `Hours` stand in a sum: records, people, firsts, then minutes of the grades A to E.
RECORDS, PEOPLE, FIRSTS, MINUTES = 0, 1, 2, 3
GRADES = {"A": MINUTES, "B": MINUTES + 1, "C": MINUTES + 2, "D": MINUTES + 3, "E": MINUTES + 4}
WIDTH = 8
WENT, CAME = (
    1,
    2,
)  # a person and a cell that nothing which stays is in; both, where a record came in the place of another

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
        _change(
            self.services, was, is_now, lambda fact, spans: _places(fact, places.get(fact.place_code, NOWHERE), spans)
        )
        _change(self.organizations, _service(was), _service(is_now), _organizations)

    def _of_counted(self, was: set[ServiceOf], is_now: set[ServiceOf], places: Places) -> None:
        """Where the person lived."""
        _change(
            self.services, was, is_now, lambda fact, spans: _homes(fact, places.get(fact.home_code, NOWHERE), spans)
        )


def _given(facts: Collection[ServiceOf]) -> set[ServiceOf]:
    """Those that count where they were given, alike wherever they count for the person: a move does not touch these cells."""
    return {fact._replace(home_code="", is_counted=True) for fact in facts if fact.is_given}


def _counted(facts: Collection[ServiceOf]) -> set[ServiceOf]:
    """Those that count for the person here, alike wherever they were given."""
    return {fact._replace(place_code="", is_given=True) for fact in _service(facts) if fact.is_counted}


def _service(facts: Iterable[ServiceOf]) -> set[ServiceOf]:
    return {fact for fact in facts if fact.kind == SERVICE}


def _change(into: Tally, was: set[ServiceOf], is_now: set[ServiceOf], unfold: Unfold) -> None:
    """Add what the facts of one person come to now, less what they came to."""
    if was == is_now:
        return
    signed = [(fact, -1) for fact in was - is_now] + [(fact, 1) for fact in is_now - was]
    touched = {span for fact, _sign in signed for span in _spans(fact.day)}
    staying = _in(was & is_now, touched, unfold)
    entered: dict[Key, int] = {}
    for fact, sign in signed:
        at = GRADES[fact.grade]
        for key in unfold(fact, _spans(fact.day)):
            numbers = _numbers(into, key)
            numbers[RECORDS] += sign
            numbers[at] += sign * fact.minutes
            if key not in staying:
                entered[key] = entered.get(key, 0) | (WENT if sign < 0 else CAME)
    for key, how in entered.items():
        into[key][PEOPLE] += (how == CAME) - (how == WENT)
    _change_first(into, _first(was), _first(is_now), unfold)


def _change_first(into: Tally, before: ServiceOf | None, after: ServiceOf | None, unfold: Unfold) -> None:
    """The cells of the first service ever."""
    if before == after:
        return
    for fact, sign in ((before, -1), (after, 1)):
        for key in unfold(fact, _spans(fact.day)) if fact else ():
            _numbers(into, key)[FIRSTS] += sign


def _in(facts: Collection[ServiceOf], spans: set[Time], unfold: Unfold) -> set[Key]:
    """The cells of these times that the facts are in. Those that differ in nothing that a cell is told by are looked at once."""
    alike = {}
    for fact in facts:
        times = tuple(span for span in _spans(fact.day) if span in spans)
        alike[_told_by(fact), times] = fact, times
    return {key for fact, times in alike.values() for key in unfold(fact, times)}


def _numbers(into: Tally, key: Key) -> list[int]:
    numbers = into.get(key)
    if numbers is None:
        numbers = into[key] = [0] * WIDTH
    return numbers


def _first(facts: Iterable[ServiceOf]) -> ServiceOf | None:
    """The first service ever."""
    return min(_service(facts), key=lambda fact: (fact.day, fact.record_id), default=None)


def _spans(day: date) -> tuple[Time, ...]:
    """What a day is in."""
    return (EVER, periods.EVER), (YEAR, date(day.year, 1, 1)), (MONTH, date(day.year, day.month, 1)), (DAY, day)


def _places(fact: ServiceOf, at: Location, spans: Sequence[Time]) -> Iterator[Key]:
    """The cells by place that a record is in."""
    slices = _slices(fact)
    for span in spans:
        of_day = span[0] == DAY
        if of_day and fact.kind != SERVICE:
            continue
        for region in at.regions:
            for part in (TOTAL,) if of_day else slices:
                yield (PLACE, region, *span, *part)
        if at.street and fact.kind == SERVICE and not of_day:
            yield (PLACE, at.street, *span, *TOTAL)


def _homes(fact: ServiceOf, at: Location, spans: Sequence[Time]) -> Iterator[Key]:
    """The cells by home that a record is in."""
    slices = (TOTAL, (Slice.SEX.value, fact.sex), (Slice.AGE.value, fact.age_band))
    for region in (*at.regions, at.street) if at.street else at.regions:
        for span in spans:
            if span[0] != DAY:
                for part in slices:
                    yield (HOME, region, *span, *part)


def _organizations(fact: ServiceOf, spans: Sequence[Time]) -> Iterator[Key]:
    for span in spans:
        if span[0] != DAY:
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
