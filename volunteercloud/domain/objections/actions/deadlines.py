"""What happens when a time has passed and nobody has acted."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.transactions import retried
from volunteercloud.domain.objections import rules
from volunteercloud.domain.objections.models import Objection, State
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Kind

from . import keeping, telling


@retried
def refer_unanswered(*, actor: Actor, volunteer_id: UUID, objection_id: UUID, at: datetime) -> Objection:
    """The organization did not answer in time: an officer decides without its answer. Nothing happens before that time."""
    objection = keeping.held(volunteer_id, objection_id)
    if not _is_over(objection, at, State.OPEN):
        return objection

    objection.state = State.REFERRED
    keeping.refer(objection, objection.region_code, rules.answer_due(objection.region_code, at), at)
    keeping.keep(objection)

    telling.leave_entry(actor, "objections.objection_unanswered", objection, at)
    telling.tell_parties(actor, "objection_unanswered", objection, at)
    return objection


@retried
def remind_officers(*, actor: Actor, volunteer_id: UUID, objection_id: UUID, at: datetime) -> Objection:
    """Nobody decided in time: those in whose queue it waits are told, once. The queue marks it for as long as it waits."""
    objection = keeping.held(volunteer_id, objection_id)
    if objection.reminded_at or not _is_over(objection, at, State.REFERRED, State.APPEALED):
        return objection

    objection.reminded_at = at
    keeping.keep(objection)

    telling.leave_entry(actor, "objections.officers_reminded", objection, at)
    if case := review_queries.latest(Kind.OBJECTION, objection.id):
        telling.tell_officers(actor, "objection_overdue", objection, case.id, case.region_id, at)
    return objection


@retried
def close_unappealed(*, actor: Actor, volunteer_id: UUID, objection_id: UUID, at: datetime) -> Objection:
    """Nobody appealed in time: the decision is final."""
    objection = keeping.held(volunteer_id, objection_id)
    if not _is_over(objection, at, State.DECIDED):
        return objection

    keeping.close(objection, State.FINAL, at)

    telling.leave_entry(actor, "objections.decision_final", objection, at)
    return objection


def _is_over(objection: Objection, at: datetime, *states: State) -> bool:
    return objection.state in states and objection.due_at is not None and objection.due_at <= at
