"""What officers grant and take of an approved organization, and the seal its certificates carry."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.organizations import queries, rules, seals
from volunteercloud.domain.organizations.models import Organization

from .telling import tell


@transaction.atomic
def set_seal(*, actor: Actor, organization_id: UUID, picture: bytes, at: datetime) -> Organization:
    """Keep the picture of the seal that certificates carry; an empty one removes it. For owners only.

    Refused if it is not a picture, or larger than 2 MB.
    """
    organization = queries.locked(organization_id)

    if not rules.can_own(actor, organization_id):
        raise NotAllowed

    kept = seals.clean_seal(picture) if picture else None

    organization.seal = kept
    organization.save(update_fields=["seal"])

    tell(actor, "organizations.seal_set" if kept else "organizations.seal_removed", organization, at)
    return organization


@transaction.atomic
def set_trust(*, actor: Actor, organization_id: UUID, trusted: bool, at: datetime) -> Organization:
    """Let an organization publish without a review of every project, where its region's rules allow it, or no longer."""
    organization = queries.locked(organization_id)

    if not rules.is_officer_of(actor, organization):
        raise NotAllowed

    if trusted:
        rules.check_active(organization)

    organization.trusted = trusted
    organization.save(update_fields=["trusted"])

    tell(actor, "organizations.trust_given" if trusted else "organizations.trust_ended", organization, at)
    return organization
