"""Confirmation: a leader's word that somebody served, and the service record that follows in the same transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.attendance import rules
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.drafts import Circumstances, RecordDraft

from .presence import allow_leader, on_roster, tell


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of one person: a record, or the reason why there is none."""

    volunteer_id: UUID
    record_id: UUID | None
    refusal: Refused | None


@retried
def confirm(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_ids: list[UUID],
    at: datetime,
    explanation: str = "",
) -> list[Confirmed]:
    """A leader confirms who served; each confirmed attendance becomes a service record in this transaction.

    Each person stands for themselves: one who is refused (overlap, too short, over the day's cap, not checked out, taken
    off the roster, the leader or the leader's child) does not hold up the others.
    """
    if not organization_rules.can_lead(actor, organization_id):
        raise NotAllowed("organization.not_leader")

    rows = list(
        Attendance.objects.select_for_update(of=("self",))
        .select_related("organization", "sign_up__shift__post", "sign_up__shift__activity__project")
        .filter(organization_id=organization_id, shift_id=shift_id, volunteer_id__in=volunteer_ids)
        .order_by("volunteer_id")
    )
    if rows:
        organization_rules.check_active(rows[0].organization)
    own = {actor.person_id, *(ward.ward_id for ward in identity_queries.wards(actor))}
    return [_confirm_one(actor, row, own, explanation, at) for row in rows]


@transaction.atomic
def mark_absent(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> Attendance:
    """A leader states that somebody on the roster did not come. Refused once they have checked in (`attendance.present`)."""
    allow_leader(actor, organization_id, volunteer_id)
    sign_up = on_roster(organization_id, shift_id, volunteer_id)

    attendance, created = Attendance.objects.get_or_create(
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        defaults={"state": AttendanceState.ABSENT},
    )
    if not created and attendance.state != AttendanceState.ABSENT:
        raise Refused("attendance.present", _("This person has checked in already."))

    tell(actor, "attendance.marked_absent", sign_up, at, {})
    return attendance


def _confirm_one(
    actor: Actor, attendance: Attendance, own: Collection[UUID], explanation: str, at: datetime
) -> Confirmed:
    volunteer_id = attendance.volunteer_id
    if attendance.state == AttendanceState.CONFIRMED:
        return Confirmed(volunteer_id, attendance.record_id, None)
    if volunteer_id in own:
        refusal = Refused(
            "attendance.own",
            _("Nobody confirms their own service or that of their child."),
            next_step=_("Ask another leader to confirm it."),
        )
        return Confirmed(volunteer_id, None, refusal)
    unexpected = rules.why_not_expected(attendance.sign_up.state)
    if unexpected:
        return Confirmed(volunteer_id, None, unexpected)
    if attendance.state != AttendanceState.LEFT or attendance.in_at is None or attendance.out_at is None:
        refusal = Refused(
            "attendance.not_out", _("This person has not checked out."), next_step=_("Check them out first.")
        )
        return Confirmed(volunteer_id, None, refusal)
    try:
        with transaction.atomic():
            record_id = _record(actor, attendance, (attendance.in_at, attendance.out_at), explanation, at)
    except Refused as refusal:
        return Confirmed(volunteer_id, None, refusal)
    return Confirmed(volunteer_id, record_id, None)


def _record(
    actor: Actor, attendance: Attendance, there: tuple[datetime, datetime], explanation: str, at: datetime
) -> UUID:
    sign_up = attendance.sign_up
    head = record_actions.record_service(actor=actor, draft=_draft(actor, attendance, there, explanation, at), at=at)
    attendance.state, attendance.record_id = AttendanceState.CONFIRMED, head.record_id
    attendance.confirmed_at, attendance.confirmed_by, attendance.confirmed_by_name = at, actor.id, actor.label
    attendance.save(update_fields=["state", "record_id", "confirmed_at", "confirmed_by", "confirmed_by_name"])
    tell(actor, "attendance.confirmed", sign_up, at, {"record": str(head.record_id), "minutes": head.minutes})
    return head.record_id


def _draft(
    actor: Actor, attendance: Attendance, there: tuple[datetime, datetime], explanation: str, at: datetime
) -> RecordDraft:
    """The record of an attendance. Time counts within the shift: who comes early or leaves late gets an overlap with
    the next shift otherwise, and hours that nobody planned."""
    sign_up, organization = attendance.sign_up, attendance.organization
    shift = sign_up.shift
    activity, project = shift.activity, shift.activity.project
    starts_at, ends_at = max(there[0], shift.starts_at), min(there[1], shift.ends_at)
    volunteer = identity_queries.volunteer(attendance.volunteer_id)
    return RecordDraft(
        volunteer_id=attendance.volunteer_id,
        volunteer_name=sign_up.volunteer_name,
        volunteer_number=sign_up.volunteer_number,
        title=activity.title,
        title_en=activity.title_en,
        post=shift.post.name,
        content=shift.post.duties or project.content[:1000],
        kind=shift.post.time_kind,
        category=project.category,
        beneficiaries=project.beneficiaries,
        organization_id=organization.id,
        organization_name=organization.name,
        organization_name_en=organization.name_en,
        activity_id=activity.id,
        service_region_code=activity.region_id,
        home_region_code=volunteer.region_id or "",
        latitude=activity.latitude,
        longitude=activity.longitude,
        starts_at=starts_at,
        ends_at=max(starts_at, ends_at),
        break_minutes=shift.break_minutes,
        grade=rules.grade_of(attendance),
        source_kind="shift",
        source_id=shift.id,
        recorder_id=attendance.out_actor_id,
        recorder_name=attendance.out_actor_name,
        confirmer_id=actor.id,
        confirmer_name=actor.label,
        trail=_trail(actor, attendance, there, at),
        explanation=explanation,
        circumstances=Circumstances(
            approved_at=max(project.published_at, activity.created_at) if project.published_at else None,
            window_from=shift.starts_at,
            window_to=shift.ends_at,
            is_dangerous=project.is_dangerous,
            policy_number=project.policy_number,
            policy_from=project.policy_from,
            policy_to=project.policy_to,
            qualification=shift.post.qualification,
            added_reason=sign_up.added_reason,
        ),
    )


def _trail(
    actor: Actor, attendance: Attendance, there: tuple[datetime, datetime], at: datetime
) -> list[dict[str, Any]]:
    """Why the grade is what it is, step by step, as "My service" tells it."""
    return [
        {
            "at": there[0].isoformat(),
            "what": f"in_{attendance.in_method}",
            "who": attendance.in_actor_name,
            "metres": attendance.in_distance_metres,
        },
        {
            "at": there[1].isoformat(),
            "what": f"out_{attendance.out_method}",
            "who": attendance.out_actor_name,
            "metres": attendance.out_distance_metres,
        },
        {"at": at.isoformat(), "what": "confirmed", "who": actor.label},
    ]
