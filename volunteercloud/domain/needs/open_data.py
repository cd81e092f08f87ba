"""Stations and needs as open data takes them: everything public, a slice of a whole list at a time."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from .models import PUBLIC, Need, Station


def stations(offset: int, limit: int) -> list[Station]:
    """Stations as they stand now, in the order of regions."""
    return list(_standing().select_related("region").order_by("region_id", "id")[offset : offset + limit])


def count_stations() -> int:
    return _standing().count()


def station(station_id: UUID) -> Station | None:
    return _standing().select_related("region").filter(id=station_id).first()


def organizations(offset: int, limit: int) -> list[tuple[UUID, str]]:
    """Who looks after stations, by id: the organization's id and name."""
    each = _standing().order_by("organization_id", "id").distinct("organization_id")
    return list(each.values_list("organization_id", "organization_name")[offset : offset + limit])


def organization(organization_id: UUID) -> tuple[UUID, str] | None:
    found = _standing().filter(organization_id=organization_id).order_by("id")
    return found.values_list("organization_id", "organization_name").first()


def count_organizations() -> int:
    return _standing().values("organization_id").distinct().count()


def needs(need_ids: Collection[UUID]) -> dict[UUID, Need]:
    """Those of the needs that are still before the public."""
    return Need.objects.filter(state__in=PUBLIC).in_bulk(list(need_ids))


def _standing() -> QuerySet[Station]:
    return Station.objects.filter(ended_at__isnull=True)
