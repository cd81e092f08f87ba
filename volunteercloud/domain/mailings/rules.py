"""Who writes to whom, and when an organization may not."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.messages.models import Channel, CircularKind
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.organizations.models import State as OrganizationState

from . import queries
from .audiences import About
from .models import Audience, Mailing, Standing, State


def may_write(
    actor: Actor, organization_id: UUID, audience: Audience, kind: CircularKind, about_id: UUID | None, about: About
) -> bool:
    """Owners and coordinators write to everybody their duty reaches; whoever leads a shift tells its people what they
    need to know for it. Members belong to the whole organization, so a duty for some projects does not reach them."""
    if organization_rules.can_manage(actor, organization_id, about.project_id):
        return True
    is_of_shift = audience == Audience.SHIFT and kind == CircularKind.SERVICE
    return is_of_shift and about_id is not None and activity_queries.leads(actor, organization_id, about_id)


def check_may_write(
    actor: Actor, organization_id: UUID, audience: Audience, kind: CircularKind, about_id: UUID | None, about: About
) -> None:
    if not may_write(actor, organization_id, audience, kind, about_id, about):
        raise NotAllowed("mailing.not_writer")


def check_may_handle(actor: Actor, mailing: Mailing) -> None:
    if not queries.may_see(actor, mailing):
        raise NotAllowed("mailing.not_writer")


def check_form(
    audience: Audience, kind: CircularKind, standing: Standing | None, channels: Collection[str], sms_reason: str
) -> None:
    """Refused: a message as needed for a shift to people who have none, SMS without a reason, a shift without its people."""
    if kind == CircularKind.SERVICE and audience in (Audience.MEMBERS, Audience.LABEL):
        raise Refused(
            "mailing.not_service",
            _("Only people who signed up for something can need a message for it, so this one is news."),
            next_step=_("Choose news, or the people of a project, a post or a shift."),
            field="kind",
        )
    if (audience == Audience.SHIFT) != (standing is not None):
        raise Refused(
            "mailing.standing",
            _("Of a shift, and of nothing else, it is said who is meant: those who come, who wait or who were absent."),
            field="standing",
        )
    if strangers := set(channels) - set(Channel.values):
        raise Refused("mailing.channel", _("There is no such way to write."), facts={"unknown": sorted(strangers)})
    if Channel.SMS in channels and not sms_reason:
        raise Refused(
            "mailing.sms_reason",
            _("Each SMS costs money, so it takes a reason."),
            next_step=_("Say why e-mail and the inbox do not do, or leave SMS out."),
            field="sms_reason",
        )


def check_organization(organization: Organization, kind: CircularKind, about: About, at: datetime) -> None:
    """Refused where the organization may not act; a suspended one still tells people what they need for a shift that is
    not over."""
    shift = about.shift
    is_running = kind == CircularKind.SERVICE and shift is not None and at < shift.ends_at
    if organization.state == OrganizationState.SUSPENDED and is_running:
        return
    organization_rules.check_active(organization)


def check_state(mailing: Mailing, *allowed: State) -> None:
    if mailing.state not in allowed:
        raise Refused(
            "mailing.state",
            _("This message has gone further meanwhile, so that is not possible any more."),
            next_step=_("Look at how far it is now."),
            facts={"state": mailing.state},
        )


def check_keeps_templates(actor: Actor, organization_id: UUID) -> None:
    if not organization_rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")


def check_keeps_region_templates(actor: Actor, region_code: str) -> None:
    if not identity_rules.is_officer_for(actor, region_code, Right.SYSTEM):
        raise NotAllowed("not_officer")
