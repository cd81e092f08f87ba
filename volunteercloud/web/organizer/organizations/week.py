"""An organization's week: which one an address asks for, and its shifts day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from volunteercloud.domain.activities.models import Shift

YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Slot:
    shift: Shift

    @property
    def lacking(self) -> int:
        return self.shift.places - self.shift.taken

    @property
    def percent(self) -> int:
        """How full it is, as the width of its bar."""
        return 100 * self.shift.taken // self.shift.places


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    is_today: bool
    slots: list[Slot]


def monday(asked: str | None, now: datetime) -> date:
    """The Monday of the week of a day as it stands in an address; of this week where it makes no sense."""
    try:
        day = date.fromisoformat(asked or "")
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        day = timezone.localdate(now)
    return day - timedelta(days=day.weekday())


def days(begins: date, shifts: Iterable[Shift], now: datetime) -> list[Day]:
    of_day: dict[date, list[Slot]] = {begins + timedelta(days=offset): [] for offset in range(7)}
    for shift in shifts:
        of_day[timezone.localdate(shift.starts_at)].append(Slot(shift))
    return [Day(on, on == timezone.localdate(now), slots) for on, slots in of_day.items()]
