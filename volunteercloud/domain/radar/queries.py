"""Reading cases, and from where on rules speak. What a viewer may not see is not found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.db.models.functions import Length

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.core.memory import Remembered
from volunteercloud.domain.identity import names
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization, State
from volunteercloud.domain.records.models import OrganizationRecord
from volunteercloud.domain.regions import queries as region_queries

from .models import CaseReason, CaseState, RadarCase, Thresholds

PAGE = 50
WROTE_SOMETHING = (State.ACTIVE, State.SUSPENDED, State.DISSOLVED, State.REMOVED)
NUMBER_SHOWN = 3  # the last characters of a volunteer number, as on a roster


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: of a region and below, or of all the viewer's; in a state. ``after`` is the cursor: when the last case
    seen was opened, and its id."""

    region_code: str = ""
    state: str = CaseState.OPEN
    organization_id: UUID | None = None
    after: tuple[datetime, UUID] | None = None


@dataclass(frozen=True, slots=True)
class RegionCount:
    """Open cases of one region, with what they hold."""

    region_code: str
    cases: int
    records: int
    minutes: int
    newest: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a case and why it is there. Without ``is_named`` the name is masked, and only the number's tail told.

    ``reasons`` are the codes of rules with their facts, in the order of codes.
    """

    record: OrganizationRecord
    name: str
    number: str
    is_named: bool
    reasons: list[tuple[str, dict[str, Any]]]


def _fetch_thresholds(key: tuple[str, date]) -> Thresholds:
    code, on = key
    above = [step.code for step in region_queries.path(code)]
    nearest_first = (Length("region_id").desc(), "-valid_from")
    found = Thresholds.objects.filter(region_id__in=above, valid_from__lte=on).order_by(*nearest_first).first()
    return found or Thresholds(region_id=code[:2], valid_from=date.min)


_thresholds = Remembered(_fetch_thresholds)


def thresholds_for(region_code: str, on: date) -> Thresholds:
    """What the nearest region at or above this one has set; the defaults where none has. Shared: read it, do not change it."""
    return _thresholds((region_code, on))


def organizations_from(after: UUID | None, limit: int) -> list[UUID]:
    """The next organizations to look at, in the order of their ids: how the whole nation is gone through."""
    found = Organization.objects.filter(state__in=WROTE_SOMETHING)
    if after:
        found = found.filter(id__gt=after)
    return list(found.order_by("id").values_list("id", flat=True)[:limit])


def cases(viewer: Actor, wanted: Wanted, limit: int = PAGE) -> QuerySet[RadarCase]:
    """Cases of the viewer's regions, the longest open first: a page, and one more that says there is a next page."""
    found = _of(viewer, wanted.region_code)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.organization_id:
        found = found.filter(organization_id=wanted.organization_id)
    if wanted.after:
        opened_at, case_id = wanted.after
        found = found.filter(Q(opened_at__gt=opened_at) | Q(opened_at=opened_at, id__gt=case_id))
    return found.order_by("opened_at", "id")[: limit + 1]


def counts(viewer: Actor, region_code: str = "") -> list[RegionCount]:
    """How many cases are open, and what they hold, by the region of the organizations."""
    rows = (
        _of(viewer, region_code)
        .filter(state=CaseState.OPEN)
        .values_list("region_id")
        .annotate(Count("id"), Sum("records"), Sum("minutes"), Max("grew_at"))
        .order_by("region_id")
    )
    return [RegionCount(*row) for row in rows]


def open_cases(region_code: str, limit: int) -> QuerySet[RadarCase]:
    """For the operator's command, which sees everything: open cases of a region and below, the longest open first."""
    found = RadarCase.objects.filter(region__code__startswith=region_code, state=CaseState.OPEN)
    return found.order_by("opened_at", "id")[:limit]


def case(viewer: Actor, case_id: UUID) -> RadarCase:
    """A case of the viewer's regions and below, of whatever state."""
    found = RadarCase.objects.filter(id=case_id).first()
    if found is None or not identity_queries.holds_office(viewer, found.region_id, Right.RECORDS):
        raise NotFound
    if organization_rules.is_own(viewer, found.organization_id):
        raise NotFound
    return found


def rows(viewer: Actor, case_id: UUID, *, after: UUID | None = None, limit: int = PAGE) -> list[Row]:
    """The records of a case with their reasons, names masked, in the order of record ids: a page and one more."""
    return rows_of(case(viewer, case_id), after=after, limit=limit, named=False)


def rows_of(found: RadarCase, *, after: UUID | None, limit: int, named: bool) -> list[Row]:
    """As `rows`, for a caller that has asked who may see them. Two statements. What was erased since is not among them."""
    held = _held(found)
    if after:
        held = held.filter(record_id__gt=after)
    records = list(held.order_by("record_id")[: limit + 1])
    told: dict[UUID, list[tuple[str, dict[str, Any]]]] = {record.record_id: [] for record in records}
    reasons = CaseReason.objects.filter(organization_id=found.organization_id, case_id=found.id, record_id__in=told)
    for reason in reasons.order_by("record_id", "rule"):
        told[reason.record_id].append((reason.rule, reason.facts))
    return [_row(record, told[record.record_id], named) for record in records]


def records_of(found: RadarCase) -> list[OrganizationRecord]:
    """All records of a case, for a caller that has asked who may act on them."""
    return list(_held(found).order_by("record_id"))


def people_of(found: RadarCase) -> set[UUID]:
    """Whose records a case holds."""
    return set(_held(found).values_list("volunteer_id", flat=True))


def _held(found: RadarCase) -> QuerySet[OrganizationRecord]:
    told = CaseReason.objects.filter(organization_id=found.organization_id, case_id=found.id)
    return OrganizationRecord.objects.filter(
        organization_id=found.organization_id, record_id__in=told.values("record_id")
    )


def _row(record: OrganizationRecord, reasons: list[tuple[str, dict[str, Any]]], named: bool) -> Row:
    if named:
        return Row(record, record.volunteer_name, record.volunteer_number, True, reasons)
    return Row(record, names.masked(record.volunteer_name), record.volunteer_number[-NUMBER_SHOWN:], False, reasons)


def _of(viewer: Actor, region_code: str) -> QuerySet[RadarCase]:
    """Cases of a region of the viewer's, or of all; without those of organizations the viewer works for."""
    offices = identity_queries.offices(viewer, Right.RECORDS)
    if region_code and not any(region_code.startswith(office) for office in offices):
        raise NotAllowed("identity.not_officer")
    within = _within([region_code] if region_code else offices)
    own = [seat.organization_id for seat in organization_queries.my_organizations(viewer)]
    return RadarCase.objects.filter(within).exclude(organization_id__in=own)


def _within(region_codes: Iterable[str]) -> Q:
    within = Q(pk__in=[])
    for code in region_codes:
        within |= Q(region__code__startswith=code)
    return within
