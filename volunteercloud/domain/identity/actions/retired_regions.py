"""Offices whose region a new list of divisions has ended without one successor."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import officers, queries
from volunteercloud.domain.identity.models import OfficerGrant
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.regions import queries as regions_queries

PAGE_OF_OFFICERS = "/office/officers/"


@transaction.atomic
def ask_where_office_goes_on(*, actor: Actor, grant_id: UUID, at: datetime) -> OfficerGrant:
    """Ask the nearest officers above, once, where an office goes on whose region was split. Until they grant it for one or
    more of the new regions, it reaches the old code alone, and with it what was done there before."""
    held = OfficerGrant.objects.select_for_update(of=("self",)).select_related("account")
    grant = held.filter(id=grant_id, revoked_at__isnull=True).first()
    if grant is None:
        raise NotFound

    if grant.asked_above_at is not None:
        return grant
    grant.asked_above_at = at
    grant.save(update_fields=["asked_above_at"])

    audit.record(
        actor,
        "identity.office_without_region",
        at=at,
        owner_id=grant.account_id,
        subject=("office", grant.id, grant.account.label),
        region_code=grant.region_code,
    )
    over = [each for each in officers.officers_over(grant.region_code) if each.region_id != grant.region_id]
    for each in over:
        if each.region_id != over[0].region_id:
            break
        recipient = queries.recipient(each.account_id)
        region = regions_queries.full_name(grant.region_code, recipient.language)
        messages.tell(
            actor=actor,
            recipient=recipient,
            template="office_goes_where",
            facts={"region": region, "officer": grant.account.label},
            link=PAGE_OF_OFFICERS,
            at=at,
        )
    return grant
