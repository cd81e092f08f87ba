"""Opening and closing cases, for the area whose submission waits.

That area asks its own rule first and leaves the audit entry of the whole step; these leave none of their own.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import Refused

from . import queries
from .models import Case, Decision, Kind, State

OUTCOMES = {Decision.APPROVE: State.APPROVED, Decision.RETURN: State.RETURNED, Decision.REJECT: State.REJECTED}
SHORTEST_REASON = 4


@transaction.atomic
def open_case(
    *,
    actor: Actor,
    kind: Kind,
    owner_id: UUID,
    subject_id: UUID,
    region_code: str,
    title: str,
    due_at: datetime | None = None,
    at: datetime,
) -> Case:
    """Put a submission into the queue of its region. Refused while the same subject waits already."""
    case = Case(
        id=ids.uuid7(),
        kind=kind,
        owner_id=owner_id,
        subject_id=subject_id,
        region_id=region_code,
        title=title[:300],
        submitted_by=actor.id,
        submitted_by_label=actor.label[:200],
        submitted_at=at,
        due_at=due_at,
    )
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        if not broken_by(error).startswith("case_waiting_once"):
            raise
        raise Refused(
            "review.waiting_already",
            _("This has been submitted and waits for an officer's decision."),
            next_step=_("Wait for the decision, or withdraw it first."),
        ) from error
    return case


@transaction.atomic
def settle(*, actor: Actor, case_id: UUID, decision: str, reason: str = "", at: datetime) -> Case:
    """Close a waiting case. Of two officers who decide at once the second is refused and told who was first.

    Refused for an unknown decision, and for returning or rejecting without a reason: the submitter reads it.
    """
    reason = reason.strip()
    if decision not in OUTCOMES:
        raise Refused(
            "review.decision",
            _("A case can be approved, returned or rejected."),
            next_step=_("Choose one of the three."),
            field="decision",
        )
    if decision != Decision.APPROVE and len(reason) < SHORTEST_REASON:
        raise Refused(
            "review.reason",
            _("Whoever submitted this will ask why, and no reason is given."),
            next_step=_("Say in a sentence what is missing or wrong."),
            field="reason",
        )

    settled = Case.objects.filter(id=case_id, state=State.WAITING).update(
        state=OUTCOMES[Decision(decision)],
        decided_by=actor.id,
        decided_by_label=actor.label[:200],
        decided_at=at,
        reason=reason[:2000],
    )

    case = queries.case(case_id)
    if not settled:
        raise _closed_already(case)
    return case


@transaction.atomic
def withdraw_case(*, actor: Actor, kind: Kind, subject_id: UUID, at: datetime) -> Case:
    """Take a submission back before anybody decided. Refused when none of this subject waits."""
    case = Case.objects.select_for_update().filter(kind=kind, subject_id=subject_id, state=State.WAITING).first()
    if case is None:
        raise Refused(
            "review.not_waiting",
            _("Nothing waits for a decision here; it may just have been decided."),
            next_step=_("Open the page again to see how it stands."),
        )

    case.state = State.WITHDRAWN
    case.decided_by, case.decided_by_label, case.decided_at = actor.id, actor.label[:200], at
    case.save()
    return case


def _closed_already(case: Case) -> Refused:
    if case.state == State.WITHDRAWN:
        return Refused(
            "review.withdrawn",
            _("Whoever submitted this has withdrawn it, so there is nothing left to decide."),
            next_step=_("Go on with the next case."),
        )
    return Refused(
        "review.decided_already",
        _("Another officer decided this case before you; that decision stands."),
        next_step=_("Open the case to see it, and go on with the next one."),
        facts={
            "state": case.state,
            "decided_by": case.decided_by_label,
            "decided_at": case.decided_at.isoformat() if case.decided_at else "",
        },
    )
