"""Offices: given from above, for one region and everything below it, until they are taken back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries, rules
from volunteercloud.domain.identity.models import Account, OfficerGrant
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.regions import queries as regions_queries

from .registration import known_region


@transaction.atomic
def grant_office(*, actor: Actor, account_id: UUID, region_code: str, at: datetime) -> OfficerGrant:
    """Make somebody an officer. An office that stands already is returned as it is. Refused for an unknown region."""
    account = Account.objects.select_for_update().filter(id=account_id, is_active=True).first()
    if account is None:
        raise NotFound
    standing = OfficerGrant.objects.filter(account=account, region_id=region_code, revoked_at__isnull=True).first()

    if not rules.may_grant_office(actor, region_code):
        raise NotAllowed("identity.office_not_below")

    if standing:
        return standing
    if known_region(region_code) is None:
        raise Refused(
            "region.missing",
            _("An office is for a region, and none is named."),
            next_step=_("Choose the region; the office covers everything below it."),
            field="region_code",
        )

    grant = OfficerGrant.objects.create(
        id=ids.uuid7(), account=account, region_id=region_code, granted_by_label=actor.label[:200], granted_at=at
    )

    _tell("identity.office_granted", "office_granted", actor, grant, at)
    return grant


@transaction.atomic
def revoke_office(*, actor: Actor, account_id: UUID, region_code: str, at: datetime) -> OfficerGrant:
    """End an office. Who may give it may take it; officers may also lay down their own."""
    grant = (
        OfficerGrant.objects.select_for_update(of=("self",))
        .filter(account_id=account_id, region_id=region_code, revoked_at__isnull=True)
        .select_related("account")
        .first()
    )
    if grant is None:
        raise NotFound

    if not rules.may_grant_office(actor, region_code) and actor.id != account_id:
        raise NotAllowed("identity.office_not_below")

    grant.revoked_at = at
    grant.save(update_fields=["revoked_at"])

    _tell("identity.office_revoked", "office_revoked", actor, grant, at)
    return grant


def _tell(name: str, template: str, actor: Actor, grant: OfficerGrant, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=grant.account_id,
        subject=("office", grant.id, grant.account.label),
        region_code=grant.region_id,
    )
    recipient = queries.recipient(grant.account_id)
    region = regions_queries.full_name(grant.region_id, recipient.language)
    messages.tell(
        actor=actor, recipient=recipient, template=template, facts={"by": actor.label, "region": region}, at=at
    )
