"""Who works where, written on both sides at once: with the organization (`Staff`) and with the person (`Seat`)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Subquery

from .models import Organization, Role, Seat, Staff


def take(
    organization: Organization, person_id: UUID, name: str, role: Role, at: datetime, project_ids: Collection[UUID] = ()
) -> Staff:
    """Give a person a role; somebody who left before comes back to the same row."""
    staff, _created = Staff.objects.update_or_create(
        organization_id=organization.id,
        person_id=person_id,
        defaults={"name": name, "role": role, "project_ids": list(project_ids), "since": at, "ended_at": None},
    )
    Seat.objects.update_or_create(
        person_id=person_id,
        organization_id=organization.id,
        defaults={"organization_name": organization.name, "role": role, "ended_at": None},
    )
    if role == Role.OWNER and organization.owner_id is None:
        _name_owner(staff)
        organization.owner_id = person_id
    return staff


def change(staff: Staff, role: Role, project_ids: Collection[UUID] = ()) -> None:
    if staff.role == Role.OWNER:
        _name_another_owner(staff)
    staff.role, staff.project_ids = role, list(project_ids)
    staff.save(update_fields=["role", "project_ids"])
    Seat.objects.filter(person_id=staff.person_id, organization_id=staff.organization_id).update(role=role)
    if role == Role.OWNER:
        _name_owner(staff)


def end(staff: Staff, at: datetime) -> None:
    """End somebody's work. The database refuses the last owner of an organization at work: one that ends is ended first."""
    if staff.role == Role.OWNER:
        _name_another_owner(staff)
    staff.ended_at = at
    staff.save(update_fields=["ended_at"])
    Seat.objects.filter(person_id=staff.person_id, organization_id=staff.organization_id).update(ended_at=at)


def rename(organization: Organization) -> None:
    """Write a new name of the organization to the seats of everybody who works for it; one write a person's shard."""
    people = Staff.objects.filter(organization_id=organization.id).values_list("person_id", flat=True)
    for person_id in people.order_by("person_id"):
        Seat.objects.filter(person_id=person_id, organization_id=organization.id).update(
            organization_name=organization.name
        )


def _name_owner(staff: Staff) -> None:
    """Let the organization lead to this owner, if it leads to none."""
    unowned = Organization.objects.filter(id=staff.organization_id, owner_id__isnull=True)
    unowned.update(owner_id=staff.person_id)


def _name_another_owner(leaving: Staff) -> None:
    """Let the organization lead to an owner who stays, before this one goes; to none where none stays."""
    staying = Staff.objects.filter(organization_id=leaving.organization_id, role=Role.OWNER, ended_at__isnull=True)
    longest = staying.exclude(person_id=leaving.person_id).order_by("since", "person_id").values("person_id")[:1]
    Organization.objects.filter(id=leaving.organization_id, owner_id=leaving.person_id).update(
        owner_id=Subquery(longest)
    )
