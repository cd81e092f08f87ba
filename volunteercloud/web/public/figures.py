"""What the home page shows of the day. It asks everywhere at once, so each process asks once a minute at most."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.utils import timezone

from volunteercloud.core.memory import Remembered
from volunteercloud.domain.records import queries as records_queries
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.models import Document, Kind
from volunteercloud.domain.statistics import periods
from volunteercloud.domain.statistics import queries as statistics_queries
from volunteercloud.domain.statistics.sums import Sums
from volunteercloud.web import answers
from volunteercloud.web.data import regions

ENTRIES = 5
SHIFTS = 3
LOOKED_THROUGH = 40  # one shift makes many records at once, and the soonest shifts are often full
WEEK = timedelta(days=7)

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Figures:
    """The newest records, one of each activity; what was recorded in a week; what is open; all as of ``at``.
    ``year`` is what this year comes to in the region that the site is for, without what few people did."""

    at: datetime
    recorded: list[RecordHead]
    week: records_queries.Totals
    upcoming: list[Document]
    region_code: str
    year: Sums
    open_shifts: int
    is_capped: bool


def _first_of_each(things: Iterable[Thing], kind: Callable[[Thing], Hashable], at_most: int) -> list[Thing]:
    firsts: dict[Hashable, Thing] = {}
    for thing in things:
        firsts.setdefault(kind(thing), thing)
    return list(firsts.values())[:at_most]


def _read(_key: str) -> Figures:
    now = answers.reader_now()
    own = regions.own(timezone.localdate(now))
    shifts = search_queries.Query(kinds=(Kind.SHIFT,), sort=search_queries.Sort.DATE)
    newest = records_queries.just_recorded(LOOKED_THROUGH)
    soonest = search_queries.find(shifts, now, LOOKED_THROUGH)
    with_places = [hit.document for hit in soonest.hits if hit.document.places_left]
    return Figures(
        at=now,
        recorded=_first_of_each(newest, lambda head: (head.organization_id, head.record.title), ENTRIES),
        week=records_queries.recorded_since(now - WEEK),
        region_code=own,
        year=statistics_queries.total(None, own, periods.year(timezone.localdate(now))),
        upcoming=_first_of_each(with_places, lambda shift: shift.project_id, SHIFTS),
        open_shifts=soonest.total,
        is_capped=soonest.is_capped,
    )


_remembered = Remembered(_read)


def figures() -> Figures:
    return _remembered("home")
