"""Who may take in lists, and look at them."""

from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.elsewhere import access as elsewhere_access
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import rules as organization_rules

from .models import Kind


def allow(actor: Actor, kind: str, owner_id: UUID, region_code: str) -> None:
    """Organizations and opportunities are taken in by officers of the region, whose own list it is; members by managers."""
    if kind == Kind.MEMBERS:
        if not organization_rules.can_manage(actor, owner_id):
            raise NotAllowed("organization.not_manager")
        return
    if actor.id != owner_id:
        raise NotFound
    if kind == Kind.OPPORTUNITIES:
        elsewhere_access.check_officer(actor, region_code)
    else:
        check_officer(actor, region_code)


def check_officer(actor: Actor, region_code: str) -> None:
    if not identity_rules.is_officer_for(actor, region_code, Right.ORGANIZATIONS):
        raise NotAllowed("review.not_officer")
