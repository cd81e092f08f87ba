"""What an officer decides, in the first instance and on appeal."""

from datetime import UTC, datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.transactions import retried
from volunteercloud.domain.objections import rules
from volunteercloud.domain.objections.models import Instance, Objection, Outcome, Ruling, State
from volunteercloud.domain.objections.rules import Times
from volunteercloud.domain.reviews import actions as reviews
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Decision, Kind

from . import keeping, telling
from .changing import Change


@retried
def decide_objection(
    *, actor: Actor, case_id: UUID, outcome: str, reason: str, times: Times | None = None, at: datetime
) -> Objection:
    """Decide an objection, or the appeal in it: dismissed, or the record is corrected, voided or brought back.

    On appeal "dismissed" means that the objection fails after all: the record says again what it said before the first
    decision. A decision for what stands already writes nothing. For officers of the case's region and above, never in a
    matter of their own, never the same officer twice. Refused without a reason (`objection.unsaid`), when another officer
    was first (`review.decided_already`), and where the record can't become that (`record.overlap` …): nothing is decided then.
    """
    case = review_queries.case(case_id)
    if case.kind != Kind.OBJECTION:
        raise NotFound
    objection = keeping.held_for_organization(case.owner_id, case.subject_id)
    first = Ruling.objects.filter(volunteer_id=objection.volunteer_id, objection_id=objection.id).first()

    rules.check_may_decide(actor, case, objection, first.decided_by if first else None)

    rules.check_outcome(outcome, times)
    reason = rules.check_said(reason, "reason")[:1000]

    decision, detail = _answer_to_case(outcome, first), _detail(outcome, times)
    settled = reviews.settle(actor=actor, case_id=case_id, decision=decision, reason=reason, detail=detail, at=at)
    if settled.is_waiting:
        return objection
    change = Change(actor, objection, reason, at)
    before, after = change.apply(outcome, times, first.version_before if first else None)
    Ruling.objects.create(
        volunteer_id=objection.volunteer_id,
        objection_id=objection.id,
        instance=Instance.APPEAL if first else Instance.FIRST,
        outcome=outcome,
        reason=reason,
        decided_by=actor.person_id,
        decided_by_name=actor.label[:300],
        decided_at=at,
        first_decided_by=first.decided_by if first else None,
        version_before=before,
        version_after=after,
    )
    objection.outcome = outcome
    if first:
        keeping.close(objection, State.FINAL, at)
    else:
        objection.state, objection.due_at = State.DECIDED, rules.appeal_due(objection.region_code, at)
        keeping.keep(objection)

    telling.leave_entry(actor, "objections.objection_decided", objection, at, outcome=outcome, reason=reason)
    telling.tell_parties(actor, _text(outcome, first), objection, at, reason=reason)
    return objection


def _answer_to_case(outcome: str, first: Ruling | None) -> Decision:
    """What the queue shows: whether whoever objected or appealed was right."""
    changes = outcome != Outcome.DISMISSED if first is None else outcome != first.outcome
    return Decision.APPROVE if changes else Decision.REJECT


def _detail(outcome: str, times: Times | None) -> str:
    """What two officers must have said alike: the outcome, and the times of a correction."""
    if outcome != Outcome.CORRECTED or times is None:
        return str(outcome)
    # In UTC, so that the same moment reads the same however it was sent.
    moments = (moment.astimezone(UTC).isoformat() for moment in (times.starts_at, times.ends_at))
    return " ".join((outcome, *moments, str(times.break_minutes)))


def _text(outcome: str, first: Ruling | None) -> str:
    if first is None:
        return "objection_dismissed" if outcome == Outcome.DISMISSED else "objection_upheld"
    return "appeal_dismissed" if outcome == first.outcome else "appeal_upheld"
