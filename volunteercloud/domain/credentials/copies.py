"""Packages of other nodes that a person brought, for the person and the guardian."""

from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import rules as identity_rules

from .models import BroughtPackage

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


def _allow(viewer: Actor, volunteer_id: UUID) -> None:
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
