"""Invitations to the staff as they are read: the link that is signed for each, what it asks, and whether it still holds.

The link names a row and is signed with a key of ours; the row holds no secret, so a copy of the database opens nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import keys, tokens
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules

from . import queries, rules
from .models import Invitation, Organization, Role

PURPOSE = "staff-invitation"
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Invited:
    """What a link asks of whoever opens it. ``refusal`` says why it can't be accepted by anybody any more, or by this
    reader; ``lacks_real_name`` what this reader has to do first. ``accepted`` means by this reader."""

    invitation: Invitation
    organization: Organization
    refusal: Refused | None
    accepted: bool
    lacks_real_name: bool


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation as those see it who could have made it: where it went, and how many more it serves."""

    invitation: Invitation
    address: str

    @property
    def places_left(self) -> int:
        return self.invitation.places - len(self.invitation.accepted_by)


def link(invitation: Invitation) -> str:
    """The path of the site that accepts this invitation."""
    token = tokens.sign(PURPOSE, invitation.organization_id.bytes + invitation.id.bytes)
    return f"/invited/{token}/"


def read(token: str) -> tuple[UUID, UUID]:
    """Organization and invitation that a link names. Refused when it is none of ours."""
    try:
        payload = tokens.verify(PURPOSE, token)
    except tokens.Forged:
        raise Refused(
            "invitation.forged",
            _("This link is incomplete or was changed on its way."),
            next_step=_("Open it again from the message, or ask for a new one."),
        ) from None
    return UUID(bytes=payload[:16]), UUID(bytes=payload[16:32])


def found(token: str) -> Invitation:
    """The invitation a link names, with its organization."""
    organization_id, invitation_id = read(token)
    named = Invitation.objects.filter(organization_id=organization_id, id=invitation_id)
    invitation = named.select_related("organization").first()
    if invitation is None:
        raise NotFound
    return invitation


def invited(viewer: Actor, token: str, at: datetime) -> Invited:
    """What a link asks, for whoever holds it. Five statements at most."""
    invitation = found(token)
    organization = invitation.organization
    accepted = viewer.id in invitation.accepted_by
    refusal = None if accepted else why_not(invitation, at)
    if refusal is None and not accepted and queries.role(viewer.id, organization.id):
        refusal = works_here()
    lacking = viewer.id is not None and refusal is None and not accepted and not has_real_name(viewer)
    return Invited(invitation, organization, refusal, accepted, lacking)


def has_real_name(actor: Actor) -> bool:
    """Whoever confirms hours must be a person who can be named; an account without a volunteer profile is none yet."""
    try:
        return identity_queries.volunteer(actor.person_id).real_name_level >= identity_rules.REAL_NAME
    except NotFound:
        return False


def why_not(invitation: Invitation, at: datetime) -> Refused | None:
    """The first reason why nobody can accept an invitation any more. What the inviter may appoint is asked again now:
    nobody comes in by somebody who has left, or above what that person may give."""
    ask = _("Ask %(name)s for a new one.") % {"name": invitation.inviter_name}
    if invitation.withdrawn_at:
        return Refused("invitation.withdrawn", _("This invitation was withdrawn."), next_step=ask)
    if len(invitation.accepted_by) >= invitation.places:
        return Refused("invitation.used", _("This invitation has been accepted already."), next_step=ask)
    if at >= invitation.expires_at:
        return Refused("invitation.expired", _("This invitation is older than 14 days and has expired."), next_step=ask)
    inviter = Actor(ActorKind.PERSON, invitation.inviter_name, invitation.inviter_id)
    if not rules.can_invite(inviter, invitation.organization, Role(invitation.role), invitation.project_ids):
        return Refused(
            "invitation.inviter",
            _("Whoever invited you may not appoint anybody in this role any more."),
            next_step=_("Ask an owner of the organization for a new one."),
        )
    return None


def works_here() -> Refused:
    return Refused(
        "invitation.works_here",
        _("You work for this organization already, so there is nothing to accept."),
        next_step=_("Ask an owner or coordinator if your role should change."),
    )


def standing(viewer: Actor, organization_id: UUID, at: datetime) -> list[Open]:
    """Invitations that can still be accepted, the latest first, as far as the viewer could have made them."""
    own = rules.duty(viewer, organization_id, rules.MANAGERS)
    if own is None:
        return []
    waiting = Invitation.objects.filter(
        organization_id=organization_id, withdrawn_at__isnull=True, expires_at__gt=at
    ).order_by("-invited_at", "-id")[:MOST_LISTED]
    return [
        Open(row, address_of(row))
        for row in waiting
        if len(row.accepted_by) < row.places and rules.can_appoint(own, Role(row.role), row.project_ids)
    ]


def address_of(invitation: Invitation) -> str:
    """Where it went; empty for a link, and once nobody has to know it any more."""
    if not invitation.address_sealed:
        return ""
    return keys.unseal("invitation-address", invitation.address_sealed, bound_to=invitation.id.bytes)
