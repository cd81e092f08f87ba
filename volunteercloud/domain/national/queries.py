"""Reading lists of all nodes, which are public, and what one person asked, which is theirs. Sums stand in `totals`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.nodes import queries as nodes_queries

from . import presences
from .models import (
    Contributor,
    Deposit,
    Enquiry,
    Holder,
    ListedOrganization,
    Presence,
    PresenceState,
    Question,
    QuestionState,
    Spent,
    Told,
)

PAGE = 50
ENQUIRIES = 500


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a person sees of being registered elsewhere."""

    is_set_up: bool
    presence: Presence | None
    questions: list[Question]
    told: list[Told]
    titles: dict[str, tuple[str, str]]


# Gathering


def contributors() -> list[Contributor]:
    return list(Contributor.objects.order_by("node_name")[: nodes_queries.MOST])


def contributor(node_name: str) -> Contributor:
    """How far this node has gathered from another; nothing where it never asked."""
    return Contributor.objects.filter(node_name=node_name).first() or Contributor(node_name=node_name)


# Lists


def organizations(text: str = "", after: str = "", limit: int = PAGE) -> list[ListedOrganization]:
    """Organizations of all nodes by name, at most a page and one more. ``text`` is part of a name, number or USCC; ``after``
    the cursor that `cursor_of` makes."""
    found = ListedOrganization.objects.order_by("name", "node_name", "organization_id")
    for word in text.lower().split()[:5]:
        found = found.filter(search_text__contains=word)
    if after:
        name, node_name, organization_id = _place(after)
        found = found.filter(
            Q(name__gt=name)
            | Q(name=name, node_name__gt=node_name)
            | Q(name=name, node_name=node_name, organization_id__gt=organization_id)
        )
    return list(found[: limit + 1])


def cursor_of(row: ListedOrganization) -> str:
    return f"{row.node_name}.{row.organization_id.hex}"


def _place(after: str) -> tuple[str, str, UUID]:
    node_name, _dot, hexadecimal = after.rpartition(".")
    try:
        organization_id = UUID(hexadecimal)
    except ValueError:
        raise NotFound from None
    row = ListedOrganization.objects.filter(node_name=node_name, organization_id=organization_id).first()
    if row is None:
        raise NotFound
    return row.name, node_name, organization_id


# Who is registered elsewhere


def elsewhere(viewer: Actor, volunteer_id: UUID) -> Elsewhere:
    """What a person, or the guardian, sees: whether they can be found, what they asked, and who asked about them."""
    _require_own(viewer, volunteer_id)
    questions = list(Question.objects.filter(volunteer_id=volunteer_id).order_by("-asked_at", "-id")[:PAGE])
    told = list(Told.objects.filter(volunteer_id=volunteer_id).order_by("-at", "-id")[:PAGE])
    return Elsewhere(
        is_set_up=presences.is_set_up(),
        presence=Presence.objects.filter(volunteer_id=volunteer_id).first(),
        questions=questions,
        told=told,
        titles=_titles([*(name for each in questions for name in each.nodes), *(each.node_name for each in told)]),
    )


def registered_at(viewer: Actor, volunteer_id: UUID) -> list[str]:
    """The nodes that the newest answer named, for whoever helps a person to bring records along."""
    _require_own(viewer, volunteer_id)
    answered = Question.objects.filter(volunteer_id=volunteer_id, state=QuestionState.ANSWERED)
    newest = answered.order_by("-answered_at", "-id").first()
    return newest.nodes if newest else []


def due_presence(volunteer_id: UUID, at: datetime) -> Presence | None:
    return Presence.objects.filter(volunteer_id=volunteer_id, next_at__lte=at).first()


def waiting_question(volunteer_id: UUID) -> Question | None:
    return Question.objects.filter(volunteer_id=volunteer_id, state=QuestionState.WAITING).first()


def due_people(at: datetime, limit: int) -> list[UUID]:
    """For whom something waits: questions first, then deposits that are due."""
    asked = Question.objects.filter(state=QuestionState.WAITING).order_by("asked_at", "id")
    due = Presence.objects.filter(next_at__lte=at).order_by("next_at", "volunteer_id")
    people = dict.fromkeys(asked.values_list("volunteer_id", flat=True)[:limit])
    people |= dict.fromkeys(due.values_list("volunteer_id", flat=True)[:limit])
    return list(people)[:limit]


def holder() -> Holder | None:
    """The national node as it was first known."""
    node = presences.national_node()
    return Holder.objects.filter(node_name=node.name).first() if node else None


def enquiries_about(node_name: str, since: datetime, after: UUID, limit: int = ENQUIRIES) -> list[Enquiry]:
    """At the national node: what was asked about those whom a node holds, after a moment and an id; a page and one more."""
    later = Q(at__gt=since) | Q(at=since, id__gt=after)
    return list(Enquiry.objects.filter(later, holders__contains=[node_name]).order_by("at", "id")[: limit + 1])


def known_presences() -> int:
    return Presence.objects.filter(state=PresenceState.KNOWN).count()


def spent_on(at: datetime) -> dict[str, int]:
    """At the national node: how many points each node had evaluated on that day. A question is two."""
    rows = Spent.objects.filter(day=timezone.localdate(at)).order_by("node_name")
    return dict(rows.values_list("node_name", "number")[: nodes_queries.MOST])


@fanning.allowed()
def deposits() -> int:
    """At the national node: how many people are deposited. Asks every shard: a desk's question."""
    return Deposit.objects.count()


def _titles(names: Iterable[str]) -> dict[str, tuple[str, str]]:
    known = {node.name: (node.title, node.title_en) for node in nodes_queries.trusted()}
    return {name: known.get(name, (name, "")) for name in set(names)}


def _require_own(viewer: Actor, volunteer_id: UUID) -> None:
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotAllowed("identity.own_account")
