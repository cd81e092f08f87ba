"""From a roster and its evidence to records: what confirming scans and settling by other evidence have in common."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.reading import among
from volunteercloud.core.writing import Writing
from volunteercloud.domain.activities.actions import absences
from volunteercloud.domain.activities.models import Activity, Shift, SignUp
from volunteercloud.domain.attendance import rules
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.changes import noting
from volunteercloud.domain.hooks import noting as hooks
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.drafts import Circumstances, RecordDraft
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.regions import queries as region_queries

KEY = ("organization_id", "shift_id", "volunteer_id")
CHANGES = ", ".join(
    f"{field.column} = EXCLUDED.{field.column}"
    for field in Attendance._meta.concrete_fields
    if field.column and field.column not in KEY
)
CONFIRMED = Writing(Attendance, f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {CHANGES}")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What became of one person: a record, or the reason why there is none."""

    volunteer_id: UUID
    record_id: UUID | None
    refusal: Refused | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a record is written from beside its shift. Times are those that count."""

    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    grade: str
    recorder_id: UUID | None
    recorder_name: str
    trail: list[dict[str, Any]] = field(default_factory=list)
    explanation: str = ""
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class Proved:
    """Somebody's attendance as it is to be, and the evidence for it."""

    attendance: Attendance
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ShiftHeld:
    """A shift with the people of its roster who are about to be confirmed: held first as people, then on the roster, so
    that signing off, scanning and confirming take turns. Five statements, whatever the number."""

    actor: Actor
    shift: Shift
    own: Collection[UUID]
    sign_ups: dict[UUID, SignUp]
    attendances: dict[UUID, Attendance]

    @classmethod
    def of(cls, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_ids: Collection[UUID]) -> "ShiftHeld":
        shift = (
            Shift.objects.select_related("organization", "post", "activity__project")
            .filter(organization_id=organization_id, id=shift_id)
            .first()
        )
        if shift is None:
            raise NotFound
        identity_queries.hold(volunteer_ids)
        theirs = {"organization_id": organization_id, "shift_id": shift_id, "volunteer_id__in": among(volunteer_ids)}
        sign_ups = SignUp.objects.select_for_update(no_key=True).filter(**theirs).order_by("volunteer_id")
        attendances = Attendance.objects.select_for_update().filter(**theirs).order_by("volunteer_id")
        own = {actor.id, *(ward.ward_id for ward in identity_queries.wards(actor))} if actor.id else set()
        return cls(
            actor,
            shift,
            own,
            {each.volunteer_id: each for each in sign_ups},
            {each.volunteer_id: each for each in attendances},
        )

    @property
    def tolerance(self) -> timedelta:
        """How long before the start and after the end times still belong to this shift."""
        day = timezone.localdate(self.shift.starts_at)
        rule_set = region_queries.rules_for(self.shift.activity.region_id, day)
        return timedelta(minutes=rule_set.check_in_opens_minutes)

    def why_not(self, volunteer_id: UUID) -> Refused | None:
        """Why this person cannot be confirmed by this actor, whatever the evidence."""
        if self.shift.post.is_meeting:
            return rules.meeting()
        if volunteer_id in self.own:
            return Refused(
                "attendance.own",
                _("Nobody confirms their own service or that of their child."),
                next_step=_("Ask another leader to confirm it."),
            )
        sign_up = self.sign_ups.get(volunteer_id)
        return rules.why_not_expected(sign_up.state if sign_up else "")


def prove(held: ShiftHeld, proved: Sequence[Proved], at: datetime) -> list[Confirmed]:
    """Write the records of this evidence and confirm the attendance of each that got one."""
    if not proved:
        return []
    drafts = [_draft(held, held.sign_ups[each.attendance.volunteer_id], each.evidence, at) for each in proved]
    outcomes = record_actions.record_many(actor=held.actor, drafts=drafts, at=at)
    written = [
        (each.attendance, head) for each, head in zip(proved, outcomes, strict=True) if isinstance(head, RecordHead)
    ]
    for attendance, head in written:
        attendance.state, attendance.record_id = AttendanceState.CONFIRMED, head.record_id
        attendance.confirmed_at, attendance.confirmed_by = at, held.actor.id
        attendance.confirmed_by_name = held.actor.label
        before = held.attendances.get(attendance.volunteer_id)
        if before and before.state == AttendanceState.ABSENT:
            absences.take_back_absence(held.shift.organization_id, held.shift.id, attendance.volunteer_id, at)
        held.attendances[attendance.volunteer_id] = attendance
    CONFIRMED.write_all([attendance for attendance, _head in written], "volunteer_id")
    if written and held.shift.ends_at <= at:  # else it is counted when it is over
        noting.note_shifts([(held.shift.organization_id, held.shift.id)], at)
    told = [_told(held.shift, head) for _attendance, head in written]
    audit.record_many(held.actor, "attendance.confirmed", at=at, told=told)
    hooks.note(held.shift.organization_id, [_event(held.shift, head) for _attendance, head in written], at)
    return [
        Confirmed(each.attendance.volunteer_id, outcome.record_id, None)
        if isinstance(outcome, RecordHead)
        else Confirmed(each.attendance.volunteer_id, None, outcome)
        for each, outcome in zip(proved, outcomes, strict=True)
    ]


def scans_told(attendance: Attendance, activity: Activity) -> list[dict[str, Any]]:
    """Why the grade is what it is, step by step, as "My service" tells it."""
    steps = []
    for side in ("in", "out"):
        at, note = getattr(attendance, f"{side}_at"), getattr(attendance, f"{side}_note")
        if at:
            step = {
                "at": at.isoformat(),
                "what": f"{side}_{getattr(attendance, f'{side}_method')}",
                "who": getattr(attendance, f"{side}_actor_name"),
                "metres": getattr(attendance, f"{side}_distance_metres"),
            }
            steps.append(step | ({"text": note} if note else {}))
    if rules.lacks_position(attendance, activity) and attendance.out_at:
        steps.append({"at": attendance.out_at.isoformat(), "what": "position_missing", "who": ""})
    return steps


def _told(shift: Shift, head: RecordHead) -> audit.Told:
    return audit.Told(
        owner_id=shift.organization_id,
        subject=("shift", shift.id, shift.activity.title),
        region_code=shift.activity.region_id,
        facts={"volunteer": str(head.volunteer_id), "record": str(head.record_id), "minutes": head.minutes},
    )


def _event(shift: Shift, head: RecordHead) -> hooks.Event:
    named = {"shift_id": shift.id, "volunteer_id": head.volunteer_id, "record_id": head.record_id}
    return hooks.Event(Kind.ATTENDANCE_CONFIRMED, named)


def _draft(held: ShiftHeld, sign_up: SignUp, evidence: Evidence, at: datetime) -> RecordDraft:
    actor, shift = held.actor, held.shift
    organization, activity, project = shift.organization, shift.activity, shift.activity.project
    return RecordDraft(
        volunteer_id=sign_up.volunteer_id,
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
        latitude=activity.latitude,
        longitude=activity.longitude,
        starts_at=evidence.starts_at,
        ends_at=evidence.ends_at,
        break_minutes=evidence.break_minutes,
        grade=evidence.grade,
        source_kind="shift",
        source_id=shift.id,
        recorder_id=evidence.recorder_id,
        recorder_name=evidence.recorder_name,
        confirmer_id=actor.id,
        confirmer_name=actor.label,
        trail=[*evidence.trail, {"at": at.isoformat(), "what": "confirmed", "who": actor.label}],
        explanation=evidence.explanation,
        circumstances=_circumstances(shift, sign_up, evidence.late_reason),
    )


def _circumstances(shift: Shift, sign_up: SignUp, late_reason: str) -> Circumstances:
    activity, project = shift.activity, shift.activity.project
    return Circumstances(
        approved_at=max(project.published_at, activity.created_at) if project.published_at else None,
        window_from=shift.starts_at,
        window_to=shift.ends_at,
        is_dangerous=project.is_dangerous,
        policy_number=project.policy_number,
        policy_from=project.policy_from,
        policy_to=project.policy_to,
        qualification=shift.post.qualification,
        late_reason=late_reason,
        added_reason=sign_up.added_reason,
    )
