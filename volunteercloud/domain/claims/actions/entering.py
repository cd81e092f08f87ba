"""Late entries 补录: the organization writes down afterwards who served, with the reason why it comes late (grade E)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import adding
from volunteercloud.domain.attendance.actions import Confirmed, settling
from volunteercloud.domain.attendance.models import Method
from volunteercloud.domain.claims import rules
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records.models import Grade

from .telling import tell

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class LateEntry:
    """One person's service as the organization remembers it. With ``added_reason`` a person who did not sign up is put on
    the roster first. ``explanation`` answers the rules that ask for one, such as a long day."""

    volunteer_id: UUID
    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0
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

    if not organization_rules.can_record(actor, organization_id):
        raise NotAllowed("organization.not_recorder")
    organization_rules.check_active(shift.organization)

    refusal = rules.why_not_entered(shift, at)
    if refusal:
        raise refusal
    said = rules.check_reason(reason, "late.reason", _("Say why this comes late: it stays with each record."))
    late_reason = said[:LONGEST_REASON]

    refused = _add(actor, organization_id, shift_id, entries, at)
    entered = [(place, each) for place, each in enumerate(entries) if place not in refused]
    settled = settling.settle(
        actor=actor,
        organization_id=organization_id,
        shift_id=shift_id,
        served=[_served(actor, each, late_reason, at) for _place, each in entered],
        at=at,
    )
    outcomes = refused | {place: each for (place, _entry), each in zip(entered, settled, strict=True)}

    recorded = sum(outcome.record_id is not None for outcome in outcomes.values())
    facts = {"entries": len(entries), "recorded": recorded, "reason": late_reason}
    tell(actor, "claims.service_entered_late", shift, at, facts)
    return [outcomes[place] for place in range(len(entries))]


def _add(
    actor: Actor, organization_id: UUID, shift_id: UUID, entries: Sequence[LateEntry], at: datetime
) -> dict[int, Confirmed]:
    """Put those on the roster who did not sign up. Returns by their place those who cannot be."""
    refused: dict[int, Confirmed] = {}
    makes_room = organization_rules.can_manage(actor, organization_id)
    for place, entry in enumerate(entries):
        if not entry.added_reason:
            continue
        try:
            with transaction.atomic():
                adding.add_to_roster(
                    actor=actor,
                    organization_id=organization_id,
                    shift_id=shift_id,
                    volunteer_id=entry.volunteer_id,
                    reason=entry.added_reason,
                    makes_room=makes_room,
                    at=at,
                )
        except Refused as refusal:
            refused[place] = Confirmed(entry.volunteer_id, None, refusal)
    return refused


def _served(actor: Actor, entry: LateEntry, late_reason: str, at: datetime) -> settling.Served:
    trail = [{"at": at.isoformat(), "what": "entered_late", "who": actor.label, "text": late_reason}]
    if entry.added_reason:
        trail.insert(0, {"at": at.isoformat(), "what": "added", "who": actor.label, "text": entry.added_reason})
    return settling.Served(
        volunteer_id=entry.volunteer_id,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        break_minutes=entry.break_minutes,
        method=Method.LATE,
        grade=Grade.E,
        trail=trail,
        explanation=entry.explanation,
        late_reason=late_reason,
    )
