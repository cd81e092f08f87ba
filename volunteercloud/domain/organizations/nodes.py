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
SHOWN = ("number", "name", "name_en", "kind", "uscc", "region_id", "state", "successor_id")

MOVE_CHILDREN = """
    UPDATE organizations_node
    SET parent_id = CASE WHEN parent_id = %(top)s THEN %(parent)s ELSE parent_id END,
        parent_path = %(above)s::uuid[] || parent_path[%(depth)s + 1:],
        path = %(above)s::uuid[] || path[%(depth)s + 1:]
    WHERE path @> ARRAY[%(top)s] AND organization_id <> %(top)s"""
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
        check_above(organization_id, above)

    below = [node for node in held.values() if organization_id in node.path]
    _check_depth((len(above.path) if above else 0) + max(len(node.path) for node in below) - len(top.parent_path))
    _write(MOVE, top, above)
    return above


def move_children(organization_id: UUID, parent_id: UUID) -> list[UUID]:
    """Put everything that stands below an organization under another, which does not stand there itself; answers which
    organizations stood directly below."""
    wanted = Q(path__contains=[organization_id]) | Q(organization_id=parent_id)
    held = list(Node.objects.filter(wanted).select_for_update().order_by("pk"))
    top, above = (next(node for node in held if node.organization_id == pk) for pk in (organization_id, parent_id))
    below = [node for node in held if organization_id in node.parent_path]
    if not below:
        return []
    check_above(organization_id, above)

    _check_depth(len(above.path) + max(len(node.path) for node in below) - len(top.path))
    _write(MOVE_CHILDREN, top, above)
    return [node.organization_id for node in below if node.parent_id == organization_id]


def children_ids(organization_id: UUID) -> list[UUID]:
    return list(Node.objects.filter(parent_id=organization_id).order_by("pk").values_list("pk", flat=True))


def above(organization_id: UUID) -> list[UUID]:
    """All organizations above one, the topmost first."""
    path = Node.objects.filter(organization_id=organization_id).values_list("parent_path", flat=True).first()
    return path or []


def stands_below(organization_id: UUID, other_id: UUID) -> bool:
    return Node.objects.filter(organization_id=organization_id, parent_path__contains=[other_id]).exists()


def check_above(organization_id: UUID, above: Node) -> None:
    """Whether an organization may stand below this one. Refused below itself, and below one that is not at work."""
    if organization_id in above.path:
        raise Refused(
            "organization.tail_bite",
            _("This organization stands above the other one itself, so it can't stand below it too."),
            next_step=_("Choose an organization that doesn't stand below it, or move that one first."),
            field="parent_id",
        )
    _check_at_work(above)


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


def _write(statement: str, top: Node, above: Node | None) -> None:
    """The whole branch in one statement: only then does the foreign key between the paths hold at its end.

    Whoever was planted below between the lock and here would be left behind; the database refuses that.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "top": top.organization_id,
                "parent": above.organization_id if above else None,
                "above": above.path if above else [],
                "depth": len(top.path),
            },
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
