"""Whether somebody may come in now: the organization takes people, the link holds, enough days went by."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.organizations.models import State as OrganizationState

from .models import JoinLink


def check_takes_members(organization: Organization) -> None:
    """Only an organization at work takes people in. Refused otherwise, in words for whoever wants to join."""
    if organization.state == OrganizationState.SUSPENDED:
        raise Refused(
            "member.organization_suspended",
            _("This organization is suspended, so nobody can join it for now."),
            next_step=_("Find another organization near you, or come back later."),
        )
    if organization.ended_at is not None:
        raise Refused(
            "member.organization_ended",
            _("This organization has ended, so nobody can join it any more."),
            next_step=_("Its page says who took over."),
        )
    if not organization_rules.is_active(organization):
        raise Refused(
            "member.organization_not_active",
            _("This organization is not approved yet, so nobody can join it."),
            next_step=_("Come back once an officer has approved it."),
        )


def check_link(link: JoinLink | None, at: datetime) -> JoinLink:
    """Refused when it was revoked, when its time is over, and when as many came by it as should."""
    if link is None or link.revoked_at is not None:
        raise Refused(
            "join_link.revoked",
            _("This link to join is no longer valid: the organization took it back."),
            next_step=_("Ask the organization for a new one."),
        )
    if link.expires_at <= at:
        raise Refused(
            "join_link.expired",
            _("This link to join is no longer valid: its time is over."),
            next_step=_("Ask the organization for a new one."),
        )
    if link.use_limit is not None and link.uses >= link.use_limit:
        raise used_up()
    return link


def used_up() -> Refused:
    return Refused(
        "join_link.used_up",
        _("As many people have joined by this link as it was made for."),
        next_step=_("Ask the organization for a new one."),
    )


def check_again(again_at: datetime | None, at: datetime) -> None:
    """Who was refused or removed asks again after the days that the organization set."""
    if again_at is not None and at < again_at:
        raise Refused(
            "member.too_soon",
            _("The organization did not take you in a short while ago, so you can't ask again yet."),
            next_step=_("Ask again later, or find another organization near you."),
            facts={"until": again_at.isoformat()},
        )
