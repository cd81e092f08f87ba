"""What the home page shows of the day. It asks everywhere at once, so each process asks once a minute at most."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from volunteercloud.core.memory import Remembered
from volunteercloud.domain.activities import queries as activities_queries
from volunteercloud.domain.records import queries as records_queries
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.web import answers

ENTRIES = 5
SHIFTS = 3
LOOKED_THROUGH = 40  # one shift makes many records at once, and the soonest shifts are often full
WEEK = timedelta(days=7)

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Figures:
    """The newest records, one of each activity; what was recorded in a week; what is open; all as of ``at``."""

    at: datetime
    recorded: list[RecordHead]
    week: records_queries.Totals
    upcoming: list[activities_queries.Found]
    open_shifts: int


def _first_of_each(things: Iterable[Thing], kind: Callable[[Thing], Hashable], at_most: int) -> list[Thing]:
    firsts: dict[Hashable, Thing] = {}
    for thing in things:
        firsts.setdefault(kind(thing), thing)
    return list(firsts.values())[:at_most]


def _read(_key: str) -> Figures:
    now = answers.reader_now()
    everything = activities_queries.Search()
    newest = records_queries.just_recorded(LOOKED_THROUGH)
    soonest = activities_queries.open_shifts(everything, now, limit=LOOKED_THROUGH)
    with_places = [found for found in soonest if not found.waiting]
    return Figures(
        at=now,
        recorded=_first_of_each(newest, lambda head: (head.organization_id, head.record.title), ENTRIES),
        week=records_queries.recorded_since(now - WEEK),
        upcoming=_first_of_each(with_places, lambda found: found.listing.project_id, SHIFTS),
        open_shifts=activities_queries.count_open(everything, now),
    )


_remembered = Remembered(_read)


def figures() -> Figures:
    return _remembered("home")
