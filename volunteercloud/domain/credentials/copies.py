"""Packages of other nodes that a person brought, for the person and the guardian."""

from datetime import date
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.transfers import queries as transfer_queries
from volunteercloud.domain.transfers.models import Side, Transfer

from .models import BroughtPackage
from .proving import Entry

PAGE = 20


def mine(viewer: Actor, volunteer_id: UUID) -> list[BroughtPackage]:
    """The newest first, without their records."""
    _allow(viewer, volunteer_id)
    found = BroughtPackage.objects.filter(volunteer_id=volunteer_id).defer("entries")
    return list(found.order_by("-brought_at", "-id")[:PAGE])


def one(viewer: Actor, volunteer_id: UUID, package_id: UUID) -> BroughtPackage:
    _allow(viewer, volunteer_id)
    found = BroughtPackage.objects.filter(volunteer_id=volunteer_id, id=package_id).first()
    if found is None:
        raise NotFound
    return found


def entries(package: BroughtPackage, limit: int) -> list[Entry]:
    """Its newest records, as they stood there."""
    return [Entry(**(kept | {"day": date.fromisoformat(kept["day"])})) for kept in package.entries[:limit]]


def transfer_of(viewer: Actor, volunteer_id: UUID, package: BroughtPackage) -> Transfer | None:
    """The newest transfer by which the node of a package hands over, or handed over, to this one."""
    found = transfer_queries.mine(viewer, volunteer_id)
    return next((one for one in found if (one.node_name, one.side) == (package.node_name, Side.RECEIVER)), None)


def _allow(viewer: Actor, volunteer_id: UUID) -> None:
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
