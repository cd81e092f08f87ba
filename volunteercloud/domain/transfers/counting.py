"""How much moved between this node and others, by month: figures for officers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Right

from .models import Side, Transfer

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Moved:
    """People, records and minutes that came or went in a month."""

    people: int = 0
    records: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    first_on: date
    came: Moved
    went: Moved


@fanning.allowed()
def by_month(viewer: Actor, region_code: str, since: datetime) -> list[Month]:
    """Of people who lived in a region or below when their transfer began, the latest month first, at most twelve. For officers
    for identity or records there."""
    if not identity_queries.holds_office(viewer, region_code, Right.IDENTITY, Right.RECORDS):
        raise NotFound
    rows = (
        Transfer.objects.filter(
            region_code__startswith=region_code, begun_at__gte=since, moved_at__isnull=False, records__gte=1
        )
        .annotate(month=TruncMonth("moved_at"))
        .values("month", "side")
        .annotate(people=Count("volunteer_id", distinct=True), in_all=Sum("records"), minutes_in_all=Sum("minutes"))
        .order_by("-month", "side")
    )
    found: dict[date, dict[str, Moved]] = {}
    for row in rows[: 2 * MONTHS]:
        moved = Moved(row["people"], row["in_all"], row["minutes_in_all"])
        found.setdefault(row["month"].date(), {})[row["side"]] = moved
    return [
        Month(first_on, sides.get(Side.RECEIVER, Moved()), sides.get(Side.ORIGIN, Moved()))
        for first_on, sides in found.items()
    ]
