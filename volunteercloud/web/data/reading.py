"""The figures of one region and one time, as everybody sees them or as an officer does: gathered once, for the page, the wall,
the frame, the sheet and the file, so that all of them say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Self

from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.memory import Remembered
from volunteercloud.domain.statistics import disclosure, heads, measures, periods, population, queries
from volunteercloud.domain.statistics.measures import Value
from volunteercloud.domain.statistics.models import Slice, Span
from volunteercloud.domain.statistics.patterns import Spot
from volunteercloud.domain.statistics.periods import Period
from volunteercloud.domain.statistics.reading import Asked
from volunteercloud.domain.statistics.sums import NOTHING, Sums
from volunteercloud.web import answers

from . import regions

# Many look at the same figures at once; nobody sees them later than this behind what was counted.
SECONDS = 2.0
MOST = 200  # readings that a process keeps: some 50 kB each
MONTHS = 24
MOST_YEARS = 200
SLICES = (Slice.CATEGORY, Slice.SDG, Slice.SEX, Slice.AGE)
MEASURES = (
    "registered_rate", "activity_rate", "replacement_value", "needs_met", "time_to_answer",
    "record_coverage", "fill_rate", "no_show_rate", "training_hours",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A month, or a year where all time is asked for, with what it came to."""

    period: Period
    sums: Sums


@dataclass(frozen=True, slots=True)
class Below:
    """A region below with its sums. ``per_hundred`` are credit hours for each hundred residents, where that is known."""

    code: str
    sums: Sums
    residents: int | None
    per_hundred: float | None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a dashboard shows. Streets have totals alone, so most of theirs is empty."""

    stand: regions.Stand
    period: Period
    as_of: queries.AsOf | None
    total: Sums
    moments: list[Moment]
    residents: int | None = None
    below: list[Below] = field(default_factory=list)
    parts: dict[Slice, dict[str, Sums]] = field(default_factory=dict)
    days: dict[date, int] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    cohorts: dict[int, dict[int, int | None]] = field(default_factory=dict)
    restated: list[queries.Restated] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.total.records and not self.total.is_withheld

    @property
    def per_resident(self) -> float | None:
        """Credit hours for each resident."""
        return self.total.credit_minutes / 60 / self.residents if self.residents else None

    @property
    def withholds(self) -> bool:
        """Whether anything on the page was left out because few people stand behind it."""
        sums = [self.total, *(one.sums for one in self.below), *(moment.sums for moment in self.moments)]
        sums += [one for part in self.parts.values() for one in part.values()]
        return any(one.is_withheld for one in sums)


@dataclass(frozen=True, slots=True)
class Side:
    """One of several regions side by side."""

    code: str
    total: Sums
    moments: list[Moment]
    residents: int | None

    @property
    def per_hundred(self) -> float | None:
        return per_hundred(self.total, self.residents)


def reading(code: str, period: Period) -> Reading:
    """What everybody sees of a region. Raises `NotFound` for a region that nobody knows."""
    return _remembered((code, period))


def side_by_side(codes: Sequence[str], period: Period) -> list[Side]:
    """What everybody sees of several regions that somebody knows: all of one moment, and of one statement."""
    return _beside((tuple(codes), period))


def exact(viewer: Actor | None, code: str, period: Period) -> Reading:
    """The same as one viewer sees it, gathered anew: an officer with the right to these figures sees them exactly. All that is
    told of service is of one moment, and of one statement."""
    now = answers.reader_now()
    today = timezone.localdate(now)
    stand = regions.stand(code, today)
    asked = _Asked.of(stand, period, today)
    seen = queries.read(viewer, asked.all)
    sums = {spot.region_code: found for spot, found in seen.sums[asked.regions].items()}
    people = {
        found: one.residents for found, one in population.of(asked.regions.region_codes, _end(period, today)).items()
    }
    total = sums.get(code, NOTHING)
    moments = _moments({spot.period.start: found for spot, found in seen.sums[asked.times].items()}, period, today)
    as_of = seen.as_of(now)
    if stand.is_street:
        return Reading(stand, period, as_of, total, moments, people.get(code))
    sight = disclosure.sight(viewer, code)
    return Reading(
        stand,
        period,
        as_of,
        total,
        moments,
        residents=people.get(code),
        below=[_one_below(one, sums.get(one, NOTHING), people.get(one)) for one in asked.regions.region_codes[1:]],
        parts={by: {spot.value: found for spot, found in seen.sums[each].items()} for by, each in asked.parts.items()},
        days=_days(sight, code, period, today),
        values=measures.values(sight, code, period, MEASURES, seen),
        cohorts=heads.cohorts(sight, code),
        restated=queries.restated(sight, code, _restated_since(today), today, seen.sums[asked.months]),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a dashboard asks of the cells: its region and those below, its times, the months that may have changed, its parts, and
    what its measures need."""

    regions: Asked
    times: Asked
    months: Asked
    parts: dict[Slice, Asked]
    measures: list[Asked]

    @classmethod
    def of(cls, stand: regions.Stand, period: Period, today: date) -> Self:
        own, codes = (stand.code,), (stand.code, *(region.code for region in stand.below))
        months = periods.between(Span.MONTH, _restated_since(today), today, MONTHS)
        return cls(
            Asked(codes, (period,), only=""),
            Asked(own, _times(period, today), only=""),
            Asked(own, tuple(months), only=""),
            {} if stand.is_street else {by: Asked(own, (period,), by) for by in SLICES},
            [] if stand.is_street else measures.cells(own, [period], MEASURES),
        )

    @property
    def all(self) -> list[Asked]:
        return [self.regions, self.times, self.months, *self.parts.values(), *self.measures]


def _read(key: tuple[str, Period]) -> Reading:
    return exact(None, *key)


def _read_beside(key: tuple[tuple[str, ...], Period]) -> list[Side]:
    codes, period = key
    today = timezone.localdate(answers.reader_now())
    totals, times = Asked(codes, (period,), only=""), Asked(codes, _times(period, today), only="")
    seen = queries.read(None, [totals, times])
    people = population.of(codes, _end(period, today))
    found: dict[str, dict[date, Sums]] = {code: {} for code in codes}
    for spot, sums in seen.sums[times].items():
        found[spot.region_code][spot.period.start] = sums
    return [
        Side(
            code,
            seen.sums[totals].get(Spot(code, period), NOTHING),
            _moments(found[code], period, today),
            people[code].residents if code in people else None,
        )
        for code in codes
    ]


_remembered: Remembered[tuple[str, Period], Reading] = Remembered(_read, SECONDS, MOST)
_beside: Remembered[tuple[tuple[str, ...], Period], list[Side]] = Remembered(_read_beside, SECONDS, MOST)


def forget() -> None:
    """As two seconds later: what is asked for next is read again."""
    _remembered.forget()
    _beside.forget()


def _times(period: Period, today: date) -> tuple[Period, ...]:
    """Two years of months up to the end of the period; of all time its years."""
    if period.span == Span.EVER:
        return tuple(periods.between(Span.YEAR, date(periods.FIRST_YEAR, 1, 1), date(today.year + 1, 1, 1), MOST_YEARS))
    last = _last_month(period, today)
    return tuple(periods.between(Span.MONTH, _years_before(last), Period(Span.MONTH, last).end, MONTHS + 1))


def _restated_since(today: date) -> date:
    return date(today.year - 1, today.month, 1)


def _last_month(period: Period, today: date) -> date:
    return min(date.fromordinal(period.end.toordinal() - 1), today).replace(day=1)


def _years_before(last: date) -> date:
    return date(last.year - MONTHS // 12, last.month, 1)


def _moments(found: Mapping[date, Sums], period: Period, today: date) -> list[Moment]:
    """Month by month up to the end of the period; of all time year by year. A month that is running is left out, unless it
    is all there is."""
    if period.span == Span.EVER:
        return filled(found, Span.YEAR, min(found, default=None), date(today.year, 1, 1))
    last = _last_month(period, today)
    since = _years_before(last)
    if last == today.replace(day=1) and len(found) > 1:
        last = (last - timedelta(days=1)).replace(day=1)
    return filled(found, Span.MONTH, max(since, min(found)) if found else None, last)


def filled(found: Mapping[date, Sums], span: Span, first: date | None, last: date) -> list[Moment]:
    """Without gaps: a month in which nobody served came to nothing."""
    moments: list[Moment] = []
    while first and first <= last:
        period = Period(span, first)
        moments.append(Moment(period, found.get(first, NOTHING)))
        first = period.end
    return moments


def _days(viewer: Actor | None, code: str, period: Period, today: date) -> dict[date, int]:
    """The days of the year that the period lies in, of this year for all time, by class."""
    return queries.calendar(viewer, code, today.year if period.span == Span.EVER else period.start.year)


def _one_below(code: str, sums: Sums, residents: int | None) -> Below:
    return Below(code, sums, residents, per_hundred(sums, residents))


def per_hundred(sums: Sums, residents: int | None) -> float | None:
    """Credit hours for each hundred residents."""
    return sums.credit_minutes * 100 / 60 / residents if residents and not sums.is_withheld else None


def _end(period: Period, today: date) -> date:
    """The day on which the residents of a period are counted: its last one, or today."""
    return today if period.end > today else period.end


def ranked(below: Sequence[Below]) -> list[Below]:
    """By hours for each hundred residents, so that nobody leads by being large. Only where it is known of three at least."""
    known = [one for one in below if one.per_hundred is not None and one.sums.records]
    return sorted(known, key=lambda one: (-(one.per_hundred or 0), one.code)) if len(known) >= 3 else []
