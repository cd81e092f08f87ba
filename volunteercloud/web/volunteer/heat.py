"""A year of service as a picture: 53 weeks of days in two halves, each day as dark as its hours are many.

Days of one shade are one path, so that the picture weighs a few kilobytes.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from volunteercloud.domain.records.queries import DayServed

STEP, SIDE, TOP = 13, 11, 19
WEEKS_A_HALF = 27
# Upper limits in minutes of the shades: none, under 1, under 2, under 4 hours, more (DESIGN.md, "Charts").
LIMITS = (1, 60, 120, 240)
LABEL_WIDTH = 2  # columns that the name of a month needs


@dataclass(frozen=True, slots=True)
class Label:
    x: int
    day: date


@dataclass(frozen=True, slots=True)
class Half:
    """One picture: the width of its box, month names above it, and a path for each shade."""

    width: int
    first: date
    last: date
    labels: list[Label]
    shades: list[tuple[int, str]]

    @property
    def height(self) -> int:
        return TOP + 7 * STEP - (STEP - SIDE) + 2


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
    middle = first + timedelta(weeks=WEEKS_A_HALF)
    halves = [_half(minutes, first, min(last, middle - timedelta(days=1))), _half(minutes, middle, last)]
    credit, honour = sum(month.credit for month in months), sum(month.honour for month in months)
    return Year(halves, months, len(minutes), credit, honour)


def shade(minutes: int) -> int:
    return sum(minutes >= limit for limit in LIMITS)


def _half(minutes: Mapping[date, int], first: date, last: date) -> Half:
    paths: dict[int, list[str]] = defaultdict(list)
    labels: list[Label] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        week, weekday = divmod(number, 7)
        x = week * STEP
        paths[shade(minutes.get(day, 0))].append(f"M{x} {TOP + weekday * STEP}h{SIDE}v{SIDE}h-{SIDE}z")
        if day.day == 1:
            labels.append(Label(x, day))
    weeks = (last - first).days // 7 + 1
    shown = [label for label in labels if label.x <= (weeks - LABEL_WIDTH) * STEP]
    return Half(
        weeks * STEP - (STEP - SIDE), first, last, shown, [(kind, "".join(paths[kind])) for kind in sorted(paths)]
    )


def _months(served: Mapping[date, DayServed], first: date, last: date) -> Iterator[Month]:
    """Newest first, as the list of records below it."""
    start = last.replace(day=1)
    while start >= first.replace(day=1):
        month = (start.year, start.month)
        days = [one for day, one in served.items() if (day.year, day.month) == month and first <= day <= last]
        yield Month(start, len(days), sum(one.credit for one in days), sum(one.honour for one in days))
        start = (start - timedelta(days=1)).replace(day=1)
