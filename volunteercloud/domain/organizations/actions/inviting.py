"""People are asked to work for an organization, by a link, an e-mail or a text message, and accept by themselves."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids, keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import phones
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages.recipients import Recipient
from volunteercloud.domain.organizations import informing, invitations, queries, rules, seats
from volunteercloud.domain.organizations.models import Invitation, Organization, Role, Staff, Way

from . import opening

LIFE = timedelta(days=14)
MOST_A_DAY = 100
MOST_PLACES = 50


@transaction.atomic
def invite_staff(
    *,
    actor: Actor,
    organization_id: UUID,
    way: Way,
    role: Role,
    project_ids: Collection[UUID] = (),
    address: str = "",
    places: int = 1,
    language: str = settings.LANGUAGE_CODE,
    at: datetime,
) -> Invitation:
    """Ask somebody to take a role, for whoever may appoint to it; valid for 14 days.

    ``address`` is an e-mail address or phone number, which nobody has proved yet; it is written to in ``language``. A link
    is handed on by the inviter and serves ``places`` people. Refused: an address that can be none (`invitation.address`),
    more than 50 places (`invitation.places`), more than 100 invitations a day (`invitation.many`).
    """
    organization = queries.locked(organization_id)

    if not rules.can_invite(actor, organization, role, project_ids):
        raise NotAllowed

    rules.check_not_ended(organization)
    rules.check_scope(role, project_ids)
    address = checked_address(way, address)
    _check_number(organization_id, way, places, at)

    invitation = ask(
        actor, organization, way, role, address, project_ids=project_ids, places=places, language=language, at=at
    )

    facts = {"way": str(way), "role": str(role), "projects": sorted(map(str, project_ids)), "places": places}
    _tell(actor, "organizations.staff_invited", invitation, at, facts)
    return invitation


def ask(
    actor: Actor,
    organization: Organization,
    way: Way,
    role: Role,
    address: str,
    *,
    project_ids: Collection[UUID] = (),
    places: int = 1,
    language: str,
    at: datetime,
) -> Invitation:
    """Write an invitation down and send it. An inner step: the action around it allows, and leaves the entry."""
    invitation = Invitation(
        organization=organization,
        id=ids.uuid7(),
        way=way,
        role=role,
        project_ids=list(project_ids),
        shown=_masked(way, address),
        places=places,
        inviter_id=actor.person_id,
        inviter_name=actor.label,
        invited_at=at,
        expires_at=at + LIFE,
    )
    if address:
        invitation.address_sealed = keys.seal("invitation-address", address, bound_to=invitation.id.bytes)
    invitation.save(force_insert=True)
    _send(actor, invitation, address, language, at)
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: Actor, organization_id: UUID, invitation_id: UUID, at: datetime) -> Invitation:
    """Take an invitation back: nobody accepts it from now on; whoever did stays. For those who could have made it."""
    organization = queries.locked(organization_id)
    invitation = _held(organization_id, invitation_id)

    if not rules.can_invite(actor, organization, Role(invitation.role), invitation.project_ids):
        raise NotAllowed

    if invitation.withdrawn_at:
        return invitation

    invitation.withdrawn_at, invitation.address_sealed = at, b""
    invitation.save(update_fields=["withdrawn_at", "address_sealed"])

    _tell(actor, "organizations.invitation_withdrawn", invitation, at, {"role": invitation.role})
    return invitation


@transaction.atomic
def accept_invitation(*, actor: Actor, token: str, at: datetime) -> Staff:
    """Take the role that a link offers; sent again by the same person it changes nothing.

    Refused: a forged link, an invitation that was withdrawn or used, has expired or is above what its inviter may give
    now (`invitation.…`), for who works here already, and without a verified real name (`invitation.real_name`).
    """
    organization_id, invitation_id = invitations.read(token)
    organization = queries.locked(organization_id)
    invitation = _held(organization_id, invitation_id)

    if actor.id is None:
        raise NotAllowed("not_signed_in")

    rules.check_not_ended(organization)
    working = Staff.objects.filter(organization_id=organization_id, person_id=actor.id, ended_at__isnull=True).first()
    if working and actor.id in invitation.accepted_by:
        return working
    refusal = _why_not(actor, invitation, works_here=working is not None, at=at)
    if refusal:
        raise refusal

    person = identity_queries.volunteer(actor.id)
    staff = seats.take(organization, person.id, person.name, Role(invitation.role), at, invitation.project_ids)
    opening.open_up(organization, at)
    invitation.accepted_by = [*invitation.accepted_by, actor.id]
    if invitation.places == len(invitation.accepted_by):
        invitation.address_sealed = b""
    invitation.save(update_fields=["accepted_by", "address_sealed"])

    _tell(actor, "organizations.invitation_accepted", invitation, at, {"role": invitation.role, "person": staff.name})
    informing.inform(actor, invitation.inviter_id, "invitation_accepted", organization, at, name=staff.name)
    return staff


def _why_not(actor: Actor, invitation: Invitation, *, works_here: bool, at: datetime) -> Refused | None:
    if works_here:
        return invitations.works_here()
    if actor.id in invitation.accepted_by:
        return Refused(
            "invitation.used",
            _("You accepted this invitation before, and your work here has ended since."),
            next_step=_("Ask %(name)s for a new one.") % {"name": invitation.inviter_name},
        )
    refusal = invitations.why_not(invitation, at)
    if refusal is None and not invitations.has_real_name(actor):
        return Refused(
            "invitation.real_name",
            _("You have no verified real name yet, and staff answer for what they confirm."),
            next_step=_("Register your identity document, then open the invitation again."),
        )
    return refusal


def _held(organization_id: UUID, invitation_id: UUID) -> Invitation:
    """The invitation, under the lock of its organization."""
    found = Invitation.objects.filter(organization_id=organization_id, id=invitation_id)
    invitation = found.select_related("organization").first()
    if invitation is None:
        raise NotFound
    return invitation


def checked_address(way: Way, text: str) -> str:
    """The address in the form in which it is written to. Refused what can be none."""
    if way == Way.LINK:
        return ""
    if way == Way.SMS:
        try:
            return phones.parse(text)
        except Refused as refusal:
            refusal.field = "address"
            raise
    try:
        validate_email(text.strip())
    except ValidationError:
        raise Refused(
            "invitation.address",
            _("This can't be an e-mail address."),
            next_step=_("Check it for a missing @ or dot."),
            field="address",
        ) from None
    return text.strip()


def _masked(way: Way, address: str) -> str:
    if way == Way.SMS:
        return phones.masked(address[-4:])
    name, _at, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"[:120] if address else ""


def _check_number(organization_id: UUID, way: Way, places: int, at: datetime) -> None:
    if not 1 <= places <= (MOST_PLACES if way == Way.LINK else 1):
        raise Refused(
            "invitation.places",
            _("A link serves 1 to 50 people; an invitation to one address serves one."),
            next_step=_("Give a number within these bounds."),
            field="places",
        )
    recent = Invitation.objects.filter(organization_id=organization_id, invited_at__gt=at - timedelta(days=1))
    if recent.count() >= MOST_A_DAY:
        raise Refused(
            "invitation.many",
            _("Your organization has sent 100 invitations within a day, which is the most."),
            next_step=_("Go on tomorrow, or hand round one link."),
        )


def _send(actor: Actor, invitation: Invitation, address: str, language: str, at: datetime) -> None:
    if not address:
        return
    # Nobody has an account for this address yet, as far as is known: what is sent belongs to the invitation.
    recipient = Recipient(
        id=invitation.id,
        language=language,
        email=address if invitation.way == Way.EMAIL else "",
        phone=address if invitation.way == Way.SMS else "",
    )
    facts = {
        "organization": invitation.organization.name,
        "by": actor.label,
        "until": invitation.expires_at.isoformat(),
        "address": settings.SITE_URL + invitations.link(invitation),
    }
    messages.tell(
        actor=actor, recipient=recipient, template="staff_invited", facts=facts, at=at, channels=[invitation.way]
    )


def _tell(actor: Actor, name: str, invitation: Invitation, at: datetime, facts: dict[str, object]) -> None:
    organization: Organization = invitation.organization
    audit.record(
        actor,
        name,
        at=at,
        owner_id=organization.id,
        subject=("invitation", invitation.id, invitation.shown or organization.name),
        region_code=organization.region_id,
        facts=facts,
    )
