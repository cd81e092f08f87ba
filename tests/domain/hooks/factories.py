"""Addresses, events and tries."""

from datetime import datetime

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, system
from volunteercloud.domain.hooks import actions, noting, sending
from volunteercloud.domain.hooks.kinds import CHOSEN, Kind
from volunteercloud.domain.hooks.models import Delivery, Endpoint
from volunteercloud.domain.organizations.models import Organization

WORKER = system("webhooks")


def added(
    owner: Actor, organization: Organization, at: datetime, url: str = "https://hanlu.example/hooks", kinds=CHOSEN
) -> tuple[Endpoint, str]:
    return actions.add(actor=owner, organization_id=organization.id, name="教务系统", url=url, kinds=list(kinds), at=at)


def key(endpoint: Endpoint) -> dict:
    return {"organization_id": endpoint.organization_id, "endpoint_id": endpoint.id}


def happened(endpoint: Endpoint, at: datetime, number: int = 1) -> None:
    """So many people became members."""
    events = [noting.Event(Kind.MEMBER_JOINED, {"volunteer_id": ids.uuid7()}) for _each in range(number)]
    noting.note(endpoint.organization_id, events, at)


def tried(endpoint: Endpoint, at: datetime) -> Delivery | None:
    """One try at a moment: what became of it, None where nothing was due."""
    claimed = actions.claim(actor=WORKER, **key(endpoint), at=at)
    if claimed is None:
        return None
    return actions.note_answer(actor=WORKER, claimed=claimed, answer=sending.send(claimed, at), at=at)


def delivery(endpoint: Endpoint) -> Delivery:
    """The only one."""
    return Delivery.objects.get(**key(endpoint))


def told(endpoint: Endpoint) -> list[str]:
    """The kinds of what was written for an address, in the order in which it happened."""
    return list(Delivery.objects.filter(**key(endpoint)).order_by("event_id").values_list("kind", flat=True))
