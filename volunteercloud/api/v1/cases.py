"""The officer's queue: what waits for a decision, by deadline; deciding one case, and many with one reason."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, Paging, Reason, RegionCode
from volunteercloud.api.keys import needs
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.office import actions as office_actions
from volunteercloud.domain.office import queries as office_queries
from volunteercloud.domain.office import tasks as office_tasks
from volunteercloud.domain.office.models import Batch, Outcome
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Case, Decision, Kind

router = Router(tags=["office"])

MOST_CASES = 1000
AT_ONCE = 50  # more are decided by the worker, and the sender asks how far it is


class CaseOut(Schema):
    id: UUID
    kind: Kind
    owner_id: UUID = Field(description="The volunteer or organization that the case belongs to.")
    subject_id: UUID = Field(description="The document, organization, project, objection or report that waits.")
    region_code: str
    title: str
    submitted_by_label: str
    submitted_at: datetime
    due_at: datetime = Field(description="Until when it should be decided, by the rules of the day of its submission.")
    level: int = Field(description="How many levels above its region are asked too, because nobody decided in time.")
    asked_region_code: str = Field(description="The highest region whose officers are asked; empty: the whole country.")
    state: str = Field(description="waiting, approved, returned, rejected or withdrawn")
    takes_two: bool = Field(description="Whether two officers have to say the same.")
    proposed: str = Field(description="What the latest officer said, where it takes two; else empty.")
    proposed_by_label: str
    proposed_reason: str
    decided_by_label: str
    decided_at: datetime | None
    reason: str

    @staticmethod
    def resolve_region_code(case: Case):
        return case.region_id

    @staticmethod
    def resolve_asked_region_code(case: Case):
        return case.asked_code


class ProposalOut(Schema):
    decision: Decision
    reason: str
    by_label: str
    at: datetime


class DecisionIn(Schema):
    decision: Decision
    reason: Reason = Field("", description="Needed to return or reject; whoever submitted it reads it.")


class QueueIn(Schema):
    region: RegionCode = Field("", description="One of your regions, or below; all of yours if left out.")
    kind: Kind | None = None
    mine: bool = Field(False, description="Only what the officers of your own regions are asked.")
    overdue: bool = Field(False, description="Only what should have been decided by now.")


class CountsOut(Schema):
    """At most 1,000 of each: more are not counted."""

    by_kind: dict[str, int]
    overdue: int


class DecisionsIn(DecisionIn):
    id: UUID = Field(description="Your own id of this decision; sent again, nothing is decided twice.")
    cases: Annotated[list[UUID], Field(min_length=1, max_length=MOST_CASES)]


class CaseLineOut(Schema):
    """What became of one case. `code` and `told` say why it was not decided."""

    case_id: UUID
    title: str
    outcome: Outcome
    code: str
    told: str


class CaseBatchOut(Schema):
    id: UUID
    decision: Decision
    reason: str
    ordered_at: datetime
    finished_at: datetime | None = Field(description="Null while cases are still being decided.")
    outcomes: dict[str, int] = Field(description="How many cases came to which outcome.")
    lines: list[CaseLineOut] = Field(description="In the order sent.")


@router.get(
    "/office/queue", response=Page[CaseOut], auth=needs(Scope.OFFICE), summary=_("List what waits for a decision")
)
def review_queue(request, wanted: Query[QueueIn], paging: Paging):
    """What you may decide, the nearest deadline first, so what is overdue comes before everything else."""
    after = cursors.read(paging.cursor, datetime, UUID)
    rows = office_queries.queue(request.auth.actor, _wanted(wanted), timezone.now(), after=after, limit=paging.limit)
    return cursors.page(rows, paging.limit, lambda case: (case.due_at, case.id))


@router.get("/office/queue/counts", response=CountsOut, auth=needs(Scope.OFFICE), summary=_("Count what waits"))
def review_counts(request, wanted: Query[QueueIn]):
    """By kind, whichever kind is asked for."""
    return office_queries.counts(request.auth.actor, _wanted(wanted), timezone.now())


@router.get("/office/cases/{uuid:case_id}", response=CaseOut, auth=needs(Scope.OFFICE), summary=_("Show a case"))
def review_case(request, case_id: UUID):
    """What it is about stands under its subject: the organization or the project; for an identity, see below."""
    return office_queries.case(request.auth.actor, case_id)


@router.get(
    "/office/cases/{uuid:case_id}/proposals",
    response=list[ProposalOut],
    auth=needs(Scope.OFFICE),
    summary=_("List what officers said about a case"),
)
def case_proposals(request, case_id: UUID):
    """In the order of time, where a case takes two officers; empty for any other."""
    return review_queries.proposals(office_queries.case(request.auth.actor, case_id))


@router.post(
    "/office/cases/{uuid:case_id}/decision", response=CaseOut, auth=needs(Scope.OFFICE), summary=_("Decide a case")
)
def decide_case(request, case_id: UUID, body: DecisionIn):
    """Only the first decision counts; nobody decides in a matter of their own. Where a case takes two officers, it waits
    until the second one says the same. Objections and cases of the radar have a decision of their own."""
    return office_actions.decide_case(
        actor=request.auth.actor, case_id=case_id, decision=body.decision, reason=body.reason, at=timezone.now()
    )


@router.post(
    "/office/cases/decisions",
    response={200: CaseBatchOut, 202: CaseBatchOut},
    auth=needs(Scope.OFFICE),
    summary=_("Decide many cases with one reason"),
)
def decide_cases(request, body: DecisionsIn):
    """Each case is decided on its own, and told in a line of its own; one that is refused holds up no other. Up to 50 are
    decided at once (200), more by and by (202): then ask for the decision again until `finished_at` is set."""
    actor, by_worker = request.auth.actor, len(body.cases) > AT_ONCE
    batch = office_actions.decide_many(
        actor=actor,
        batch_id=body.id,
        decision=body.decision,
        reason=body.reason,
        case_ids=body.cases,
        language=get_language() or "",
        by_worker=by_worker,
        at=timezone.now(),
    )
    if not by_worker:
        batch = office_tasks.run(batch.id)
    return Status(200 if batch.finished_at else 202, _batch(batch))


@router.get(
    "/office/cases/decisions/{uuid:batch_id}",
    response=CaseBatchOut,
    auth=needs(Scope.OFFICE),
    summary=_("Show a decision about many cases"),
)
def decisions(request, batch_id: UUID):
    """How far it is, and what became of each case. One of your own."""
    return _batch(office_queries.batch(request.auth.actor, batch_id))


def _wanted(asked: QueueIn) -> office_queries.Wanted:
    return office_queries.Wanted(
        region_code=asked.region, kind=asked.kind or "", only_mine=asked.mine, only_overdue=asked.overdue
    )


def _batch(batch: Batch) -> dict[str, object]:
    lines = office_queries.lines(batch, limit=office_actions.MOST_CASES)
    return {
        "id": batch.id,
        "decision": batch.decision,
        "reason": batch.reason,
        "ordered_at": batch.ordered_at,
        "finished_at": batch.finished_at,
        "outcomes": office_queries.outcomes(batch),
        "lines": lines,
    }
