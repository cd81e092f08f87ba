"""An organization lets a system record in its name. Who records, certifies: so somebody of its staff answers for it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.exchange import access
from volunteercloud.domain.exchange.models import Agreement, Entity, System
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization


@transaction.atomic
def agree(*, actor: Actor, organization_id: UUID, system_code: str, at: datetime) -> Agreement:
    """From now on records that the system brings for this organization are confirmed in the actor's name (grade E). Refused
    for who does not manage the organization, for one that may not act, and for a system that brings no records here."""
    organization = _allowed(actor, organization_id)

    organization_rules.check_active(organization)
    system = System.objects.filter(code=system_code).first()
    if system is None:
        raise NotFound
    access.check_active(system)
    if Entity.RECORD not in system.brings or not organization.region_id.startswith(system.region_id):
        raise Refused("exchange.brings_nothing", _("This system brings no records of organizations where yours is."))

    agreement, _made = Agreement.objects.update_or_create(
        organization=organization,
        system_code=system.code,
        defaults={
            "person_id": actor.person_id,
            "person_name": actor.label[:300],
            "agreed_at": at,
            "ended_at": None,
        },
    )

    _record(actor, "exchange.agreed", at, organization, system.code)
    return agreement


@transaction.atomic
def end_agreement(*, actor: Actor, organization_id: UUID, system_code: str, at: datetime) -> None:
    """From now on nothing of the system becomes a record of this organization. What did stays."""
    organization = _allowed(actor, organization_id)

    found = Agreement.objects.filter(organization=organization, system_code=system_code, ended_at__isnull=True)
    if not found.update(ended_at=at):
        raise Refused("exchange.agreed_nothing", _("There is no agreement with this system."))

    _record(actor, "exchange.agreement_ended", at, organization, system_code)


def _allowed(actor: Actor, organization_id: UUID) -> Organization:
    organization = organization_queries.organization(actor, organization_id)
    if not organization_rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")
    return organization


def _record(actor: Actor, name: str, at: datetime, organization: Organization, system_code: str) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=organization.id,
        subject=("organization", organization.id, organization.name),
        region_code=organization.region_id,
        facts={"system": system_code},
    )
