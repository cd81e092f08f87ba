"""Who works where, written on both sides at once: with the organization (`Staff`) and with the person (`Seat`)."""

from datetime import datetime
from uuid import UUID

from .models import Organization, Role, Seat, Staff


def take(organization: Organization, person_id: UUID, name: str, role: Role, at: datetime) -> Staff:
    """Give a person a role; somebody who left before comes back to the same row."""
    staff, _created = Staff.objects.update_or_create(
        organization_id=organization.id,
        person_id=person_id,
        defaults={"name": name, "role": role, "since": at, "ended_at": None},
    )
    Seat.objects.update_or_create(
        person_id=person_id,
        organization_id=organization.id,
        defaults={"organization_name": organization.name, "role": role, "ended_at": None},
    )
    return staff


def change(staff: Staff, role: Role) -> None:
    staff.role = role
    staff.save(update_fields=["role"])
    Seat.objects.filter(person_id=staff.person_id, organization_id=staff.organization_id).update(role=role)


def end(staff: Staff, at: datetime) -> None:
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
