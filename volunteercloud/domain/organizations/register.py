"""Reading the register and the tree: all of it from `Node`, so that no question asks an organization's shard.

What was approved once is public; before that an organization is seen by its own people and its officers, elsewhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right

from . import nodes, queries
from .models import Joining, JoiningState, Node, State

PAGE = 50
SHORTEST_INFIX = 3  # a trigram: what is shorter is looked for at the beginning of names only
PUBLIC = frozenset(queries.PUBLIC)
MOST_BELOW = 2000  # a whole branch as text or as a picture; beyond it, page by page
LONGEST_CHAIN = 50
MOST_OF_A_NAME = 10

SUCCESSORS = """
    WITH RECURSIVE chain AS (
        SELECT organization_id, successor_id, 0 AS step FROM organizations_node WHERE organization_id = %s
        UNION ALL
        SELECT node.organization_id, node.successor_id, step + 1
        FROM chain JOIN organizations_node AS node ON node.organization_id = chain.successor_id WHERE step < %s)
    SELECT organization_id FROM chain ORDER BY step DESC LIMIT 1"""
PREDECESSORS = """
    WITH RECURSIVE chain AS (
        SELECT organization_id, 1 AS step FROM organizations_node WHERE successor_id = %s
        UNION
        SELECT node.organization_id, step + 1
        FROM chain JOIN organizations_node AS node ON node.successor_id = chain.organization_id WHERE step < %s)
    SELECT DISTINCT organization_id FROM chain ORDER BY organization_id"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: a part of a name or a whole number or USCC, a region and below, a kind, states.

    ``after`` is the cursor: name and id of the last organization seen.
    """

    text: str = ""
    region_code: str = ""
    kind: str = ""
    states: Collection[str] = (State.ACTIVE, State.LISTED)
    after: tuple[str, UUID] | None = None


def search(wanted: Wanted) -> QuerySet[Node]:
    """The public register by name, a page and one more (which says there is a next page)."""
    return _found(wanted, PUBLIC.intersection(wanted.states))


def listing(viewer: Actor, wanted: Wanted) -> QuerySet[Node]:
    """The same for officers of the region that is named, in whatever state."""
    if not identity_rules.is_officer_for(viewer, wanted.region_code, Right.ORGANIZATIONS):
        raise NotAllowed("review.not_officer")
    return _found(wanted, wanted.states or State.values)


def node(organization_id: UUID) -> Node:
    found = Node.objects.filter(organization_id=organization_id).first()
    if found is None:
        raise NotFound
    return found


def by_number(number: str) -> Node:
    """A public organization by its number, which never changes. `NotFound` where there is none."""
    found = Node.objects.filter(number=number, state__in=PUBLIC).first()
    if found is None:
        raise NotFound
    return found


def called(text: str) -> list[Node]:
    """Organizations at work with this number, USCC or whole name, as somebody types it; at most ten of one name."""
    typed = ids.clean_public_code(text)
    meant = Q(number=typed) | Q(uscc=typed) if typed else Q(pk=None)
    found = Node.objects.filter(meant | Q(name=text.strip()), search_text__contains=nodes.search_text(text))
    return list(found.filter(state=State.ACTIVE).order_by("name", "pk")[:MOST_OF_A_NAME])


def ancestors(organization_id: UUID) -> list[Node]:
    """Who stands above an organization, the highest first."""
    above = node(organization_id).parent_path
    found = Node.objects.in_bulk(above)
    return [found[each] for each in above]


def children(viewer: Actor, organization_id: UUID, after: tuple[str, UUID] | None = None) -> QuerySet[Node]:
    """Who stands directly below, by name, a page and one more: what is at work; for its own people what is begun, too."""
    below = Node.objects.filter(parent_id=organization_id)
    if queries.role(viewer.id, organization_id) is None:
        below = below.filter(state__in=PUBLIC)
    return _page(below, after)


def subtree(organization_id: UUID) -> QuerySet[Node]:
    """An organization and what is public below it, each after what it stands under; at most two thousand."""
    whole = Node.objects.filter(
        Q(state__in=PUBLIC) | Q(organization_id=organization_id), path__contains=[organization_id]
    )
    return whole.order_by("path")[:MOST_BELOW]


def named(organization_ids: Collection[UUID]) -> list[Node]:
    return list(Node.objects.filter(pk__in=organization_ids).order_by("name", "pk"))


def joining(viewer: Actor, organization_id: UUID) -> Joining | None:
    """What an organization has asked last, for its own people."""
    if queries.role(viewer.id, organization_id) is None:
        raise NotFound
    return Joining.objects.filter(organization_id=organization_id).first()


def asking_to_join(viewer: Actor, organization_id: UUID) -> list[Joining]:
    """Who asks to stand below this organization, the longest waiting first; for its own people."""
    if queries.role(viewer.id, organization_id) is None:
        raise NotFound
    waiting = Joining.objects.filter(parent_id=organization_id, state=JoiningState.WAITING)
    return list(waiting.order_by("asked_at", "organization_id")[:PAGE])


def certifier_id(organization_id: UUID) -> UUID:
    """Who certifies what this organization recorded: itself, or at the end of the chain of its successors."""
    with connection.cursor() as cursor:
        cursor.execute(SUCCESSORS, [organization_id, LONGEST_CHAIN])
        found = cursor.fetchone()
    return found[0] if found else organization_id


def predecessor_ids(organization_id: UUID) -> list[UUID]:
    """Whose records this organization certifies beside its own: all that ended and led here, directly or through others."""
    with connection.cursor() as cursor:
        cursor.execute(PREDECESSORS, [organization_id, LONGEST_CHAIN])
        return [found for (found,) in cursor.fetchall()]


def _found(wanted: Wanted, states: Collection[str]) -> QuerySet[Node]:
    found = (
        Node.objects.filter(region__code__startswith=wanted.region_code) if wanted.region_code else Node.objects.all()
    )
    found = found.filter(state__in=sorted(states))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    text = nodes.search_text(wanted.text)
    if len(text) >= SHORTEST_INFIX:
        found = found.filter(search_text__contains=text)
    elif text:
        found = found.filter(search_text__startswith=text)
    return _page(found, wanted.after)


def _page(found: QuerySet[Node], after: tuple[str, UUID] | None) -> QuerySet[Node]:
    if after:
        name, organization_id = after
        found = found.filter(Q(name__gt=name) | Q(name=name, organization_id__gt=organization_id))
    return found.order_by("name", "organization_id")[: PAGE + 1]
