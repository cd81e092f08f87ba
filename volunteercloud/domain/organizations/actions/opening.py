"""How an organization of the register, which nobody ran, begins: with its first owner."""

from datetime import datetime

from volunteercloud.domain.organizations import nodes, showing
from volunteercloud.domain.organizations.models import Organization, State


def open_up(organization: Organization, at: datetime) -> None:
    """Let a listed organization that has an owner now begin its work: the officer vouched for it by listing it.

    One that answers to nobody, neither registered nor under another, is its owner's draft, to be completed and submitted.
    An inner step of the actions that give an owner. Anything else is left as it is.
    """
    if organization.state != State.LISTED or organization.owner_id is None:
        return
    if organization.is_registered or organization.liaison_id or organization.parent_id:
        organization.state, organization.decided_at = State.ACTIVE, at
    else:
        organization.state = State.DRAFT
    organization.save(update_fields=["state", "decided_at"])
    nodes.keep(organization)
    showing.show(organization, at)
