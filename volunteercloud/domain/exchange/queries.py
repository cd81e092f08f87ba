"""What officers see of the exchange, what a system fetches, and which systems an organization may let record."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization

from . import access, envelopes, mapping
from .mapping import Line
from .models import Agreement, Entity, Form, Mark, Message, Received, State, System
from .values import moment

PAGE = 50
MOST_MESSAGES = 20


@dataclass(frozen=True, slots=True)
class Overview:
    """A system with how far it is: the last message out, how many were answered, and how many lines were turned down."""

    system: System
    mark: Mark
    waiting: int
    turned_down: int
    came: int
    lines_refused: int

    @property
    def is_in_trouble(self) -> bool:
        return self.system.state == State.ACTIVE and bool(self.turned_down or self.lines_refused)


def systems(viewer: Actor) -> list[Overview]:
    """Systems of the officer's regions, those with trouble first, then by name."""
    found = System.objects.order_by("name", "code")
    seen = [one for one in found if access.may_manage(viewer, one.region_id)]
    return sorted((_overview(one) for one in seen), key=lambda one: (one.system.state, not one.is_in_trouble))


def system(viewer: Actor, code: str) -> System:
    found = System.objects.filter(code=code).select_related("region").first()
    if found is None or not access.may_manage(viewer, found.region_id):
        raise NotFound
    return found


def overview(viewer: Actor, code: str) -> Overview:
    return _overview(system(viewer, code))


def _overview(one: System) -> Overview:
    mark = Mark.objects.get(system=one)
    out = Message.objects.filter(system=one).aggregate(
        waiting=Count("id", filter=Q(received_at__isnull=True)),
        turned_down=Count("id", filter=~Q(receipt=[])),
    )
    came = Received.objects.filter(system=one).aggregate(came=Count("message_id"))
    refused = Received.objects.filter(system=one, accepted__lt=F("count")).count()
    return Overview(one, mark, out["waiting"], out["turned_down"], came["came"], refused)


def messages_of(viewer: Actor, code: str, before: int | None = None) -> list[Message]:
    """The newest messages to a system, a page and one more; those with lines turned down first on the first page."""
    found = Message.objects.filter(system=system(viewer, code)).defer("lines")
    if before is not None:
        found = found.filter(sequence__lt=before)
    return list(found.order_by("-sequence")[: PAGE + 1])


def received_of(viewer: Actor, code: str) -> list[Received]:
    """The newest messages of a system."""
    return list(Received.objects.filter(system=system(viewer, code)).order_by("-received_at", "-sequence")[:PAGE])


def by_token(token: str) -> System | None:
    """The system that shows this token at the door, while the exchange goes on."""
    if not token.startswith(access.TOKEN_PREFIX):
        return None
    code = token.removeprefix(access.TOKEN_PREFIX).partition("_")[0]
    found = System.objects.filter(code=code).first()
    return found if found and access.shows(found, token) else None


def messages_after(system: System, after: int, limit: int = MOST_MESSAGES) -> list[Message]:
    """What comes after a number, in its order: everything after it is there, whenever it was written."""
    access.check_active(system)
    found = Message.objects.filter(system=system, sequence__gt=after).order_by("sequence")
    return list(found[: min(limit, MOST_MESSAGES)])


def written(system: System, message: Message) -> dict[str, Any]:
    """A message in the words of its form, signed."""
    form = mapping.of(message.form_code, message.form_version)
    head: Line = {
        "message_id": str(message.id),
        "version": message.form_version,
        "sender": nodes_queries.own_name(),
        "receiver": system.code,
        "created_at": moment(message.created_at),
        "entity": message.entity,
        "operation": message.operation,
        "sequence": message.sequence,
        "count": message.count,
    }
    return envelopes.sealed(form, head, message.lines, access.key_of(system))


def forms() -> list[Form]:
    """Every version of every form, the newest first."""
    return list(Form.objects.order_by("code", "-version"))


def form(code: str, version: int) -> mapping.FormMapping:
    if not Form.objects.filter(code=code, version=version).exists():
        raise NotFound
    return mapping.of(code, version)


def to_agree(viewer: Actor, organization: Organization) -> list[tuple[System, Agreement | None]]:
    """Systems that bring records of the organization's region, with the agreement that stands. For its managers."""
    if not organization_rules.can_manage(viewer, organization.id):
        raise NotFound
    stands = {
        one.system_code: one for one in Agreement.objects.filter(organization=organization, ended_at__isnull=True)
    }
    found = System.objects.filter(brings__contains=[Entity.RECORD], state=State.ACTIVE).order_by("name", "code")
    return [(one, stands.get(one.code)) for one in found if organization.region_id.startswith(one.region_id)]
