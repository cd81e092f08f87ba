"""Late entries 补录: the organization writes down afterwards who served, with the reason why it comes late (grade E)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import adding
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.attendance.actions import Confirmed, settling
from volunteercloud.domain.attendance.models import Method
from volunteercloud.domain.claims import rules
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records.models import Grade

from .telling import tell

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class LateEntry:
    """One person's service as the organization remembers it; times that are left out are those of the shift, the break
    too where it was served whole. With ``added_reason`` a person who did not sign up is put on the roster first.
    ``explanation`` answers the rules that ask for one, such as a long day."""

    volunteer_id: UUID
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    break_minutes: int | None = None
    explanation: str = ""
    added_reason: str = ""


@retried
def enter_late(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    entries: Sequence[LateEntry],
    reason: str,
    at: datetime,
) -> list[Confirmed]:
    """Enter service of one shift after it is over, each person for themselves: a record of grade E, or why there is none.

    For those who may record; thousands at once, in the order given. Refused as a whole before the shift has ended
    (`late.not_over`), after the region's limit (`late.too_late`), without a reason (`late.reason`). Sent again, it answers
    the records there are.
    """
    shift = activity_queries.shift(organization_id, shift_id)

    if not organization_rules.can_record(actor, organization_id, shift.project_id):
        raise NotAllowed("organization.not_recorder")
    organization_rules.check_active(shift.organization)

    refusal = rules.why_not_entered(shift, at)
    if refusal:
        raise refusal
    said = rules.check_reason(reason, "late.reason", _("Say why this comes late: it stays with each record."))
    late_reason = said[:LONGEST_REASON]

    added = _add(actor, shift, entries, at)
    entered = [each for each in entries if not _refusal(added, each)]
    settled = settling.settle(
        actor=actor,
        organization_id=organization_id,
        shift_id=shift_id,
        served=[_served(actor, shift, each, added, late_reason, at) for each in entered],
        at=at,
    )
    answers = iter(settled)
    outcomes = [
        Confirmed(each.volunteer_id, None, refusal) if (refusal := _refusal(added, each)) else next(answers)
        for each in entries
    ]

    recorded = sum(outcome.record_id is not None for outcome in outcomes)
    facts = {"entries": len(entries), "recorded": recorded, "reason": late_reason}
    tell(actor, "claims.service_entered_late", shift, at, facts)
    return outcomes


def _add(actor: Actor, shift: Shift, entries: Sequence[LateEntry], at: datetime) -> dict[UUID, adding.Added]:
    """Put those on the roster who did not sign up, all of one reason at once."""
    by_reason: dict[str, list[UUID]] = {}
    for entry in entries:
        if entry.added_reason:
            by_reason.setdefault(entry.added_reason, []).append(entry.volunteer_id)
    makes_room = organization_rules.can_manage(actor, shift.organization_id, shift.project_id)
    added: dict[UUID, adding.Added] = {}
    for reason, volunteer_ids in by_reason.items():
        for one in adding.add_many_to_roster(
            actor=actor,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            volunteer_ids=volunteer_ids,
            reason=reason,
            makes_room=makes_room,
            at=at,
        ):
            added.setdefault(one.volunteer_id, one)
    return added


def _refusal(added: dict[UUID, adding.Added], entry: LateEntry) -> Refused | None:
    found = added.get(entry.volunteer_id)
    return found.refusal if found else None


def _served(
    actor: Actor, shift: Shift, entry: LateEntry, added: dict[UUID, adding.Added], late_reason: str, at: datetime
) -> settling.Served:
    starts_at, ends_at = entry.starts_at or shift.starts_at, entry.ends_at or shift.ends_at
    is_whole = (starts_at, ends_at) == (shift.starts_at, shift.ends_at)
    trail = [{"at": at.isoformat(), "what": "entered_late", "who": actor.label, "text": late_reason}]
    found = added.get(entry.volunteer_id)
    if found and found.is_new:
        trail.insert(0, {"at": at.isoformat(), "what": "added", "who": actor.label, "text": entry.added_reason})
    return settling.Served(
        volunteer_id=entry.volunteer_id,
        starts_at=starts_at,
        ends_at=ends_at,
        break_minutes=entry.break_minutes or (shift.break_minutes if entry.break_minutes is None and is_whole else 0),
        method=Method.LATE,
        grade=Grade.E,
        trail=trail,
        explanation=entry.explanation,
        late_reason=late_reason,
    )
