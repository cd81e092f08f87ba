"""What there is to tell a system of some owners: every line as it stands now. A constant number of statements for any
number of owners; a document number, a contact or an address is in none of them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from volunteercloud.core.reading import among
from volunteercloud.domain.activities.models import Activity
from volunteercloud.domain.certificates.models import Certificate
from volunteercloud.domain.identity.models import Qualification, Volunteer
from volunteercloud.domain.organizations.models import Node, Organization
from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.projects.models import State as ProjectState
from volunteercloud.domain.records.models import RecordHead, Standing, Whereabouts

from .mapping import Line
from .models import Entity, Operation, System
from .values import moment

KNOWN_ORGANIZATIONS = frozenset(
    {
        OrganizationState.ACTIVE,
        OrganizationState.SUSPENDED,
        OrganizationState.DISSOLVED,
        OrganizationState.REMOVED,
        OrganizationState.LISTED,
    }
)
PUBLIC_PROJECTS = (ProjectState.PUBLISHED, ProjectState.CLOSED)


@dataclass(frozen=True, slots=True)
class Source:
    """One thing of one owner, in our own words. ``operation`` is what there is to say of it beside that it changed."""

    owner_id: UUID
    entity: Entity
    source_id: UUID
    line: Line
    operation: Operation = Operation.CHANGE


def people(system: System, owners: Collection[UUID]) -> Iterator[Source]:
    """What is told of people: of those who live in the region of the system, wherever they served."""
    found = Volunteer.objects.filter(id__in=among(owners), region__code__startswith=system.region_id)
    here = {one.id: one for one in found}
    kept_as = {one.merged_into_id for one in here.values() if one.merged_into_id} - here.keys()
    numbers = {one.id: one.number for one in here.values()}
    numbers |= dict(Volunteer.objects.filter(id__in=among(kept_as)).values_list("id", "number")) if kept_as else {}
    of = {one.id: numbers.get(one.merged_into_id or one.id, one.number) for one in here.values()}
    if Entity.VOLUNTEER in system.gets:
        yield from (_volunteer(one, system) for one in here.values() if not one.merged_into_id)
    if Entity.RECORD in system.gets:
        heads = RecordHead.objects.filter(volunteer_id__in=among(of)).exclude(whereabouts=Whereabouts.ARRIVING)
        yield from _records(list(heads.select_related("record")), here, of, system)
    if Entity.TRAINING in system.gets:
        held = Qualification.objects.filter(volunteer_id__in=among(of), withdrawn_at__isnull=True)
        yield from (_training(one, of) for one in held)
    if Entity.CERTIFICATE in system.gets:
        issued = Certificate.objects.filter(volunteer_id__in=among(of))
        yield from (_certificate(one, of) for one in issued)


def organizations(system: System, owners: Collection[UUID]) -> Iterator[Source]:
    """What is told of organizations of the region: themselves, and what they made public."""
    found = Organization.objects.filter(
        id__in=among(owners), region__code__startswith=system.region_id, state__in=KNOWN_ORGANIZATIONS
    )
    here = {one.id: one for one in found.defer("seal", "purpose", "purpose_en")}
    if Entity.GROUP in system.gets:
        yield from (_group(one) for one in here.values())
    if not {Entity.PROJECT, Entity.ACTIVITY} & set(system.gets):
        return
    public = list(Project.objects.filter(organization_id__in=among(here), state__in=PUBLIC_PROJECTS))
    if Entity.PROJECT in system.gets:
        yield from (_project(one, here[one.organization_id]) for one in public)
    if Entity.ACTIVITY in system.gets:
        known = {one.id for one in public}
        planned = Activity.objects.filter(organization_id__in=among(here), project_id__in=among(known))
        yield from (_activity(one, here[one.organization_id]) for one in planned)


def _volunteer(one: Volunteer, system: System) -> Source:
    line: Line = {
        "number": one.number,
        "name": one.name if system.with_names else "",
        "region_code": one.region_id or "",
        "registered_on": _day(one.registered_at),
        "real_name": one.real_name_level > 0,
        "languages": one.languages,
        "skills": one.skills,
        "categories": one.categories,
    }
    return Source(one.id, Entity.VOLUNTEER, one.id, line)


def _records(
    heads: list[RecordHead], here: dict[UUID, Volunteer], numbers: dict[UUID, str], system: System
) -> Iterator[Source]:
    recorders = among({head.organization_id for head in heads})
    codes = dict(Node.objects.filter(organization_id__in=recorders).values_list("organization_id", "uscc"))
    for head in heads:
        name = here[head.volunteer_id].name if system.with_names else ""
        yield _record(head, numbers[head.volunteer_id], name, codes.get(head.organization_id, ""))


def _record(head: RecordHead, number: str, name: str, uscc: str) -> Source:
    version = head.record
    is_moved = head.whereabouts == Whereabouts.MOVED
    line: Line = {
        "volunteer_number": number,
        "volunteer_name": name,
        "title": version.title,
        "post": version.post,
        "content": version.content,
        "group_uscc": uscc,
        "group_name": version.organization_name,
        "category": version.category,
        "kind": version.kind,
        "grade": version.grade,
        "region_code": version.service_region_code,
        "starts_at": moment(version.starts_at),
        "ends_at": moment(version.ends_at),
        "break_minutes": version.break_minutes,
        "worked_minutes": version.worked_minutes,
        "minutes": version.minutes,
        "record_version": version.version,
        "standing": version.standing,
        "reason": version.reason,
        "origin": head.origin,
        "counted_at": head.moved_to if is_moved else "",
        "activity_id": str(version.activity_id or ""),
    }
    operation = Operation.CHANGE
    if head.standing == Standing.REVOKED:
        operation = Operation.VOID
    elif is_moved:
        operation = Operation.MOVED
    return Source(head.volunteer_id, Entity.RECORD, head.record_id, line, operation)


def _training(one: Qualification, numbers: dict[UUID, str]) -> Source:
    line: Line = {
        "volunteer_number": numbers[one.volunteer_id],
        "name": one.name,
        "granted_by": one.granted_by,
        "valid_from": _day(one.valid_from),
        "valid_to": _day(one.valid_to),
        "is_seen": one.seen_at is not None,
    }
    return Source(one.volunteer_id, Entity.TRAINING, one.id, line)


def _certificate(one: Certificate, numbers: dict[UUID, str]) -> Source:
    line: Line = {
        "volunteer_number": numbers[one.volunteer_id],
        "number": one.number,
        "kind": one.kind,
        "from_on": _day(one.from_on),
        "to_on": _day(one.to_on),
        "credit_minutes": one.credit_minutes,
        "honour_minutes": one.honour_minutes,
        "issued_at": moment(one.issued_at),
        "is_withdrawn": one.withdrawn_at is not None,
    }
    return Source(one.volunteer_id, Entity.CERTIFICATE, one.id, line)


def _group(one: Organization) -> Source:
    line: Line = {
        "number": one.number,
        "name": one.name,
        "name_en": one.name_en,
        "kind": one.kind,
        "uscc": one.uscc,
        "region_code": one.region_id,
        "state": one.state,
        "established_on": _day(one.established_on),
        "categories": one.categories,
        "liaison_name": one.liaison_name,
    }
    return Source(one.id, Entity.GROUP, one.id, line)


def _project(one: Project, organization: Organization) -> Source:
    line: Line = {
        **_of(organization),
        "title": one.title,
        "title_en": one.title_en,
        "category": one.category,
        "region_code": one.region_id or "",
        "place": one.place,
        "state": one.state,
        "recruits_from": _day(one.recruits_from),
        "recruits_to": _day(one.recruits_to),
        "is_insured": one.has_insurance,
    }
    return Source(one.organization_id, Entity.PROJECT, one.id, line)


def _activity(one: Activity, organization: Organization) -> Source:
    line: Line = {
        **_of(organization),
        "title": one.title,
        "title_en": one.title_en,
        "project_id": str(one.project_id),
        "region_code": one.region_id,
        "place": one.place,
        "is_remote": one.is_remote,
    }
    return Source(one.organization_id, Entity.ACTIVITY, one.id, line)


def _of(organization: Organization) -> dict[str, Any]:
    return {"group_number": organization.number, "group_name": organization.name}


def _day(found: date | datetime | None) -> str:
    if found is None:
        return ""
    return (timezone.localdate(found) if isinstance(found, datetime) else found).isoformat()


def in_order(found: Iterable[Source]) -> list[Source]:
    """By entity, so that people and groups come before what refers to them."""
    order = list(Entity)
    return sorted(found, key=lambda one: (order.index(one.entity), one.owner_id, one.source_id))
