"""Times that figures are kept for."""

from dataclasses import dataclass
from datetime import date

from .models import Span

EVER = date(1, 1, 1)


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
