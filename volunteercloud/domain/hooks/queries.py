"""Reading addresses, their deliveries, and what is due."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import reading
from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.organizations import rules as organization_rules

from .models import MOST_ADDRESSES, Delivery, DeliveryState, Endpoint, State

PAGE = 50
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Given:
    """How much an address of an organization did not take, and when that was last written."""

    organization_id: UUID
    organization_name: str
    endpoint_id: UUID
    name: str
    count: int
    last_at: datetime


def check_keeper(viewer: Actor, organization_id: UUID) -> None:
    """Owners alone, in reading and in writing: what is told leaves the house."""
    if not organization_rules.can_own(viewer, organization_id):
        raise NotAllowed(
            "hooks.not_owner",
            _("Only owners see and set where an organization's events are sent."),
            next_step=_("Ask an owner of the organization."),
        )


def endpoints(viewer: Actor, organization_id: UUID) -> list[Endpoint]:
    """Every address of an organization, oldest first. For its owners."""
    check_keeper(viewer, organization_id)
    return list(Endpoint.objects.filter(organization_id=organization_id).order_by("created_at", "id")[:MOST_ADDRESSES])


def endpoint(viewer: Actor, organization_id: UUID, endpoint_id: UUID) -> Endpoint:
    check_keeper(viewer, organization_id)
    found = Endpoint.objects.filter(organization_id=organization_id, id=endpoint_id).first()
    if found is None:
        raise NotFound
    return found


def deliveries(
    viewer: Actor,
    organization_id: UUID,
    endpoint_id: UUID,
    state: str = "",
    before: UUID | None = None,
    limit: int = PAGE,
) -> list[Delivery]:
    """What was and is to be sent to an address, newest first, at most a page and one more; ``before`` is the cursor."""
    endpoint(viewer, organization_id, endpoint_id)
    found = Delivery.objects.filter(organization_id=organization_id, endpoint_id=endpoint_id)
    if state:
        found = found.filter(state=state)
    if before:
        found = found.filter(event_id__lt=before)
    return list(found.order_by("-event_id")[: limit + 1])


def heard(organization_id: UUID | reading.Given) -> Exists:
    """Whether anybody listens to an organization, beside a row of its own: where one statement less counts.

    It is named here once more: for an organization that only the row names, a distributed database asks every machine.
    """
    return Exists(Endpoint.objects.filter(organization_id=organization_id, state=State.ACTIVE))


def due(at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Addresses, by organization and id, that something is due for and that are not left alone, the least failing first;
    those of an organization that ended rest. For workers: asks every shard."""
    waiting = Delivery.objects.filter(
        Q(claimed_until__isnull=True) | Q(claimed_until__lte=at),
        organization_id=OuterRef("organization_id"),
        endpoint_id=OuterRef("id"),
        state=DeliveryState.WAITING,
        due_at__lte=at,
    )
    rested = Q(rests_until__isnull=True) | Q(rests_until__lte=at)
    found = Endpoint.objects.filter(rested, Exists(waiting), state=State.ACTIVE).order_by("fails", "id")
    found = found.exclude(organization__state__in=organization_rules.ENDED)
    return list(found.values_list("organization_id", "id")[:limit])


@fanning.allowed()
def given_up() -> list[Given]:
    """What addresses did not take in days, most first: for whoever looks after the installation. Asks every shard."""
    lost = Delivery.objects.filter(state=DeliveryState.GIVEN_UP)
    found = lost.values("organization_id", "organization__name", "endpoint_id", "endpoint__name").annotate(
        number=Count("event_id"), last_at=Max("created_at")
    )
    return [
        Given(
            row["organization_id"],
            row["organization__name"],
            row["endpoint_id"],
            row["endpoint__name"],
            row["number"],
            row["last_at"],
        )
        for row in found.order_by("-number", "endpoint_id")[:MOST_LISTED]
    ]


@fanning.allowed()
def counts(at: datetime) -> dict[str, int]:
    """How much is due, was given up, and how many addresses do not take anything. Asks every shard."""
    return {
        "due": Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=at).count(),
        "given_up": Delivery.objects.filter(state=DeliveryState.GIVEN_UP).count(),
        "failing": Endpoint.objects.filter(fails__gt=0).count(),
    }
