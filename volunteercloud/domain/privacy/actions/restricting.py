"""Restricting what may be done with a person's data, in one step, and lifting that again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.credentials import actions as credential_actions
from volunteercloud.domain.credentials.models import Share
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import restricting
from volunteercloud.domain.identity.consents import REQUIRED
from volunteercloud.domain.identity.models import Consent
from volunteercloud.domain.matching import actions as matching_actions
from volunteercloud.domain.privacy import rules


@transaction.atomic
def restrict(*, actor: Actor, volunteer_id: UUID, at: datetime) -> int:
    """From now on: not found, not matched, not asked, not written news, not known elsewhere, not shown. Every consent that may
    be withdrawn is, and every page that shows something is. It holds until it is lifted; meanwhile what was agreed to can be
    agreed to again, one by one.

    For the person and the guardian. What the law has kept goes on being kept, and service that the person gives goes on being
    recorded. Again, it changes nothing. The answer is how many things were stopped.
    """
    identity_queries.hold([volunteer_id])
    volunteer = identity_queries.volunteer(volunteer_id)
    given = Consent.objects.filter(volunteer_id=volunteer_id, withdrawn_at__isnull=True).exclude(purpose__in=REQUIRED)
    purposes = list(given.order_by("purpose").values_list("purpose", flat=True))
    shown = Share.objects.filter(volunteer_id=volunteer_id, withdrawn_at__isnull=True, until__gt=at)
    shares = list(shown.order_by("id").values_list("id", flat=True))

    rules.check_own(actor, volunteer_id)

    restricting.begin(volunteer_id, at)
    for purpose in purposes:
        matching_actions.withdraw_consent(actor=actor, volunteer_id=volunteer_id, purpose=purpose, at=at)
    for share_id in shares:
        credential_actions.withdraw_share(actor=actor, volunteer_id=volunteer_id, share_id=share_id, at=at)

    audit.record(
        actor,
        "privacy.restricted",
        at=at,
        owner_id=volunteer_id,
        subject=("volunteer", volunteer_id, volunteer.number),
        region_code=volunteer.region_id or "",
        facts={"consents": purposes, "shares": len(shares)},
    )
    return len(purposes) + len(shares)


@transaction.atomic
def lift_restriction(*, actor: Actor, volunteer_id: UUID, at: datetime) -> bool:
    """Let be done again what rests on no consent: being found by officers by name, and news of one's own organizations. What was
    withdrawn stays withdrawn. For the person and the guardian; False, and nothing changes, where nothing was restricted.
    """
    identity_queries.hold([volunteer_id])
    volunteer = identity_queries.volunteer(volunteer_id)

    rules.check_own(actor, volunteer_id)

    if not restricting.end(volunteer_id):
        return False

    audit.record(
        actor,
        "privacy.restriction_lifted",
        at=at,
        owner_id=volunteer_id,
        subject=("volunteer", volunteer_id, volunteer.number),
        region_code=volunteer.region_id or "",
    )
    return True
