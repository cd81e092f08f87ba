"""Reading objections, each side from its own rows: the volunteer's, the organization's, the officers' of the region."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import ServiceRecord
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Case, Kind

from .models import UNDECIDED, WAITING, Instance, Objection, ObjectionForOrganization, Ruling, State

PAGE = 30
MOST_OF_A_RECORD = 50
Cursor = tuple[datetime, UUID]
Row = TypeVar("Row", Objection, ObjectionForOrganization)


@dataclass(frozen=True, slots=True)
class Opened:
    """An objection with all that an answer, a decision or an appeal rests on. ``versions`` stand in their order."""

    objection: Objection
    rulings: list[Ruling]
    versions: list[ServiceRecord]
    volunteer_name: str

    @property
    def record(self) -> ServiceRecord:
        """The record as it stands now."""
        return self.versions[-1]

    @property
    def contested(self) -> ServiceRecord:
        """The version that the objection is about."""
        return self.versions[self.objection.version - 1]


def mine(viewer: Actor, volunteer_id: UUID, before: Cursor | None = None, limit: int = PAGE) -> list[Objection]:
    """Objections to a person's records, the newest first: a page and one more. ``before`` is time and id of the last seen."""
    if not identity_rules.may_see_service(viewer, volunteer_id):
        raise NotFound
    found = Objection.objects.filter(volunteer_id=volunteer_id)
    return list(_newest_first(found, before)[: limit + 1])


def my_objection(viewer: Actor, volunteer_id: UUID, objection_id: UUID) -> Opened:
    if not identity_rules.may_see_service(viewer, volunteer_id):
        raise NotFound
    return _opened(volunteer_id, objection_id)


def of_record(volunteer_id: UUID, record_id: UUID) -> list[Objection]:
    """All objections to a record, the newest first. The caller has asked who may see the record."""
    found = Objection.objects.filter(volunteer_id=volunteer_id, record_id=record_id)
    return list(found.order_by("-raised_at", "-id")[:MOST_OF_A_RECORD])


def contested(volunteer_id: UUID, record_ids: list[UUID]) -> set[UUID]:
    """Which of a person's records are under objection. The caller has asked who may see them."""
    found = Objection.objects.filter(volunteer_id=volunteer_id, state__in=WAITING, record_id__in=record_ids)
    return set(found.values_list("record_id", flat=True))


def of_organization(
    viewer: Actor, organization_id: UUID, before: Cursor | None = None, limit: int = PAGE
) -> list[ObjectionForOrganization]:
    """Objections to what an organization recorded, the newest first: a page and one more. For staff who record."""
    if not organization_rules.can_record(viewer, organization_id):
        raise NotFound
    found = ObjectionForOrganization.objects.filter(organization_id=organization_id)
    return list(_newest_first(found, before)[: limit + 1])


def to_answer(organization_id: UUID) -> int:
    """How many objections wait for the organization's answer, at most a page of them. The caller has asked for whom."""
    waiting = ObjectionForOrganization.objects.filter(organization_id=organization_id, state=State.OPEN)
    return waiting.order_by()[:PAGE].count()


def organizations_objection(viewer: Actor, organization_id: UUID, objection_id: UUID) -> Opened:
    if not organization_rules.can_record(viewer, organization_id):
        raise NotFound
    return _opened(_volunteer_of(organization_id, objection_id), objection_id)


def case_of(viewer: Actor, case_id: UUID) -> tuple[Case, Opened]:
    """A case of the queue with the objection it is about. For officers of its region and above."""
    case = review_queries.case(case_id)
    if case.kind != Kind.OBJECTION or not identity_rules.is_officer_for(viewer, case.region_id, Right.RECORDS):
        raise NotFound
    return case, _opened(_volunteer_of(case.owner_id, case.subject_id), case.subject_id)


def latest_case(objection: Objection) -> Case | None:
    """Where an officer finds the objection, if it has come to the officers."""
    return review_queries.latest(Kind.OBJECTION, objection.id)


def officers_objection(viewer: Actor, volunteer_id: UUID, objection_id: UUID) -> Opened:
    """An objection to a service in a region of the viewer's, whether it has come to the officers or not."""
    found = _opened(volunteer_id, objection_id)
    if not identity_rules.is_officer_for(viewer, found.objection.region_code, Right.RECORDS):
        raise NotFound
    return found


def record_to_object_to(viewer: Actor, volunteer_id: UUID, record_id: UUID) -> list[ServiceRecord]:
    """Every version of a record for an officer of the region of service, the first one first."""
    versions = record_queries.every_version(volunteer_id, record_id)
    if not versions or not identity_rules.is_officer_for(viewer, versions[-1].service_region_code, Right.RECORDS):
        raise NotFound
    return versions


def overdue(at: datetime, limit: int = 500) -> list[Objection]:
    """What waits beyond its time and has not been dealt with by the deadlines yet. Asks every shard: for the job."""
    unreminded = Q(state__in=UNDECIDED, reminded_at__isnull=True) | Q(state__in=[State.OPEN, State.DECIDED])
    found = Objection.objects.filter(unreminded, due_at__lte=at)
    return list(found.order_by("due_at", "id")[:limit])


def _newest_first(found: QuerySet[Row], before: Cursor | None) -> QuerySet[Row]:
    if before:
        raised_at, objection_id = before
        found = found.filter(Q(raised_at__lt=raised_at) | Q(raised_at=raised_at, id__lt=objection_id))
    return found.order_by("-raised_at", "-id")


def _volunteer_of(organization_id: UUID, objection_id: UUID) -> UUID:
    rows = ObjectionForOrganization.objects.filter(organization_id=organization_id, id=objection_id)
    volunteer_id = rows.values_list("volunteer_id", flat=True).first()
    if volunteer_id is None:
        raise NotFound
    return volunteer_id


def _opened(volunteer_id: UUID, objection_id: UUID) -> Opened:
    objection = Objection.objects.filter(volunteer_id=volunteer_id, id=objection_id).first()
    if objection is None:
        raise NotFound
    rulings = Ruling.objects.filter(volunteer_id=volunteer_id, objection_id=objection_id).order_by("instance")
    versions = record_queries.every_version(volunteer_id, objection.record_id)
    if not versions:  # erased
        raise NotFound
    return Opened(objection, list(rulings[: len(Instance)]), versions, identity_queries.volunteer(volunteer_id).name)
