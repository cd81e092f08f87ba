"""What an organization at work may not do for now. An inner step of supervision, which knows why and leaves the entry."""

from collections.abc import Collection
from datetime import datetime

from volunteercloud.domain.organizations import nodes, showing
from volunteercloud.domain.organizations.models import Bar, Organization, State


def hold(organization: Organization, *, barred: Collection[Bar], suspended_for: str, at: datetime) -> None:
    """Bar an organization from some things, and from all that acts outwardly where it is ``suspended_for`` a reason.

    One that is not at work is left as it is.
    """
    if organization.state not in (State.ACTIVE, State.SUSPENDED):
        return
    organization.barred = sorted(barred)
    organization.state = State.SUSPENDED if suspended_for else State.ACTIVE
    organization.reason = suspended_for
    organization.save(update_fields=["barred", "state", "reason"])
    nodes.keep(organization)
    showing.show(organization, at)
