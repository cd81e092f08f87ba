"""On which days a series takes place. Pure but for reading the days that are left out.

A day belongs to the clock of the place: China has one time zone and no summer time, but nothing here counts on that.
"""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from volunteercloud.domain.regions import queries as region_queries

from .models import Pause, PublicDay, PublicDayKind, Series

HORIZON = timedelta(weeks=8)
NATIONAL = Path(__file__).parent / "data" / "public_days.csv"


@dataclass(frozen=True, slots=True)
class Day:
    """A public holiday or a weekend day worked instead, with its name."""

    kind: str
    name: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Days that series leave out: public ones by day, and the pauses of the organization."""

    public: dict[date, Day]
    pauses: list[Pause]

    def is_paused(self, day: date) -> bool:
        return any(pause.from_on <= day <= pause.to_on for pause in self.pauses)

    def leaves_out(self, series: Series, day: date) -> bool:
        public = self.public.get(day)
        is_left = public is not None and not (
            series.keeps_holidays if public.kind == PublicDayKind.HOLIDAY else series.keeps_workdays
        )
        return is_left or self.is_paused(day)


def left_out(organization_id: UUID, region_code: str, from_on: date, to_on: date) -> LeftOut:
    """What an organization's series in a region leave out between two days. Two statements; what a smaller region enters
    stands above a larger one's."""
    public = {day: found for day, found in national().items() if from_on <= day <= to_on}
    codes = [region.code for region in region_queries.path(region_code)]
    for row in PublicDay.objects.filter(region_id__in=codes, on__range=(from_on, to_on)).order_by("region_id", "on"):
        public[row.on] = Day(row.kind, row.name, row.name_en)
    pauses = Pause.objects.filter(organization_id=organization_id, from_on__lte=to_on, to_on__gte=from_on)
    return LeftOut(public, list(pauses.order_by("from_on", "id")))


@cache
def national() -> dict[date, Day]:
    """The days of the whole country, as the State Council announces them a year ahead."""
    with NATIONAL.open(encoding="utf-8", newline="") as file:
        return {
            date.fromisoformat(row["on"]): Day(row["kind"], row["name"], row["name_en"]) for row in csv.DictReader(file)
        }


def days_of(series: Series, until: date, away: LeftOut, made: Collection[date] = ()) -> Iterator[date]:
    """The days of a series up to ``until``, in order. A day that was ``made`` took place as planned whatever has been
    declared a holiday since; ``times`` counts days that take place."""
    last = min(until, series.to_on) if series.to_on else until
    first_monday = _monday(series.from_on)
    day, number = series.from_on, 0
    while day <= last and (series.times is None or number < series.times):
        in_week = ((_monday(day) - first_monday).days // 7) % series.every_weeks == 0
        if in_week and day.isoweekday() in series.weekdays and (day in made or not away.leaves_out(series, day)):
            number += 1
            yield day
        day += timedelta(days=1)


def horizon(series: Series, today: date) -> date:
    """Up to which day shifts are made now: some weeks ahead, and of a series still to begin its first weeks."""
    return max(today, series.from_on) + HORIZON


def moments(day: date, starts: time, minutes: int) -> tuple[datetime, datetime]:
    """Start and end of a day's shift by the clock on the wall, across changes of the clock too."""
    begins = datetime.combine(day, starts)
    return timezone.make_aware(begins), timezone.make_aware(begins + timedelta(minutes=minutes))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
