"""What comes of lines: found by entering them, in a dry run as in earnest, so that the two cannot differ.

A dry run takes back what it did. It does all lines of a sheet in one transaction, in the order in which they would be
entered, so that what a person's earlier line changes for a later one (a long day, a place taken) is found as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Q, Sum

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.core.reading import among
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.attendance.actions.confirming import Confirmed
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.claims.actions.entering import LateEntry, enter_late
from volunteercloud.domain.records.models import CREDIT_GRADES, Kind, OrganizationRecord, Standing

from . import words
from .matching import expected
from .models import LineState
from .outcomes import Due, Outcome, Why

MOST_AT_ONCE = 2_000
MINUTE_SECONDS = 60


def apart(due: Iterable[Due]) -> tuple[list[Due], list[Outcome]]:
    """Lines that may stand beside each other, and those that say what an earlier one says or contradicts: the first in
    the file is the one that counts. Takes them in the order of the file."""
    kept: list[Due] = []
    refused: list[Outcome] = []
    of_person: dict[UUID, list[Due]] = defaultdict(list)
    for one in due:
        earlier = of_person[one.volunteer_id]
        twice = next((other for other in earlier if other.shift_id == one.shift_id), None)
        across = next(
            (other for other in earlier if other.starts_at < one.ends_at and one.starts_at < other.ends_at), None
        )
        if twice or across:
            code = "line.twice" if twice else "line.overlaps"
            refused.append(Outcome(one.line, LineState.REFUSED, code, {"other": (twice or across).line}))  # type: ignore[union-attr]
        else:
            earlier.append(one)
            kept.append(one)
    return kept, refused


def in_order(due: Iterable[Due]) -> list[Due]:
    """The order in which lines are entered, tried or in earnest: shift by shift."""
    return sorted(due, key=lambda one: (one.shift_id, one.line))


def enter(actor: Actor, organization_id: UUID, due: Sequence[Due], why: Why, at: datetime) -> Iterator[list[Outcome]]:
    """Enter lines that come `in_order`, part by part, and tell what came of each. A constant number of statements for
    each part, which is as much of a shift as fits."""
    for shift_id, of_shift in groupby(due, key=lambda one: one.shift_id):
        while part := [one for one, _number in zip(of_shift, range(MOST_AT_ONCE), strict=False)]:
            yield _enter_part(actor, organization_id, shift_id, part, why, at)


def _enter_part(
    actor: Actor, organization_id: UUID, shift_id: UUID, part: Sequence[Due], why: Why, at: datetime
) -> list[Outcome]:
    people = {one.volunteer_id for one in part}
    before = _confirmed(organization_id, shift_id, people)
    on_roster = set(expected(organization_id, [shift_id], people))
    try:
        confirmed = enter_late(
            actor=actor,
            organization_id=organization_id,
            shift_id=shift_id,
            entries=[_entry(one, why) for one in part],
            reason=why.reason,
            at=at,
        )
    except Refused as refusal:
        confirmed = [Confirmed(one.volunteer_id, None, refusal) for one in part]
    written = _written(organization_id, [found.record_id for found in confirmed if found.record_id])
    outcomes = []
    for one, found in zip(part, confirmed, strict=True):
        if found.record_id is None:
            outcomes.append(_refused(one, found.refusal, is_added=bool(why.added_reason)))
            continue
        minutes, flags = written[found.record_id]
        is_same = before.get(one.volunteer_id) == found.record_id
        notes = [] if is_same else _notes(one, minutes, flags, is_added=one.volunteer_id not in on_roster)
        state, code = (LineState.SAME, "line.same") if is_same else (LineState.READY, "")
        outcomes.append(Outcome(one.line, state, code, notes=notes, minutes=minutes, record_id=found.record_id))
    return outcomes


def _entry(one: Due, why: Why) -> LateEntry:
    return LateEntry(
        volunteer_id=one.volunteer_id,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        break_minutes=one.break_minutes,
        explanation=one.explanation,
        added_reason=why.added_reason,
    )


def _confirmed(organization_id: UUID, shift_id: UUID, people: set[UUID]) -> dict[UUID, UUID | None]:
    there = Attendance.objects.filter(
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id__in=among(people),
        state=AttendanceState.CONFIRMED,
    )
    return dict(there.values_list("volunteer_id", "record_id"))


def _written(organization_id: UUID, records: Sequence[UUID]) -> dict[UUID, tuple[int, list[str]]]:
    rows = OrganizationRecord.objects.filter(organization_id=organization_id, record_id__in=among(records))
    return {record: (minutes, flags) for record, minutes, flags in rows.values_list("record_id", "minutes", "flags")}


def _notes(one: Due, minutes: int, flags: list[str], *, is_added: bool) -> list[str]:
    there = int((one.ends_at - one.starts_at).total_seconds()) // MINUTE_SECONDS - one.break_minutes
    told = {
        "by_name": one.by_name,
        "added": is_added,
        "rounded": minutes < there,
        "explained": bool(one.explanation),
        "flagged": bool(flags),
    }
    return [note for note, is_so in told.items() if is_so]


def _refused(one: Due, refusal: Refused | None, *, is_added: bool) -> Outcome:
    """What can be mended by a word is asked; the rest is refused."""
    if refusal is None:
        raise AssertionError("neither a record nor a reason")
    if refusal.code == "attendance.not_on_roster" and not is_added:
        return Outcome(one.line, LineState.ASKS, "line.not_signed_up", refusal=refusal)
    state = LineState.ASKS if refusal.field == "explanation" else LineState.REFUSED
    return Outcome(one.line, state, refusal.code[:40], said=words.in_each_language(refusal), refusal=refusal)


def totals(organization_id: UUID, activities: Iterable[UUID]) -> dict[str, int]:
    """What stands of some activities in the organization's own list: records, people, credit and honour minutes."""
    rows = OrganizationRecord.objects.filter(
        organization_id=organization_id,
        activity_id__in=list(activities),
        standing=Standing.VALID,
        kind=Kind.SERVICE,
    )
    credit = Q(grade__in=CREDIT_GRADES)
    found = rows.aggregate(
        records=Count("record_id"),
        people=Count("volunteer_id", distinct=True),
        credit_minutes=Sum("minutes", filter=credit, default=0),
        honour_minutes=Sum("minutes", filter=~credit, default=0),
    )
    return {name: int(number) for name, number in found.items()}


def activities_of(organization_id: UUID, due: Iterable[Due]) -> set[UUID]:
    shifts = {one.shift_id for one in due}
    found = Shift.objects.filter(organization_id=organization_id, id__in=shifts)
    return set(found.values_list("activity_id", flat=True).distinct())
