"""Public notice lists 公示: what has just been recorded for an activity, open to everybody's eyes, with masked names.

Where the region sets `notice_days`, each version of a record stands there for that many days from when it was written, so
that an entry made late and a correction are on notice as long as any other. Nobody can be recognized by a line who is not
known to have been there: the name is masked and of the number only the tail is shown.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from volunteercloud.domain.records.models import OrganizationRecord, Standing

from . import rules

PAGE = 50
TAIL = 4
STAR = "*"
WIDE = "W"  # characters of Chinese, Japanese and Korean, in which a name is one word
MOST_INITIALS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A record on notice. ``record_id`` is for the cursor alone; pages do not show it."""

    record_id: UUID
    name: str
    number_tail: str
    day: date
    minutes: int
    grade: str
    until: datetime


def days(region_code: str, at: datetime) -> int:
    """For how many days a record of this region stands on notice; 0 where there are no such lists."""
    return rules.rule_set(region_code, at).notice_days


def lines(
    organization_id: UUID,
    activity_id: UUID,
    region_code: str,
    at: datetime,
    after: UUID | None = None,
    limit: int = PAGE,
) -> list[Line]:
    """What of an activity is on notice now, in the order in which it was recorded: a page and one more. One statement.

    ``after`` is the cursor: the record of the last line seen.
    """
    length = timedelta(days=days(region_code, at))
    if not length:
        return []
    found = OrganizationRecord.objects.filter(
        organization_id=organization_id,
        activity_id=activity_id,
        standing=Standing.VALID,
        written_at__gt=at - length,
        written_at__lte=at,
    )
    if after:
        found = found.filter(record_id__gt=after)
    return [_line(row, length) for row in found.order_by("record_id")[: limit + 1]]


def _line(row: OrganizationRecord, length: timedelta) -> Line:
    return Line(
        record_id=row.record_id,
        name=masked(row.volunteer_name),
        number_tail=row.volunteer_number[-TAIL:],
        day=row.day,
        minutes=row.minutes,
        grade=row.grade,
        until=row.written_at + length,
    )


def masked(name: str) -> str:
    """王小明 is 王*明, 小满 is 小*; a name in other letters keeps its initials: Maria Lopez is M. L.

    How long a longer name is stays unsaid. A single character shows nothing.
    """
    name = " ".join(name.split())
    if name and unicodedata.east_asian_width(name[0]) == WIDE:
        return name[0] + STAR + (name[-1] if len(name) > 2 else "") if len(name) > 1 else STAR
    initials = [part[0].upper() for part in name.split(" ") if part[:1].isalpha()]
    return " ".join(f"{letter}." for letter in initials[:MOST_INITIALS]) or STAR
