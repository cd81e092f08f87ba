"""Before the officer: the organization answers or changes the record, and the volunteer is heard."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.objections import rules
from volunteercloud.domain.objections.models import Objection, Outcome, Side, State
from volunteercloud.domain.objections.rules import Times
from volunteercloud.domain.records import actions as record_actions

from . import keeping, telling


@retried
def answer_objection(
    *, actor: Actor, organization_id: UUID, objection_id: UUID, answer: str, at: datetime
) -> Objection:
    """The organization stands by its record and says why; an officer decides. For its owners and coordinators.

    Refused without words (`objection.unsaid`), and once the objection has moved on (`objection.moved_on`).
    """
    objection = keeping.held_for_organization(organization_id, objection_id)

    rules.check_may_answer(actor, objection)

    keeping.check_state(objection, State.OPEN)
    answer = rules.check_said(answer, "answer")

    _answered(objection, actor, answer, at)
    objection.state = State.REFERRED
    keeping.refer(objection, objection.region_code, rules.answer_due(objection.region_code, at), at)
    keeping.keep(objection)

    telling.leave_entry(actor, "objections.objection_answered", objection, at)
    telling.tell_volunteer(actor, "objection_answered", objection, at, answer=answer)
    telling.tell_objector(actor, "objection_answered", objection, at, answer=answer)
    return objection


@retried
def settle_objection(
    *,
    actor: Actor,
    organization_id: UUID,
    objection_id: UUID,
    outcome: str,
    answer: str,
    times: Times | None = None,
    at: datetime,
) -> Objection:
    """The organization agrees and changes its record: other times, or revoked. The new version can be objected to again.

    Refused as a correction is (`record.overlap`, `record.future` …), for less than an officer asked for
    (`objection.less_than_asked`), and once the objection has moved on.
    """
    objection = keeping.held_for_organization(organization_id, objection_id)

    rules.check_may_answer(actor, objection)

    keeping.check_state(objection, State.OPEN)
    answer = rules.check_said(answer, "answer")
    rules.check_outcome(outcome, times)
    if outcome not in (Outcome.CORRECTED, Outcome.VOIDED):
        raise Refused(
            "objection.not_yours_to_do",
            _("You can correct the record or revoke it; everything else is for an officer to decide."),
            next_step=_("Answer the objection instead, and an officer decides."),
            field="outcome",
        )
    rules.check_not_less_than_asked(objection, outcome, times)

    record = {"volunteer_id": objection.volunteer_id, "record_id": objection.record_id}
    if outcome == Outcome.VOIDED or times is None:
        record_actions.revoke_record(actor=actor, **record, reason=answer, at=at)
    else:
        record_actions.correct_record(
            actor=actor,
            **record,
            starts_at=times.starts_at,
            ends_at=times.ends_at,
            break_minutes=times.break_minutes,
            reason=answer,
            at=at,
        )
    _answered(objection, actor, answer, at)
    objection.outcome = outcome
    keeping.close(objection, State.SETTLED, at)

    telling.leave_entry(actor, "objections.objection_settled", objection, at, outcome=outcome)
    telling.tell_volunteer(actor, "objection_settled", objection, at, answer=answer)
    telling.tell_objector(actor, "objection_settled", objection, at, answer=answer)
    return objection


@retried
def state_view(*, actor: Actor, volunteer_id: UUID, objection_id: UUID, statement: str, at: datetime) -> Objection:
    """The volunteer says what they know, where somebody else objects to their record; whoever decides reads it.

    Once, before the decision. Refused afterwards (`objection.moved_on`), a second time (`objection.stated`), and to
    whoever objected themselves (`objection.own_grounds`).
    """
    objection = keeping.held(volunteer_id, objection_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotFound

    keeping.check_state(objection, State.OPEN, State.REFERRED, State.APPEALED)
    statement = rules.check_said(statement, "statement")
    _check_unheard(objection)

    objection.statement, objection.stated_at = statement[:2000], at
    keeping.keep(objection)

    telling.leave_entry(actor, "objections.view_stated", objection, at)
    return objection


def _check_unheard(objection: Objection) -> None:
    if objection.side == Side.VOLUNTEER:
        raise Refused(
            "objection.own_grounds",
            _("You objected yourself, and your grounds are known."),
            next_step=_("If they have changed, withdraw the objection and object again."),
        )
    if objection.stated_at:
        raise Refused(
            "objection.stated",
            _("You have said what you know; whoever decides reads it."),
            next_step=_("Wait for the decision. You can appeal against it."),
        )


def _answered(objection: Objection, actor: Actor, answer: str, at: datetime) -> None:
    objection.answer, objection.answered_by_name, objection.answered_at = answer[:2000], actor.label[:300], at
