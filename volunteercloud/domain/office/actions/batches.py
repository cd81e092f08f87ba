"""One decision about many cases: ordered once, then carried through line by line, each in a transaction of its own.

Killed in between, it goes on with what is left: a line is written together with the decision that it tells of.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import officers
from volunteercloud.domain.office import queries
from volunteercloud.domain.office.models import Batch, BatchLine, Outcome
from volunteercloud.domain.reviews import rules as review_rules
from volunteercloud.domain.reviews.models import Case

from .deciding import decide_case

MOST_CASES = 5_000
BEFORE = frozenset({"review.decided_already", "review.withdrawn"})


@transaction.atomic
def decide_many(
    *,
    actor: Actor,
    batch_id: UUID,
    decision: str,
    reason: str,
    case_ids: Sequence[UUID],
    language: str,
    by_worker: bool,
    at: datetime,
) -> Batch:
    """Order one decision with one reason about many cases. Whoever sends the same id again gets the same batch.

    Decided is nothing yet: the job worker does it, or without ``by_worker`` whoever calls `decide_next` until it is through.
    A case named twice is one line. Refused: a return or rejection without a reason; no case at all (`batch.empty`) or more
    than 5,000 (`batch.too_many`); an id that was used for another batch (`batch.reused`). For officers only.
    """
    reason = reason.strip()[:2000]
    wanted = list(dict.fromkeys(case_ids))

    if not officers.held(actor):
        raise NotAllowed("identity.not_officer")

    review_rules.check_decision(decision, reason)
    _check_number(wanted)

    batch, is_new = Batch.objects.get_or_create(
        id=batch_id,
        defaults={
            "officer_id": actor.person_id,
            "officer_label": actor.label[:200],
            "acting_for": actor.acting_for,
            "acting_for_label": actor.acting_for_label[:200],
            "decision": decision,
            "reason": reason,
            "language": language,
            "ordered_at": at,
        },
    )
    if not is_new:
        _check_same(batch, actor, decision, reason, wanted)
        return batch
    BatchLine.objects.bulk_create(
        [BatchLine(batch=batch, position=place, case_id=case_id) for place, case_id in enumerate(wanted, 1)],
        batch_size=1000,
    )

    _tell(actor, "office.batch_ordered", batch, at, cases=len(wanted))
    if by_worker:
        app.configure_task("office.decide_batch", queue="office").defer(batch_id=str(batch.id))
    return batch


@transaction.atomic
def decide_next(*, actor: Actor, batch_id: UUID, at: datetime) -> BatchLine | None:
    """Decide the next case of a batch and write down what became of it; None when none is left to take.

    The officer's rights are asked anew for each case. What is refused is told in its line and holds up no other.
    """
    batch = queries.batch(actor, batch_id)
    pending = batch.batchline_set.select_for_update(skip_locked=True).filter(outcome=Outcome.PENDING)
    line = pending.order_by("position").first()
    if line is None:
        return None

    try:
        with transaction.atomic():
            case = decide_case(actor=actor, case_id=line.case_id, decision=batch.decision, reason=batch.reason, at=at)
    except (NotAllowed, NotFound):
        line.outcome, line.code = Outcome.NOT_YOURS, "review.not_officer"
    except Refused as refusal:
        _refused(actor, line, refusal)
    else:
        line.outcome = Outcome.PROPOSED if case.is_waiting else Outcome.DECIDED
        line.title, line.kind = case.title, case.kind
    line.save(update_fields=["outcome", "code", "told", "title", "kind"])
    return line


@transaction.atomic
def finish_batch(*, actor: Actor, batch_id: UUID, at: datetime) -> Batch:
    """Close a batch of which every line is through. While another worker has a line in hand, nothing happens."""
    queries.batch(actor, batch_id)
    batch = Batch.objects.select_for_update().get(id=batch_id)
    if batch.finished_at or queries.left(batch):
        return batch

    batch.finished_at = at
    batch.save(update_fields=["finished_at"])

    _tell(actor, "office.batch_finished", batch, at, outcomes=queries.outcomes(batch))
    return batch


def _refused(actor: Actor, line: BatchLine, refusal: Refused) -> None:
    """Named is the case only to whom it belongs; a refusal comes after the rights were asked, but for what is refused to
    everybody."""
    line.outcome = Outcome.DECIDED_BEFORE if refusal.code in BEFORE else Outcome.REFUSED
    line.code, line.told = refusal.code, str(refusal)[:1000]
    try:
        case = queries.case(actor, line.case_id)
    except NotFound:
        return
    line.title, line.kind = case.title, case.kind
    if refusal.code == "review.decided_already":
        line.told = _told_before(case)


def _told_before(case: Case) -> str:
    # Translators: a date and time as Django's date filter writes it, e.g. "2026年3月14日 10:30".
    moment = formats.date_format(timezone.localtime(case.decided_at), gettext("j F Y, H:i"))
    said = {"who": case.decided_by_label, "moment": moment}
    return gettext("%(who)s decided on %(moment)s; that decision stands.") % said


def _check_number(wanted: Sequence[UUID]) -> None:
    if not wanted:
        raise Refused(
            "batch.empty",
            _("No case is chosen, so there is nothing to decide."),
            next_step=_("Choose the cases first."),
            field="cases",
        )
    if len(wanted) > MOST_CASES:
        raise Refused(
            "batch.too_many",
            _("One decision reaches at most 5,000 cases."),
            next_step=_("Narrow the list, and decide the rest afterwards."),
            field="cases",
            facts={"most": MOST_CASES},
        )


def _check_same(batch: Batch, actor: Actor, decision: str, reason: str, wanted: Sequence[UUID]) -> None:
    ordered = list(batch.batchline_set.order_by("position").values_list("case_id", flat=True))
    if (batch.officer_id, batch.decision, batch.reason, ordered) == (actor.id, decision, reason, wanted):
        return
    raise Refused(
        "batch.reused",
        _("This id was given to another decision before."),
        next_step=_("Use a new id for each decision, and the old one only to send the same again."),
        field="id",
    )


def _tell(actor: Actor, name: str, batch: Batch, at: datetime, **facts: object) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=batch.officer_id,
        subject=("batch", batch.id, batch.officer_label),
        facts={"decision": batch.decision, "reason": batch.reason} | facts,
    )
