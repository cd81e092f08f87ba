"""The tree of organizations and the register: `Node` is written here alone, in the transaction that changes its organization."""

import unicodedata
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import NotFound, Refused

from .models import Node, Organization, State

DEEPEST = 12
SHOWN = ("number", "name", "name_en", "kind", "uscc", "region_id", "state")

MOVE = """
    UPDATE organizations_node
    SET parent_id = CASE WHEN organization_id = %(top)s THEN %(parent)s ELSE parent_id END,
        parent_path = %(above)s::uuid[] || parent_path[%(depth)s:],
        path = %(above)s::uuid[] || path[%(depth)s:]
    WHERE path @> ARRAY[%(top)s]"""


def plant(organization: Organization) -> Node:
    """Give a new organization its place: below its parent, or as a root. Refused below one that is not at work."""
    above = _held_parent(organization.parent_id) if organization.parent_id else None
    path = [*above.path, organization.id] if above else [organization.id]
    _check_depth(len(path))
    return Node.objects.create(
        organization_id=organization.id,
        parent_id=organization.parent_id,
        parent_path=path[:-1],
        path=path,
        **_shown(organization),
    )


def keep(organization: Organization) -> None:
    """Write what the register shows of an organization that changed."""
    Node.objects.filter(organization_id=organization.id).update(**_shown(organization))


def move(organization_id: UUID, parent_id: UUID | None) -> Node | None:
    """Put an organization, with everything below it, under another or, without one, at the top; answers the new parent.

    Everything that moves is held in the order of ids together with the new parent, so of two moves that would make a ring
    the second sees what the first did. Refused: below itself, deeper than twelve, below one that is not at work.
    """
    ids = Q(path__contains=[organization_id]) | (Q(organization_id=parent_id) if parent_id else Q())
    held = {node.organization_id: node for node in Node.objects.filter(ids).select_for_update().order_by("pk")}
    if organization_id not in held or (parent_id and parent_id not in held):
        raise NotFound
    top, above = held[organization_id], held[parent_id] if parent_id else None
    if above:
        _check_no_ring(top, above)
        _check_at_work(above)

    path_above = above.path if above else []
    below = [node for node in held.values() if organization_id in node.path]
    _check_depth(len(path_above) + max(len(node.path) for node in below) - len(top.parent_path))
    with connection.cursor() as cursor:
        cursor.execute(MOVE, {"top": organization_id, "parent": parent_id, "above": path_above, "depth": len(top.path)})
    return above


def search_text(*words: str) -> str:
    """Words as the register searches them: full-width forms and capitals make no difference."""
    return " ".join(unicodedata.normalize("NFKC", " ".join(words)).casefold().split())


def _shown(organization: Organization) -> dict[str, Any]:
    said = {field: getattr(organization, field) for field in SHOWN}
    return said | {"search_text": search_text(*(said[field] for field in ("name", "name_en", "number", "uscc")))}


def _held_parent(parent_id: UUID) -> Node:
    found = Node.objects.filter(organization_id=parent_id).select_for_update().first()
    if found is None:
        raise NotFound
    _check_at_work(found)
    return found


def _check_at_work(above: Node) -> None:
    if above.state != State.ACTIVE:
        raise Refused(
            "organization.parent_not_active",
            _("The organization above is not at work, so nobody can stand below it."),
            next_step=_("Choose one that is approved and at work."),
            field="parent_id",
        )


def _check_no_ring(top: Node, above: Node) -> None:
    if top.organization_id in above.path:
        raise Refused(
            "organization.tail_bite",
            _("This organization stands above the other one itself, so it can't stand below it too."),
            next_step=_("Choose an organization that doesn't stand below it, or move that one first."),
            field="parent_id",
        )


def _check_depth(levels: int) -> None:
    if levels > DEEPEST:
        raise Refused(
            "organization.too_deep",
            _("A tree of organizations has at most 12 levels, and this would make more."),
            next_step=_("Choose an organization that stands higher."),
            field="parent_id",
            facts={"levels": levels},
        )
