"""Who decides about members, and about how many at once."""

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization

from .limits import MOST_AT_ONCE


def check_manager(actor: Actor, organization: Organization) -> None:
    """Owners and coordinators of the whole organization decide who belongs to it."""
    if not organization_rules.can_manage(actor, organization.id):
        raise NotAllowed("organization.not_manager")


def check_at_once(number: int) -> None:
    if number > MOST_AT_ONCE:
        raise Refused(
            "member.many_at_once",
            _("At most 1,000 people can be handled at once."),
            next_step=_("Send them in several parts."),
            facts={"number": number, "most": MOST_AT_ONCE},
        )
