"""What waits to be counted."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from volunteercloud.core.reading import among

from .models import Change, Kind


def waiting(kind: Kind, limit: int) -> list[Change]:
    """The oldest changes of a kind."""
    return list(Change.objects.filter(kind=kind).order_by("id")[:limit])


def people_waiting(volunteer_ids: Collection[UUID]) -> set[UUID]:
    """Those of these people about whom a change waits."""
    changes = Change.objects.filter(owner_id__in=among(volunteer_ids), kind=Kind.PERSON)
    return set(changes.values_list("owner_id", flat=True))


def organizations_waiting() -> set[UUID]:
    """Those of which not everything was counted again."""
    return set(Change.objects.filter(kind=Kind.ORGANIZATION).values_list("owner_id", flat=True))


def oldest() -> datetime | None:
    """When the change was made that waits longest; nothing where everything is counted."""
    return Change.objects.order_by("id").values_list("at", flat=True).first()


def number_waiting() -> int:
    return Change.objects.count()
