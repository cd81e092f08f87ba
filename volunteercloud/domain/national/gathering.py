"""Going round the nodes: their figures and their lists of organizations, a page at a time, each page kept before the next.

This node's own are taken in the same way, but for the way.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from volunteercloud.core import parsing
from volunteercloud.core.actor import Actor
from volunteercloud.domain.nodes import calling
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.keyring import Untrusted

from . import actions, publishing, queries
from .checking import Sent
from .models import Contributor, ListedOrganization

PATH = "/node/v1/national"
MOST_PAGES = 10_000


class Unusable(Exception):
    """What a node answered is not what was asked for."""

    code = "national.unreadable"


def gather(actor: Actor, at: datetime) -> list[Contributor]:
    """Ask every node that is trusted, and count in what is our own. What one of them does wrong stops no other."""
    for name in [nodes_queries.own_name(), *(node.name for node in nodes_queries.trusted())]:
        gather_from(actor, name, at)
    return queries.contributors()


def gather_from(actor: Actor, node_name: str, at: datetime) -> Contributor:
    """What is new at one node. Why it came to nothing stands in ``trouble``."""
    try:
        _figures(actor, node_name, at)
        _organizations(actor, node_name, at)
    except (calling.Unreachable, calling.RefusedThere, Untrusted, Unusable) as error:
        actions.note_trouble(actor=actor, node_name=node_name, code=error.code, at=at)
    return Contributor.objects.get(node_name=node_name)


def _figures(actor: Actor, node_name: str, at: datetime) -> None:
    after = queries.contributor(node_name).figures_after
    for _page in range(MOST_PAGES):
        said = _asked(node_name, "figures", {"after": str(after) if after else ""}, at)
        sent = [_sent(each) for each in _list_of(said, "documents")]
        kept = actions.keep_figures(actor=actor, node_name=node_name, sent=sent, at=at)
        if kept.trouble or not sent or not said.get("more"):
            return
        after = kept.figures_after


def _organizations(actor: Actor, node_name: str, at: datetime) -> None:
    after = queries.contributor(node_name).listed_after
    for _page in range(MOST_PAGES):
        said = _asked(node_name, "organizations", {"after": str(after)}, at)
        listed = [_listed(each, node_name, at) for each in _list_of(said, "organizations")]
        reached = said.get("after")
        if type(reached) is not int or not after <= reached < 2**62:
            raise Unusable
        actions.keep_listed(actor=actor, node_name=node_name, listed=listed, after=reached, at=at)
        if not listed or not said.get("more"):
            return
        after = reached


def _asked(node_name: str, what: str, wanted: Mapping[str, str], at: datetime) -> Mapping[str, Any]:
    if node_name == nodes_queries.own_name():
        return publishing.figures(wanted["after"]) if what == "figures" else publishing.organizations(wanted["after"])
    query = urlencode({name: value for name, value in wanted.items() if value})
    path = f"{PATH}/{what}?{query}" if query else f"{PATH}/{what}"
    try:
        return parsing.json_object(calling.get(node_name, path, at).body)
    except parsing.Unreadable:
        raise Unusable from None


def _list_of(said: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = said.get(name)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Unusable
    return found


def _sent(said: Mapping[str, Any]) -> Sent:
    try:
        return Sent(UUID(said["id"]), str(said["text"]), dict(said["proof"]))
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Unusable from None


def _listed(said: Mapping[str, Any], node_name: str, at: datetime) -> actions.Listed:
    try:
        organization_id = UUID(said["id"])
        if said.get("gone") is True:
            return actions.Listed(organization_id, None)
        row = ListedOrganization(
            node_name=node_name,
            organization_id=organization_id,
            as_of=at,
            **{name: _short(said.get(name, ""), longest) for name, longest in publishing.SAID.items()},
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Unusable from None
    if row.url and not _leads_home(row.url, node_name):
        row.url = ""
    row.search_text = publishing.searched(row)
    return actions.Listed(organization_id, row)


def _leads_home(url: str, node_name: str) -> bool:
    """A link in a list leads to the node that it came from and nowhere else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc == node_name


def _short(said: object, longest: int) -> str:
    if not isinstance(said, str) or len(said) > longest:
        raise ValueError
    return said
