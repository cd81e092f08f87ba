"""Organizations for a need, and needs for an organization: by kind, place, tree, what they met before and have on their hands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, Sum, When

from volunteercloud.core.reading import among
from volunteercloud.domain.needs.models import MET, SERVED, WAITING, Need, Offer, Part
from volunteercloud.domain.organizations.models import Bar, Node, Organization
from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.regions.queries import LENGTHS

from . import nearness, weighing, wishes
from .models import Purpose
from .weighing import Scale

MOST_LOOKED_AT = 400
CITY = 4
FEWEST_RATINGS = 5  # fewer say nothing
A_DAY = timedelta(days=1)
# What an organization's own region counts as, by the length of its code, where the need lies in it.
OF_ITS_REGION = {12: 1000, 9: 1000, 6: 800, 4: 400, 2: 200}


@dataclass(frozen=True, slots=True)
class SuitedOrganization:
    organization: Organization
    score: int
    reasons: list[wishes.Reason]


@dataclass(frozen=True, slots=True)
class SuitedNeed:
    need: Need
    score: int
    reasons: list[wishes.Reason]


@dataclass(frozen=True, slots=True)
class OrganizationRanking:
    version: int
    organizations: list[SuitedOrganization]


@dataclass(frozen=True, slots=True)
class NeedRanking:
    version: int
    needs: list[SuitedNeed]


@dataclass(frozen=True, slots=True)
class Done:
    """What an organization did with needs so far: ``on_hand`` are under way, ``of_kind`` those met, by kind."""

    on_hand: int = 0
    of_kind: Mapping[str, int] | None = None
    rated: int = 0
    rating_sum: int = 0

    @property
    def history_of(self) -> Mapping[str, int]:
        return self.of_kind or {}


def for_need(need: Need, now: datetime, limit: int, weights: Scale | None = None) -> OrganizationRanking:
    """Organizations at work in the city of a need and above it, without whoever offered already. Five statements."""
    scale = weights or weighing.current(Purpose.ORGANIZATIONS, now)
    nodes = _nodes_around(need.region_id or "")
    offered = Offer.objects.filter(need_id=need.id, organization_id__isnull=False)
    out = {*offered.values_list("organization_id", flat=True), need.poster_id}
    paths = {node.organization_id: node.path for node in nodes if node.organization_id not in out}
    rows = Organization.objects.filter(id__in=among(paths), state=OrganizationState.ACTIVE).exclude(
        barred__contains=[Bar.PUBLISH]
    )
    rows = rows.only("id", "number", "name", "name_en", "region_id", "categories")
    done, station = done_by(paths), _path_of(need.station_id)
    ranked = [
        _suited(row, need, done.get(row.id, Done()), _in_tree(paths[row.id], station), scale)
        for row in rows.order_by("id")
    ]
    ranked.sort(key=lambda one: (-one.score, one.organization.id))
    return OrganizationRanking(scale.version, ranked[:limit])


def for_organization(
    organization: Organization, now: datetime, limit: int, weights: Scale | None = None
) -> NeedRanking:
    """Open needs of the city of an organization, without its own and those it offered for. Five statements."""
    scale = weights or weighing.current(Purpose.NEEDS, now)
    offered = Offer.objects.filter(organization_id=organization.id).values_list("need_id", flat=True)
    rows = [need for need in _needs_around(organization.region_id) if need.poster_id != organization.id]
    out = set(offered.filter(need_id__in=among([need.id for need in rows])))
    done = done_by([organization.id]).get(organization.id, Done())
    own = _path_of(organization.id)
    stations = _paths({need.station_id for need in rows if need.station_id})
    ranked = []
    for need in rows:
        if need.id in out:
            continue
        tree = _in_tree(own, stations.get(need.station_id, []) if need.station_id else [])
        values = _of_need(need, organization, done, tree, now)
        score = wishes.score(values, scale.of)
        ranked.append(SuitedNeed(need, score, wishes.reasons(Purpose.NEEDS, values, scale.of)))
    ranked.sort(key=lambda one: (-one.score, one.need.id))
    return NeedRanking(scale.version, ranked[:limit])


def done_by(organization_ids: Collection[UUID]) -> dict[UUID, Done]:
    """What these organizations did with needs; those that did nothing are missing. One statement."""
    rows = (
        Need.objects.filter(organization_id__in=among(organization_ids), state__in=[*SERVED, *MET])
        .values_list("organization_id", "category")
        .annotate(
            on_hand=Count("id", filter=Q(state__in=SERVED)),
            met=Count("id", filter=Q(state__in=MET)),
            rated=Count("rating"),
            rating_sum=Sum("rating", default=0),
        )
        .order_by("organization_id", "category")
    )
    found: dict[UUID, Done] = {}
    for organization_id, category, on_hand, met, rated, rating_sum in rows:
        before = found.get(organization_id, Done())
        found[organization_id] = Done(
            before.on_hand + on_hand,
            {**before.history_of, category: met},
            before.rated + rated,
            before.rating_sum + rating_sum,
        )
    return found


def _suited(row: Organization, need: Need, done: Done, tree: int, scale: Scale) -> SuitedOrganization:
    values = {
        "kind": 1000 if need.category in row.categories else 0,
        "near": _near(row.region_id, need.region_id or ""),
        "tree": tree,
        "history": min(1000, 250 * done.history_of.get(need.category, 0)),
        "results": _results(done),
        "load": 1000 // (1 + done.on_hand),
    }
    return SuitedOrganization(
        row, wishes.score(values, scale.of), wishes.reasons(Purpose.ORGANIZATIONS, values, scale.of)
    )


def _of_need(need: Need, organization: Organization, done: Done, tree: int, now: datetime) -> dict[str, int]:
    waited = (now - need.opened_at) // A_DAY if need.opened_at else 0
    return {
        "kind": 1000 if need.category in organization.categories else 0,
        "near": _near(organization.region_id, need.region_id or ""),
        "urgent": need.urgency * 500,
        "waiting": min(1000, 100 * max(0, waited)),
        "tree": tree,
        "history": min(1000, 250 * done.history_of.get(need.category, 0)),
    }


def _near(own: str, region_code: str) -> int:
    if region_code.startswith(own):
        return OF_ITS_REGION.get(len(own), 0)
    return nearness.value_of_regions(own, region_code)


def _results(done: Done) -> int:
    """Five stars are 1000, one is nothing; who has few ratings yet stands in the middle."""
    return 500 if done.rated < FEWEST_RATINGS else 250 * (done.rating_sum - done.rated) // done.rated


def _nodes_around(code: str) -> list[Node]:
    """The nearest organizations first: of the same street, district and city, then those of the levels above."""
    within = [length for length in reversed(LENGTHS) if CITY <= length <= len(code)]
    steps = [When(region__code__startswith=code[:length], then=place) for place, length in enumerate(within)]
    above = [code[:length] for length in LENGTHS if length < CITY]
    found = Node.objects.filter(
        Q(region__code__startswith=code[:CITY]) | Q(region_id__in=above), state=OrganizationState.ACTIVE
    ).annotate(step=Case(*steps, default=len(within), output_field=IntegerField()))
    return list(found.only("organization_id", "path").order_by("step", "organization_id")[:MOST_LOOKED_AT])


def _needs_around(code: str) -> list[Need]:
    """Urgent ones first, then those open longest: what waits is not crowded out by what is new."""
    found = Need.objects.filter(part=Part.OPEN, state__in=WAITING, organization_id__isnull=True)
    near = found.filter(region__code__startswith=code[:CITY])
    return list(near.select_related("region").order_by("-urgency", "opened_at", "id")[:MOST_LOOKED_AT])


def _path_of(organization_id: UUID | None) -> Sequence[UUID]:
    return _paths({organization_id}).get(organization_id, []) if organization_id else []


def _paths(organization_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    rows = Node.objects.filter(organization_id__in=organization_ids)
    return dict(rows.values_list("organization_id", "path")) if organization_ids else {}


def _in_tree(path: Sequence[UUID], other: Sequence[UUID]) -> int:
    """1000 where one stands above the other or both are the same, 500 in one tree, else nothing."""
    if not path or not other or path[0] != other[0]:
        return 0
    shorter, longer = sorted((path, other), key=len)
    return 1000 if list(longer[: len(shorter)]) == list(shorter) else 500
