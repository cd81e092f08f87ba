"""What an officer finds at the desk. What they may not decide about is not among it, and is not found."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Case, Kind
from volunteercloud.domain.reviews.queries import Counts, Cursor

from .models import Batch, BatchLine, Outcome

PAGE = review_queries.PAGE
LINES_SHOWN = 100
BATCHES_SHOWN = 20

RIGHTS: Mapping[Kind, Right] = {
    Kind.IDENTITY: Right.IDENTITY,
    Kind.MERGE: Right.IDENTITY,
    Kind.ORGANIZATION: Right.ORGANIZATIONS,
    Kind.REPORT: Right.ORGANIZATIONS,
    Kind.PROJECT: Right.PROJECTS,
    Kind.NEED: Right.NEEDS,
    Kind.OBJECTION: Right.RECORDS,
    Kind.RADAR: Right.RECORDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which part of the queue: of one region and below, of one kind, only what is asked of the viewer, only overdue."""

    region_code: str = ""
    kind: str = ""
    only_mine: bool = False
    only_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """A page of the queue, one case more where there is a next page; how many wait by kind, whichever kind is wanted; and
    the kinds that the viewer decides."""

    cases: list[Case]
    counts: Counts
    kinds: Collection[Kind]


def kinds(viewer: Actor) -> dict[Kind, list[str]]:
    """What the viewer decides, and in which regions; a kind that is decided nowhere is left out."""
    held = officers.held(viewer)
    found = {kind: officers.codes(held, right) for kind, right in RIGHTS.items()}
    return {kind: codes for kind, codes in found.items() if codes}


def queue(viewer: Actor, wanted: Wanted, at: datetime, *, after: Cursor | None = None, limit: int = PAGE) -> list[Case]:
    """What waits for the viewer's decision, the nearest deadline first: a page, and one more for the next page."""
    return review_queries.waiting(_part(viewer, wanted, at), after=after, limit=limit)


def overview(viewer: Actor, wanted: Wanted, at: datetime, *, after: Cursor | None = None) -> Overview:
    """The queue as its page shows it; what the viewer decides is asked once."""
    part = _part(viewer, replace(wanted, kind=""), at)
    cases = review_queries.waiting(_of_kind(part, wanted.kind), after=after)
    return Overview(cases, review_queries.counts(replace(part, overdue_at=None), at), part.scopes.keys())


def queue_ids(viewer: Actor, wanted: Wanted, at: datetime, limit: int) -> list[UUID]:
    """The ids of the same cases, for a decision about all of them."""
    return review_queries.waiting_ids(_part(viewer, wanted, at), limit)


def counts(viewer: Actor, wanted: Wanted, at: datetime) -> Counts:
    """How many wait by kind, whichever kind is wanted, and how many are overdue."""
    return review_queries.counts(_part(viewer, replace(wanted, kind="", only_overdue=False), at), at)


def case(viewer: Actor, case_id: UUID) -> Case:
    """A case that the viewer may decide about, of whatever state."""
    found = review_queries.case(case_id)
    if not officers.holds_office(viewer, found.region_id, RIGHTS[Kind(found.kind)]):
        raise NotFound
    if found.kind == Kind.RADAR and organization_rules.is_own(viewer, found.owner_id):
        raise NotFound
    return found


def batch(viewer: Actor, batch_id: UUID) -> Batch:
    """One of the viewer's own."""
    found = Batch.objects.filter(id=batch_id, officer_id=viewer.id).first()
    if found is None:
        raise NotFound
    return found


def batches(viewer: Actor) -> list[Batch]:
    """The viewer's latest decisions about many."""
    return list(Batch.objects.filter(officer_id=viewer.id).order_by("-ordered_at", "-id")[:BATCHES_SHOWN])


def outcomes(found: Batch) -> dict[str, int]:
    """How many lines of a batch have come to which end; those that wait for their turn are pending."""
    return dict(Counter(found.batchline_set.values_list("outcome", flat=True)))


def lines(found: Batch, *, outcome: str = "", after: int | None = None, limit: int = LINES_SHOWN) -> list[BatchLine]:
    """The lines of a batch in their order, a page and one more; ``after`` is the position of the last one seen."""
    rows = found.batchline_set.all()
    if outcome:
        rows = rows.filter(outcome=outcome)
    if after is not None:
        rows = rows.filter(position__gt=after)
    return list(rows.order_by("position")[: limit + 1])


def is_running(found: Batch) -> bool:
    return found.finished_at is None


def left(found: Batch) -> int:
    return found.batchline_set.filter(outcome=Outcome.PENDING).count()


def _part(viewer: Actor, wanted: Wanted, at: datetime) -> review_queries.Wanted:
    """Which rows that are: by kind, the viewer's regions or what of them lies in the one asked for."""
    scopes = kinds(viewer)
    if wanted.region_code:
        if not any(_meets(wanted.region_code, code) for codes in scopes.values() for code in codes):
            raise NotAllowed("identity.not_officer")
        scopes = {kind: _narrowed(codes, wanted.region_code) for kind, codes in scopes.items()}
    part = review_queries.Wanted(
        scopes={kind: _outermost(codes) for kind, codes in scopes.items()},
        only_mine=wanted.only_mine,
        sent_back=review_queries.sent_back(viewer.id) if wanted.only_mine and viewer.id else (),
        overdue_at=at if wanted.only_overdue else None,
        without_radar_of=_own_organizations(viewer) if Kind.RADAR in scopes else (),
    )
    return _of_kind(part, wanted.kind)


def _of_kind(part: review_queries.Wanted, kind: str) -> review_queries.Wanted:
    if not kind:
        return part
    return replace(part, scopes={each: codes for each, codes in part.scopes.items() if each == kind})


def _own_organizations(viewer: Actor) -> list[UUID]:
    return [seat.organization_id for seat in organization_queries.my_organizations(viewer)]


def _meets(asked: str, office: str) -> bool:
    return asked.startswith(office) or office.startswith(asked)


def _narrowed(offices: list[str], asked: str) -> list[str]:
    if any(asked.startswith(office) for office in offices):
        return [asked]
    return [office for office in offices if office.startswith(asked)]


def _outermost(codes: list[str]) -> list[str]:
    """Without those that lie within another one, so that no case is found twice."""
    return [code for code in codes if not any(code != other and code.startswith(other) for other in codes)]
