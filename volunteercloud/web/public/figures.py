"""What the home page shows of the day. It asks everywhere at once, so each process asks once a minute at most."""

from dataclasses import dataclass
from datetime import datetime

from volunteercloud.core.memory import Remembered
from volunteercloud.domain.activities import queries as activities_queries
from volunteercloud.domain.records import queries as records_queries
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.web import answers

ENTRIES = 5
SHIFTS = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """The newest records, what was recorded today, what is open; as of ``at``."""

    at: datetime
    recorded: list[RecordHead]
    today: records_queries.Totals
    upcoming: list[activities_queries.Found]
    open_shifts: int


def _read(_key: str) -> Figures:
    now = answers.reader_now()
    everything = activities_queries.Search()
    return Figures(
        at=now,
        recorded=records_queries.just_recorded(ENTRIES),
        today=records_queries.today_totals(now),
        upcoming=activities_queries.open_shifts(everything, now, limit=SHIFTS)[:SHIFTS],
        open_shifts=activities_queries.count_open(everything, now),
    )


_remembered = Remembered(_read)


def figures() -> Figures:
    return _remembered("home")
