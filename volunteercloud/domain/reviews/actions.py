"""Opening and closing cases, for the area whose submission waits, and passing on what waits too long.

That area asks its own rule first and leaves the audit entry of the whole step; opening, settling and withdrawing leave none
of their own, but for a decision that takes a second officer: with that entry the step ends, until the second one comes.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.regions import queries as region_queries

from . import queries, rules
from .models import Case, Decision, Kind, Look, Proposal, State

OUTCOMES = {Decision.APPROVE: State.APPROVED, Decision.RETURN: State.RETURNED, Decision.REJECT: State.REJECTED}
AT_ONCE = 5_000


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
    """Put a submission into the queue of its region, to be decided by the region's deadline for this kind or by ``due_at``.

    Refused while the same subject waits already.
    """
    due = due_at or rules.due_at(kind, region_code, at)
    more_time = rules.escalates_after(region_code, at)
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
        due_at=due,
        asked_code=region_code,
        escalates_at=due + more_time if more_time else None,
        takes_two=rules.takes_two(kind, region_code, at),
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
def settle(*, actor: Actor, case_id: UUID, decision: str, reason: str = "", detail: str = "", at: datetime) -> Case:
    """Close a waiting case. Of two officers who decide at once the second is refused and told who was first.

    **Whoever calls this looks at the case it returns: where it is waiting still, a second officer has to say the same, and
    nothing else may happen now.** It is closed once two officers have said the same: decision and ``detail``, which is
    whatever the decision alone does not say. What differs is kept beside it, and goes back to who spoke first.

    Refused for an unknown decision, for returning or rejecting without a reason, since the submitter reads it, and to an
    officer who says the same twice (`review.needs_another`).
    """
    case = queries.held(case_id)

    reason = reason.strip()
    rules.check_decision(decision, reason)
    rules.check_waiting(case)
    rules.check_not_for_absent(actor, case)

    if case.takes_two and not _seconded(actor, case, Decision(decision), reason, detail, at):
        _tell(actor, "reviews.decision_proposed", case, at, decision=decision, reason=reason)
        return case
    case.state = OUTCOMES[Decision(decision)]
    case.decided_by, case.decided_by_label, case.decided_at = actor.id, actor.label[:200], at
    case.reason = (reason or case.proposed_reason)[:2000]
    case.save()
    Look.objects.filter(case_id=case.id).delete()
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


@transaction.atomic
def look_at(*, actor: Actor, case_id: UUID, at: datetime) -> Look:
    """Say that an officer has a case open; gives who has. It holds nobody off and is over ten minutes after the last look,
    so it leaves no entry in the trail."""
    fresh = {"by": actor.person_id, "by_label": actor.label[:200], "since": at, "seen_at": at}
    if not Case.objects.filter(id=case_id).exists():
        raise NotFound
    look, _is_new = Look.objects.select_for_update().get_or_create(case_id=case_id, defaults=fresh)
    if look.by == actor.id and look.lasts(at):
        look.seen_at = at
        look.save(update_fields=["seen_at"])
    elif not look.lasts(at):
        look.by, look.by_label, look.since, look.seen_at = actor.person_id, actor.label[:200], at, at
        look.save()
    return look


@transaction.atomic
def escalate(*, actor: Actor, at: datetime, limit: int = AT_ONCE) -> list[Case]:
    """Ask the officers one level above about what nobody decided in time, and give them as long again. For the system only.

    The officers below may still decide. The level above a province is the whole country, and above that is nobody.
    """
    if not actor.is_system:
        raise NotAllowed("reviews.not_system")

    late = Case.objects.select_for_update(skip_locked=True).filter(state=State.WAITING, escalates_at__lte=at)
    cases = list(late.order_by("escalates_at", "id")[:limit])

    for case in cases:
        case.asked_code, case.level = region_queries.code_above(case.asked_code), case.level + 1
        more_time = rules.escalates_after(case.region_id, case.submitted_at)
        case.escalates_at = at + more_time if case.asked_code and more_time else None
    Case.objects.bulk_update(cases, ["asked_code", "level", "escalates_at"], batch_size=500)

    told = [_told(case, level=case.level, region=case.asked_code) for case in cases]
    audit.record_many(actor, "reviews.case_escalated", at=at, told=told)
    return cases


def _seconded(actor: Actor, case: Case, decision: Decision, reason: str, detail: str, at: datetime) -> bool:
    """Whether another officer has said the same. If not, what was said is kept, and the case waits."""
    latest = {each.by: each for each in case.proposals.order_by("at", "id")}
    own = latest.pop(actor.person_id, None)
    detail = detail[:300]
    agreed = next((each for each in latest.values() if (each.decision, each.detail) == (decision, detail)), None)
    if agreed:
        _propose(case, agreed)
        return True
    if own and (own.decision, own.detail) == (decision, detail):
        raise rules.needs_another()
    said = Proposal.objects.create(
        id=ids.uuid7(),
        case=case,
        decision=decision,
        detail=detail,
        reason=reason[:2000],
        by=actor.person_id,
        by_label=actor.label[:200],
        at=at,
    )
    _propose(case, said)
    case.save()
    return False


def _propose(case: Case, said: Proposal) -> None:
    case.proposed, case.proposed_reason, case.proposed_at = said.decision, said.reason, said.at
    case.proposed_by, case.proposed_by_label = said.by, said.by_label


def _tell(actor: Actor, name: str, case: Case, at: datetime, **facts: object) -> None:
    told = _told(case, **facts)
    audit.record(
        actor, name, at=at, owner_id=told.owner_id, subject=told.subject, region_code=told.region_code, facts=told.facts
    )


def _told(case: Case, **facts: object) -> audit.Told:
    return audit.Told(
        owner_id=case.owner_id,
        subject=("case", case.id, case.title),
        region_code=case.region_id,
        facts={"kind": case.kind} | facts,
    )
