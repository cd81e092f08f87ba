"""Times that figures are kept for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from .models import Span

EVER = date(1, 1, 1)
FIRST_YEAR = 1980  # the earliest that is told by itself; what was brought from before is in all time


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A day, month or year, named by its first day, or all time."""

    span: Span
    start: date

    @property
    def end(self) -> date:
        """The first day after it."""
        match self.span:
            case Span.DAY:
                return date.fromordinal(self.start.toordinal() + 1)
            case Span.MONTH:
                return date(self.start.year + self.start.month // 12, self.start.month % 12 + 1, 1)
            case Span.YEAR:
                return date(self.start.year + 1, 1, 1)
            case _:
                return date.max


def day(on: date) -> Period:
    return Period(Span.DAY, on)


def month(on: date) -> Period:
    return Period(Span.MONTH, on.replace(day=1))


def year(on: date) -> Period:
    return Period(Span.YEAR, on.replace(month=1, day=1))


def ever() -> Period:
    return Period(Span.EVER, EVER)


def previous(period: Period) -> Period | None:
    """The one before it, as long; of all time there is none."""
    if period.span == Span.EVER or period.start <= date(2, 1, 1):
        return None
    before = date.fromordinal(period.start.toordinal() - 1)
    return {Span.DAY: day, Span.MONTH: month, Span.YEAR: year}[period.span](before)


def last_month(period: Period) -> date:
    """The first day of the month at whose end a register answers for a period."""
    return date.fromordinal(period.end.toordinal() - 1).replace(day=1)


def between(span: Span, since: date, until: date, most: int) -> list[Period]:
    """All days, months or years that begin from one day to before another, at most so many: the latest."""
    if span == Span.EVER:
        return [ever()]
    make = {Span.DAY: day, Span.MONTH: month, Span.YEAR: year}[span]
    found: list[Period] = []
    each = make(date.fromordinal(max(until.toordinal() - 1, 1)))
    while each.start >= since and len(found) < most:
        found.append(each)
        before = previous(each)
        if before is None:
            break
        each = before
    return found[::-1]


def any_of(wanted: Iterable[Period]) -> Q:
    """The condition of cells of any of these times."""
    starts: dict[Span, list[date]] = {}
    for period in wanted:
        starts.setdefault(period.span, []).append(period.start)
    condition = Q(start__in=[])
    for span, found in starts.items():
        condition |= Q(span=span, start__in=found)
    return condition
