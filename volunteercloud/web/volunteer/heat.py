"""A year of service as a picture: 53 weeks of days in two halves, each day as dark as its hours are many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from volunteercloud.domain.records.queries import DayServed
from volunteercloud.web.charts import calendars
from volunteercloud.web.charts.calendars import Half

# Upper limits in minutes of the shades: none, under 1, under 2, under 4 hours, more (DESIGN.md, "Charts").
LIMITS = (1, 60, 120, 240)


@dataclass(frozen=True, slots=True)
class Month:
    """``credit`` and ``honour`` are minutes, and never added up."""

    first: date
    days: int
    credit: int
    honour: int


@dataclass(frozen=True, slots=True)
class Year:
    """`days` with service, their minutes, and the same by month for the table behind the picture."""

    halves: list[Half]
    months: list[Month]
    days: int
    credit: int
    honour: int


def year(served: Mapping[date, DayServed], first: date, last: date) -> Year:
    """The days from `first`, a Monday, to `last`. A day is as dark as somebody was busy, whatever the evidence."""
    minutes = {day: one.credit + one.honour for day, one in served.items() if first <= day <= last}
    months = list(_months(served, first, last))
    halves = calendars.halves(lambda day: shade(minutes.get(day, 0)), first, last)
    credit, honour = sum(month.credit for month in months), sum(month.honour for month in months)
    return Year(halves, months, len(minutes), credit, honour)


def shade(minutes: int) -> int:
    return sum(minutes >= limit for limit in LIMITS)


def _months(served: Mapping[date, DayServed], first: date, last: date) -> Iterator[Month]:
    """Newest first, as the list of records below it."""
    start = last.replace(day=1)
    while start >= first.replace(day=1):
        month = (start.year, start.month)
        days = [one for day, one in served.items() if (day.year, day.month) == month and first <= day <= last]
        yield Month(start, len(days), sum(one.credit for one in days), sum(one.honour for one in days))
        start = (start - timedelta(days=1)).replace(day=1)
