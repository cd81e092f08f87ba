"""Reading where people live and lived, and who moved into a region and out of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotAllowed
from volunteercloud.core.reading import among

from . import officers, queries
from .models import Residence, Right, Volunteer

MOST_SHOWN = 50
OFTEN = 3  # moves within a year; one more is pointed out to the officers
PAGE = 50

# Both directions of the months from a day on, within one region and below: who moved inside of it counts in neither.
BY_MONTH = """
SELECT date_trunc('month', from_on)::date AS month,
       count(*) FILTER (WHERE region_id LIKE %(below)s) AS came, count(*) FILTER (WHERE before_id LIKE %(below)s) AS left
FROM identity_residence
WHERE cancelled_at IS NULL AND before_id IS NOT NULL AND from_on >= %(since)s
  AND (region_id LIKE %(below)s) <> (before_id LIKE %(below)s)
  AND (region_id LIKE %(below)s OR before_id LIKE %(below)s)
GROUP BY month ORDER BY month DESC LIMIT %(most)s"""


@dataclass(frozen=True, slots=True)
class Month:
    """How many people came to a region in a month, and how many left it."""

    first_on: date
    came: int
    left: int


def on(volunteer_id: UUID, day: date) -> Residence | None:
    """Where a person lives on a day; None before the first that they stated. No viewer: the caller's rule decides."""
    standing = Residence.objects.filter(volunteer_id=volunteer_id, cancelled_at__isnull=True, from_on__lte=day)
    return standing.filter(Q(until_on__isnull=True) | Q(until_on__gt=day)).select_related("region").first()


def ahead(volunteer_id: UUID) -> Residence | None:
    """The move that was stated and has not begun."""
    waiting = Residence.objects.filter(volunteer_id=volunteer_id, began_at__isnull=True, cancelled_at__isnull=True)
    return waiting.select_related("region").first()


def history(viewer: Actor, volunteer_id: UUID) -> list[Residence]:
    """Where a person lives and lived, and what they called off, the newest first; for whoever sees the profile."""
    queries.profile(viewer, volunteer_id)
    stated = Residence.objects.filter(volunteer_id=volunteer_id).select_related("region", "before")
    return list(stated.order_by("-from_on", "-stated_at", "-id")[:MOST_SHOWN])


def homes(people: Collection[tuple[Volunteer, date]]) -> dict[tuple[UUID, date], str]:
    """The code of the region where each of these people lived on a day; empty where they never said.

    No statement for whoever did not move since, which is nearly everybody; one for all others together.
    """
    found, moved = {}, {}
    for volunteer, day in people:
        found[volunteer.id, day] = volunteer.region_id or ""
        if volunteer.resides_since is not None and day < volunteer.resides_since:
            moved[volunteer.id, day] = volunteer
    if moved:
        histories = _histories({volunteer_id for volunteer_id, _day in moved})
        found |= {key: _home(histories.get(key[0], []), key[1], found[key]) for key in moved}
    return found


@fanning.allowed()
def moves(
    viewer: Actor, region_code: str, *, incoming: bool, month: date, after: tuple[date, UUID] | None = None
) -> list[Residence]:
    """Who moved into a region and below in a month, or out of it; what lies ahead too. For its officers for identity.

    In the order of days, `PAGE` at a time and one more. Asks every shard: a desk's question.
    """
    allow(viewer, region_code)
    there, elsewhere = ("region", "before") if incoming else ("before", "region")
    found = Residence.objects.filter(
        before__isnull=False, cancelled_at__isnull=True, from_on__gte=month, from_on__lt=_next(month)
    ).filter(**{f"{there}__code__startswith": region_code})
    if region_code:
        found = found.exclude(**{f"{elsewhere}__code__startswith": region_code})
    if after:
        day, residence_id = after
        found = found.filter(Q(from_on__lt=day) | Q(from_on=day, id__lt=residence_id))
    return list(found.select_related("volunteer", "region", "before").order_by("-from_on", "-id")[: PAGE + 1])


@fanning.allowed()
def by_month(viewer: Actor, region_code: str, since: date, most: int = 12) -> list[Month]:
    """How many came and left by month, the latest first, at most ``most`` months; moves within the region count in neither.
    Asks every shard: a desk's question."""
    allow(viewer, region_code)
    with connection.cursor() as cursor:
        cursor.execute(BY_MONTH, {"below": f"{region_code}%", "since": since, "most": most})
        return [Month(*row) for row in cursor.fetchall()]


def allow(viewer: Actor, region_code: str) -> None:
    if not officers.holds_office(viewer, region_code, Right.IDENTITY):
        raise NotAllowed("identity.not_officer")


def _histories(volunteer_ids: set[UUID]) -> dict[UUID, list[Residence]]:
    begun = Residence.objects.filter(
        volunteer_id__in=among(volunteer_ids), began_at__isnull=False, cancelled_at__isnull=True
    )
    found: dict[UUID, list[Residence]] = {}
    for each in begun.order_by("volunteer_id", "from_on", "id"):
        found.setdefault(each.volunteer_id, []).append(each)
    return found


def _home(stated: list[Residence], day: date, present: str) -> str:
    """Before the first that was stated, where the person moved from; else where they lived."""
    begun = [each for each in stated if each.from_on <= day]
    if begun:
        return begun[-1].region_id
    return (stated[0].before_id or stated[0].region_id) if stated else present


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
