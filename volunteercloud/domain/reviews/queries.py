"""Reading the queue. Which kinds an officer decides where, the caller knows: `Wanted.scopes`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Left

from volunteercloud.core.errors import NotFound

from .models import Case, Kind, Look, Proposal, State

PAGE = 50
MOST_COUNTED = 1000  # more are "999+": nobody works by the exact number, and counting a province's queue takes long
STREET = 9

Cursor = tuple[datetime, UUID]
Scopes = Mapping[Kind, Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which waiting cases: by kind, those of these regions and below (the empty code: everywhere).

    With ``only_mine``, what the officers of these very regions are asked, and the cases ``sent_back``. With ``overdue_at``
    only what was due before that moment. ``without_radar_of`` are organizations whose radar cases are left out: what it
    says about an organization is not for those who work there.
    """

    scopes: Scopes
    only_mine: bool = False
    sent_back: Collection[UUID] = ()
    overdue_at: datetime | None = None
    without_radar_of: Collection[UUID] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many wait by kind, and how many of them all are overdue; each at most `MOST_COUNTED`."""

    by_kind: dict[str, int]
    overdue: int

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


def case(case_id: UUID) -> Case:
    found = Case.objects.select_related("region").filter(id=case_id).first()
    if found is None:
        raise NotFound
    return found


def held(case_id: UUID) -> Case:
    """The case with its region, held until the end of the transaction."""
    found = Case.objects.select_for_update(of=("self",)).select_related("region").filter(id=case_id).first()
    if found is None:
        raise NotFound
    return found


def latest(kind: str, subject_id: UUID) -> Case | None:
    """The last time this was submitted: waiting, or decided with a reason that its submitter may read."""
    return Case.objects.filter(kind=kind, subject_id=subject_id).order_by("-submitted_at", "-id").first()


def waiting_case(kind: str, subject_id: UUID) -> Case | None:
    """Where a submission waits and until when, for whoever submitted it; None where nothing of it waits."""
    return Case.objects.filter(kind=kind, subject_id=subject_id, state=State.WAITING).first()


def proposals(found: Case) -> list[Proposal]:
    """What officers said about a case that takes two, in the order of time; none for any other."""
    return list(found.proposals.order_by("at", "id")) if found.takes_two else []


def sent_back(officer_id: UUID) -> list[UUID]:
    """The waiting cases about which this officer has said one thing and somebody else, later, another."""
    said = Proposal.objects.filter(by=officer_id, case__state=State.WAITING).exclude(case__proposed_by=F("by"))
    return list(said.order_by("case_id").values_list("case_id", flat=True).distinct()[:MOST_COUNTED])


def look(case_id: UUID, at: datetime) -> Look | None:
    """Who has a case open at this moment."""
    found = Look.objects.filter(case_id=case_id).first()
    return found if found and found.lasts(at) else None


def waiting(wanted: Wanted, *, after: Cursor | None = None, limit: int = PAGE) -> list[Case]:
    """What waits, the nearest deadline first: a page, and one more that says there is a next page.

    ``after`` is the cursor: deadline and id of the last case seen. Two statements, whatever waits.
    """
    found = _ids(wanted, after, limit + 1)
    rows = Case.objects.filter(id__in=found).select_related("region").order_by("due_at", "id")
    return list(rows) if found else []


def waiting_ids(wanted: Wanted, limit: int) -> list[UUID]:
    """The same cases, by their ids alone, for a decision about many."""
    return _ids(wanted, None, limit)


def counts(wanted: Wanted, at: datetime) -> Counts:
    """How many wait, in one statement. A kind of which none waits is left out."""
    kinds = [(kind, source) for kind, regions in wanted.scopes.items() for source in _sources(wanted, kind, regions)]
    late = [source.filter(due_at__lt=at) for _kind, source in kinds]
    numbers = _numbers([*(source for _kind, source in kinds), *late])
    by_kind: dict[str, int] = {}
    for (kind, _source), number in zip(kinds, numbers, strict=False):
        by_kind[kind] = min(by_kind.get(kind, 0) + number, MOST_COUNTED)
    overdue = sum(numbers[len(kinds) :])
    return Counts({kind: number for kind, number in by_kind.items() if number}, min(overdue, MOST_COUNTED))


def _ids(wanted: Wanted, after: Cursor | None, limit: int) -> list[UUID]:
    """Each kind in each region is a range of an index in the order wanted: the first of every range, then of them all."""
    sources = [
        _behind(source, after).order_by("due_at", "id").values_list("due_at", "id")[:limit]
        for kind, regions in wanted.scopes.items()
        for source in _sources(wanted, kind, regions)
    ]
    if not sources:
        return []
    first, *others = sources
    found = first.union(*others).order_by("due_at", "id")[:limit] if others else first
    return [case_id for _due_at, case_id in found]


def _behind(source: QuerySet[Case], after: Cursor | None) -> QuerySet[Case]:
    if after is None:
        return source
    due_at, case_id = after
    return source.filter(due_at__gte=due_at).exclude(due_at=due_at, id__lte=case_id)


def _sources(wanted: Wanted, kind: Kind, regions: Collection[str]) -> Iterator[QuerySet[Case]]:
    found = Case.objects.filter(state=State.WAITING, kind=kind)
    if wanted.overdue_at:
        found = found.filter(due_at__lt=wanted.overdue_at)
    if wanted.without_radar_of and kind == Kind.RADAR:
        found = found.exclude(owner_id__in=wanted.without_radar_of)
    for code in regions:
        if not wanted.only_mine:
            yield _within(found, code)
            continue
        # Nothing is found twice: what went up is asked of another region than its own.
        yield found.filter(region=code)
        yield found.filter(asked_code=code, level__gt=0)
        if wanted.sent_back:
            others = found.exclude(region=code).exclude(asked_code=code)
            yield _within(others, code).filter(id__in=wanted.sent_back)


def _within(found: QuerySet[Case], code: str) -> QuerySet[Case]:
    if not code:
        return found
    if len(code) > STREET:
        return found.filter(region=code)
    return found.alias(above=Left("region", len(code))).filter(above=code)


def _numbers(sources: Sequence[QuerySet[Case]]) -> list[int]:
    if not sources:
        return []
    statements = [source.order_by().values("id")[:MOST_COUNTED].query.sql_with_params() for source in sources]
    counted = ", ".join(f"(SELECT count(*) FROM ({sql}) AS found)" for sql, _values in statements)  # noqa: S608  ours
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counted}", [value for _sql, values in statements for value in values])
        return list(cursor.fetchone())
