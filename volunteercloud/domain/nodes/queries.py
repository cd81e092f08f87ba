"""Reading who we are among nodes, and whom we trust."""

from collections.abc import Collection
from urllib.parse import urlsplit

from django.conf import settings

from volunteercloud.core.actor import Actor
from volunteercloud.core.memory import Remembered
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.regions import queries as region_queries

from .models import Node, NodeKey, OwnNode, State

# Nodes are provinces and cities: hundreds at most.
MOST = 1000


def own() -> OwnNode:
    """What this node says of itself. Its name is taken from the address of its site when it is first asked for."""
    found = OwnNode.objects.filter(id=1).first()
    return found or OwnNode.objects.get_or_create(id=1, defaults={"name": urlsplit(settings.SITE_URL).netloc})[0]


def own_name() -> str:
    """The name of this node, for ever."""
    return _remembered_name(None)


def _kept_name(_key: None) -> str:
    return own().name


_remembered_name = Remembered(_kept_name)


def own_titles() -> tuple[str, str]:
    """What we are called, and in English: as the operator calls the site, else as the one region that we speak for."""
    here = own()
    path = region_queries.path(here.regions[0]) if len(here.regions) == 1 else ()
    if not path or settings.SITE_NAME not in ("", path[-1].name):
        return settings.SITE_NAME or here.name, ""
    return path[-1].name, path[-1].name_latin


def _kept_titles(_key: None) -> tuple[str, str]:
    return own_titles()


_remembered_titles = Remembered(_kept_titles)


def shown_titles() -> tuple[str, str]:
    """The same for pages, as of a minute ago."""
    return _remembered_titles(None)


def node(name: str) -> Node | None:
    """Another node, whatever its state."""
    return Node.objects.filter(name=name).first()


def confirmed(name: str) -> Node | None:
    """A node that officers here trust now. Read anew each time: a withdrawal ends everything at once."""
    return Node.objects.filter(name=name, state=State.CONFIRMED).first()


def keys_of(name: str) -> list[NodeKey]:
    """The keys of a node, those of today first."""
    return list(NodeKey.objects.filter(node_id=name).order_by("-valid_from", "use", "kid"))


def named(names: Collection[str]) -> dict[str, Node]:
    """Nodes by name, whatever their state; one statement for any number, none for none."""
    return Node.objects.in_bulk(set(names)) if names else {}


def trusted() -> list[Node]:
    """All nodes that are trusted, by name; public."""
    return list(Node.objects.filter(state=State.CONFIRMED).order_by("name")[:MOST])


def ever_trusted() -> list[Node]:
    """Those and the ones that were, as they were confirmed: what may be held against their logs is."""
    return list(Node.objects.filter(confirmed_at__isnull=False).order_by("name")[:MOST])


def listed() -> list[Node]:
    """All nodes that are trusted or may come to be, by name."""
    return list(Node.objects.exclude(state=State.WITHDRAWN).order_by("name")[:MOST])


def nodes(viewer: Actor) -> list[Node]:
    """All nodes: for officers of the whole country who look after the system every one, for others those trusted."""
    if viewer.is_system or officers.holds_office(viewer, None, Right.SYSTEM):
        return list(Node.objects.order_by("name")[:MOST])
    return trusted()
