"""Who did not come: told by a leader, answered by the person, and what follows. What is recorded is never touched."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import commitments, queries, rules
from volunteercloud.domain.activities.models import MySignUp, Shift, SignUp
from volunteercloud.domain.activities.stand_ins import Absence, AbsenceKind
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries

from .offering import tell_person
from .telling import leave_entry

SHORTEST = 4


def note_absence(actor: Actor, shift: Shift, sign_up: SignUp, kind: AbsenceKind, reason: str, at: datetime) -> Absence:
    """Write down that somebody did not come. An inner step of `attendance`, which holds their sign-up by then.

    An unexcused absence is told to the person, in friendly words the first time, and with what follows once a coordinator
    is asked first. Refused: an excuse without a reason (`absence.reason`).
    """
    reason = reason.strip()[:300]
    if kind == AbsenceKind.EXCUSED and len(reason) < 2:
        raise Refused("absence.reason", _("Say in a few words what the excuse is."), field="reason")
    before = Absence.objects.filter(
        organization_id=shift.organization_id, shift_id=shift.id, volunteer_id=sign_up.volunteer_id
    ).first()
    if before and (before.kind, before.reason) == (kind, reason):
        return before
    absence, _is_new = Absence.objects.update_or_create(
        organization_id=shift.organization_id,
        shift_id=shift.id,
        volunteer_id=sign_up.volunteer_id,
        defaults={
            "kind": kind,
            "reason": reason,
            "told_at": at,
            "told_by": actor.id,
            "told_by_name": actor.label,
        },
    )
    _copy(absence, at)
    if kind == AbsenceKind.UNEXCUSED and (before is None or before.kind != kind):
        _warn(actor, shift, sign_up.volunteer_id, at)
    return absence


def take_back_absence(organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> None:
    """Whoever came after all was not absent. An inner step of `attendance`; nothing for who was not told absent."""
    absence = Absence.objects.filter(
        organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id
    ).first()
    if absence and absence.kind != AbsenceKind.TAKEN_BACK:
        absence.kind = AbsenceKind.TAKEN_BACK
        absence.save(update_fields=["kind"])
        _copy(absence, at)


@transaction.atomic
def answer_to_absence(
    *, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, statement: str, at: datetime
) -> Absence:
    """Say that one did come, or why not; a coordinator answers. Once for an absence.

    Refused without a sentence (`absence.statement`), when it was said before (`absence.stated`) or the absence is excused
    or taken back already (`absence.over`).
    """
    absence = _locked(organization_id, shift_id, volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotFound

    if absence.kind != AbsenceKind.UNEXCUSED:
        raise Refused("absence.over", _("This absence does not count against you any more."))
    if absence.stated_at:
        raise Refused(
            "absence.stated",
            _("You have answered to this already."),
            next_step=_("A coordinator answers you; for more, call the contact of the project."),
        )
    if len(statement.strip()) < SHORTEST:
        raise Refused("absence.statement", _("Say in a sentence how it was."), field="statement")

    absence.statement, absence.stated_at = statement.strip()[:500], at
    absence.save(update_fields=["statement", "stated_at"])

    leave_entry(actor, "activities.absence_disputed", absence.sign_up.shift, at, volunteer=str(absence.volunteer_id))
    return absence


@transaction.atomic
def decide_absence(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_id: UUID,
    kind: AbsenceKind,
    answer: str,
    at: datetime,
) -> Absence:
    """A coordinator answers what somebody said to an absence: it stays, is excused, or is taken back. Never about oneself.

    Refused when nothing waits for an answer (`absence.nothing_to_answer`) and without a sentence (`absence.answer`).
    Answered the same way again nothing changes.
    """
    absence = _locked(organization_id, shift_id, volunteer_id)
    shift = queries.shift(organization_id, shift_id)

    if not organization_rules.can_manage(actor, organization_id, shift.project_id):
        raise NotAllowed("organization.not_manager")
    if identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("attendance.own")

    said = answer.strip()[:500]
    if absence.answered_at and (absence.kind, absence.answer) == (kind, said):
        return absence
    if absence.stated_at is None or absence.answered_at:
        raise Refused("absence.nothing_to_answer", _("Nothing waits for an answer here."))
    if len(said) < SHORTEST:
        raise Refused("absence.answer", _("Answer in a sentence: the person reads it."), field="answer")

    absence.kind, absence.answer, absence.answered_at = kind, said, at
    absence.answered_by, absence.answered_by_name = actor.id, actor.label
    if kind == AbsenceKind.EXCUSED and not absence.reason:
        absence.reason = said[:300]
    absence.save()
    _copy(absence, at)

    leave_entry(
        actor, "activities.absence_answered", absence.sign_up.shift, at, volunteer=str(absence.volunteer_id), kind=kind
    )
    tell_person(
        actor, "absence_answered", shift, volunteer_id, at, link=address_of(organization_id, shift_id), reason=said
    )
    return absence


def address_of(organization_id: UUID, shift_id: UUID) -> str:
    return f"/me/sign-ups/{organization_id}/{shift_id}/"


def _copy(absence: Absence, at: datetime) -> None:
    MySignUp.objects.filter(volunteer_id=absence.volunteer_id, shift_id=absence.shift_id).update(
        absence=absence.kind, changed_at=at
    )
    noting.note_shifts([(absence.organization_id, absence.shift_id)], at)


def _warn(actor: Actor, shift: Shift, volunteer_id: UUID, at: datetime) -> None:
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    rows = commitments.calendars([volunteer_id], [shift], rule_set, at)[volunteer_id]
    missed = [row.during.lower for row in rows if row.absence == AbsenceKind.UNEXCUSED]
    restriction = rules.restriction_of(missed, rule_set, at)
    link = address_of(shift.organization_id, shift.id)
    if restriction is None:
        tell_person(actor, "no_show", shift, volunteer_id, at, link=link)
    else:
        tell_person(actor, "no_show_limit", shift, volunteer_id, at, link=link, until=restriction.until.isoformat())


def _locked(organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> Absence:
    absence = (
        Absence.objects.select_for_update(of=("self",))
        .select_related("sign_up__shift__activity")
        .filter(organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id)
        .first()
    )
    if absence is None:
        raise NotFound
    return absence
