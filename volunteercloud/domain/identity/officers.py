"""Who is an officer today, for which regions and tasks.

Asked anew in every request and compared with today, so that what was withdrawn, has ended or has not begun is not there.
The empty code stands for the whole country, as every code begins with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.domain.regions import queries as regions_queries

from .models import OfficerGrant, Right, StandIn

MOST_OFFICERS = 500


@dataclass(frozen=True, slots=True)
class Office:
    """A region with everything below it, what its officer may do there, and the grant that says so."""

    region_code: str
    rights: frozenset[str]
    grant_id: UUID

    def covers(self, region_code: str, right: Right | None = None) -> bool:
        return region_code.startswith(self.region_code) and (right is None or right in self.rights)


def held(viewer: Actor) -> list[Office]:
    """The viewer's offices today; those of the absent officer, where the viewer acts for one.

    An office whose region is no more goes on: for the retired code, which old rows keep, and for its successor.
    """
    if viewer.id is None:
        return []
    standing = standing_grants().filter(account_id=viewer.acting_for or viewer.id)
    if viewer.acting_for is not None:
        standing = standing.filter(Exists(standing_in(viewer.id).filter(absent=OuterRef("account"))))
    rows = standing.order_by("region_id", "id").values_list("id", "region_id", "region__successor_id", "rights")
    return [
        Office(code, frozenset(rights), grant_id)
        for grant_id, region_code, successor_code, rights in rows
        for code in (region_code or "", *_successors(successor_code))
    ]


def offices(viewer: Actor, right: Right | None = None) -> list[str]:
    """The codes of the regions whose officer the viewer is; each stands for itself and all below.

    With ``right`` only those where the viewer may do that task.
    """
    return codes(held(viewer), right)


def codes(held_offices: Iterable[Office], right: Right | None = None) -> list[str]:
    """The regions of these offices that include a right, each once."""
    return sorted({office.region_code for office in held_offices if right is None or right in office.rights})


def holds_office(viewer: Actor, region_code: str | None, *rights: Right) -> bool:
    """Whether the viewer is an officer of this region or of one above it, for one of these tasks or for any.

    What has no region is in the hands of those who are officers of the whole country.
    """
    return office_over(viewer, region_code, *rights) is not None


def office_over(viewer: Actor, region_code: str | None, *rights: Right) -> Office | None:
    """The viewer's office that covers a region, for one of these tasks or for any; what has no region is covered by the
    offices of the whole country alone."""
    wanted = set(rights)
    covering = (office for office in held(viewer) if (region_code or "").startswith(office.region_code))
    return next((office for office in covering if not wanted or office.rights & wanted), None)


def standing_grants() -> QuerySet[OfficerGrant]:
    """Every office that was not revoked and whose last day is not over."""
    in_time = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    return OfficerGrant.objects.filter(in_time, revoked_at__isnull=True)


def standing_in(account_id: UUID) -> QuerySet[StandIn]:
    """For whom somebody stands in today."""
    today = timezone.localdate()
    return StandIn.objects.filter(account_id=account_id, during__contains=today, ended_at__isnull=True)


def stand_ins(viewer: Actor) -> list[StandIn]:
    """The officers for whom the viewer stands in today, who is no stand-in while acting for one."""
    if viewer.id is None or viewer.acting_for is not None:
        return []
    return list(standing_in(viewer.id).select_related("absent").order_by("during", "id")[:MOST_OFFICERS])


def officers(region_code: str = "") -> QuerySet[OfficerGrant]:
    """Who is an officer in a region and below: public, as offices are. Everywhere with an empty code."""
    found = standing_grants()
    if region_code:
        found = found.filter(region__code__startswith=region_code)
    return found.select_related("account", "region", "delegated_from").order_by("region_id", "id")[:MOST_OFFICERS]


def absences(region_codes: Iterable[str]) -> list[StandIn]:
    """Who stands in, now or later, for officers of these regions and below; the next first."""
    within = Q()
    for code in region_codes:
        within |= Q(region__code__startswith=code) if code else Q(id__isnull=False)
    if not within:
        return []
    officers_there = standing_grants().filter(within, account=OuterRef("absent"))
    ahead = StandIn.objects.filter(
        Exists(officers_there), ended_at__isnull=True, during__endswith__gt=timezone.localdate()
    )
    return list(ahead.select_related("absent", "account").order_by("during", "id")[:MOST_OFFICERS])


def officers_over(region_code: str, right: Right | None = None) -> list[OfficerGrant]:
    """Whose office covers a region: its own officers first, then those above it, those of the whole country last."""
    above = [region_code[:length] for length in regions_queries.LENGTHS if length <= len(region_code)]
    standing = standing_grants().filter(Q(region_id__in=above) | Q(region__isnull=True))
    if right is not None:
        standing = standing.filter(rights__contains=[right])
    nearest_first = standing.select_related("account").order_by("-region_id", "granted_at", "id")[:MOST_OFFICERS]
    return sorted(nearest_first, key=lambda grant: -len(grant.region_code))


def without_a_region() -> QuerySet[OfficerGrant]:
    """Offices of regions that ended without one successor: somebody above says where each goes on."""
    ended = standing_grants().filter(region__valid_to__isnull=False, region__successor__isnull=True)
    return ended.select_related("account", "region").order_by("region_id", "id")[:MOST_OFFICERS]


def _successors(region_code: str | None) -> Iterable[str]:
    """A region that took over from another, and whichever took over from it."""
    seen: list[str] = []
    while region_code and region_code not in seen:
        seen.append(region_code)
        region_code = regions_queries.region(region_code).successor_id
    return seen
