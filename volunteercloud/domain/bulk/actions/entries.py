"""Entries that come from a program: the same reading of people and shifts, the same rules and the same words, at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.transactions import retried
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.bulk import lines, rules, staging, storing, trying
from volunteercloud.domain.bulk.lines import Times
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.bulk.outcomes import Due, Outcome, Why
from volunteercloud.domain.bulk.placing import Plan, Wish
from volunteercloud.domain.bulk.staging import Line, Read
from volunteercloud.domain.bulk.words import Unsaid
from volunteercloud.domain.identity import documents
from volunteercloud.domain.organizations import queries as organization_queries

MOST_ENTRIES = 1_000
DAY_MINUTES = 24 * 60
NO_SHEET = UUID(int=0)  # these lines are kept nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Somebody's service as a program tells it: who by number, document with name, or name with phone; which shift by its
    id, or by the time and the post; when by start and end, or by start and minutes."""

    number: str = ""
    document_number: str = field(default="", repr=False)
    name: str = ""
    phone: str = field(default="", repr=False)
    shift_id: UUID | None = None
    post: str = ""
    starts_at: datetime
    ends_at: datetime | None = None
    minutes: int | None = None
    break_minutes: int | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """The outcome of each entry, in their order, and the lines as they were understood."""

    outcomes: list[Outcome]
    lines: list[Line]


class _TakenBack(Exception):
    """Ends a dry run."""


@retried
def enter_entries(
    *,
    actor: Actor,
    organization_id: UUID,
    activity_id: UUID | None,
    entries: Sequence[Entry],
    reason: str,
    added_reason: str = "",
    is_dry_run: bool = False,
    at: datetime,
) -> Entered:
    """Enter up to a thousand lines of service, each for itself; with ``is_dry_run`` nothing stays of it.

    What is recorded already stays as it is (`line.same`). Refused as a whole: without a reason (`sheet.reason`), for who
    may not record, for an organization that may not act.
    """
    organization = organization_queries.organization(actor, organization_id)

    rules.allow(actor, organization)

    why = Why(rules.stated(reason), rules.stated_if_any(added_reason))
    rules.check_number_of_entries(len(entries), MOST_ENTRIES)
    read = [_read(line, entry) for line, entry in enumerate(entries, 1)]
    documents_looked_up = staging.settle(organization_id, Plan(organization_id, activity_id), read)
    found = [staging.line_of(organization_id, NO_SHEET, one) for one in read]
    outcomes = {line.line: _unready(line) for line in found}
    kept, refused = trying.apart(_due(found))
    try:
        with transaction.atomic():
            for part in ([refused], trying.enter(actor, organization_id, trying.in_order(kept), why, at)):
                outcomes |= {one.line: one for some in part for one in some}
            if is_dry_run:
                raise _TakenBack
            storing.entered(list(outcomes.values()))
    except _TakenBack:
        for one in outcomes.values():
            one.record_id = None

    recorded = sum(one.state == LineState.ENTERED for one in outcomes.values())
    audit.record(
        actor,
        "bulk.entries_made",
        at=at,
        owner_id=organization_id,
        subject=("organization", organization_id, organization.name),
        region_code=organization.region_id,
        facts={
            "entries": len(entries),
            "recorded": recorded,
            "dry_run": is_dry_run,
            "reason": why.reason,
            "documents_looked_up": documents_looked_up,
        },
    )
    return Entered([outcomes[line.line] for line in found], found)


def _read(line: int, entry: Entry) -> Read:
    read = Read(line, [], name=lines.without_numbers(entry.name)[:300])
    read.wish = Wish(str(entry.shift_id) if entry.shift_id else "", "", entry.post)
    read.explanation = lines.without_numbers(entry.explanation)[:300]
    try:
        read.said = lines.checked_person(
            number=ids.clean_public_code(entry.number),
            document=documents.clean_number(entry.document_number),
            name=entry.name,
            phone=entry.phone,
        )
        read.times = lines.whole(_times(entry))
    except Unsaid as unsaid:
        read.unsaid = unsaid
    return read


def _times(entry: Entry) -> Times:
    """By the clock on the wall, as a list says it."""
    starts_at = timezone.localtime(entry.starts_at)
    on, starts = starts_at.date(), starts_at.hour * 60 + starts_at.minute
    ends = None
    if entry.ends_at:
        ends_at = timezone.localtime(entry.ends_at)
        ends = (ends_at.date() - on).days * DAY_MINUTES + ends_at.hour * 60 + ends_at.minute
        if not starts < ends <= starts + DAY_MINUTES:
            raise Unsaid("line.order")
    return Times(on, starts, ends, entry.minutes, entry.break_minutes)


def _due(found: Iterable[Line]) -> list[Due]:
    return [
        Due(
            line.line,
            line.volunteer_id,
            line.shift_id,
            line.starts_at,
            line.ends_at,
            line.break_minutes,
            line.explanation,
            "by_name" in line.notes,
        )
        for line in found
        if line.volunteer_id and line.shift_id and line.starts_at and line.ends_at
    ]


def _unready(line: Line) -> Outcome:
    """What stands against a line before it is tried, or asks to be said first."""
    return Outcome(line.line, LineState(line.state), line.code, line.facts, notes=line.notes)
