"""Agreeing to a purpose and taking it back, with what follows for being found here or elsewhere: in one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.consents import Purpose
from volunteercloud.domain.identity.models import Consent
from volunteercloud.domain.matching import keeping
from volunteercloud.domain.national import presences


@transaction.atomic
def give_consent(*, actor: Actor, volunteer_id: UUID, purpose: str, at: datetime) -> Consent:
    """As `identity.give_consent`, which leaves the entry; whoever agrees to be found can be found at once, and whoever
    agrees to be known elsewhere is told to the national node, unless that is refused (`national.presences.begin`)."""
    consent = identity_actions.give_consent(actor=actor, volunteer_id=volunteer_id, purpose=purpose, at=at)
    if purpose == Purpose.FOUND:
        keeping.keep([volunteer_id], at)
    if purpose == Purpose.REGISTERED:
        presences.begin(volunteer_id, at)
    return consent


@transaction.atomic
def withdraw_consent(*, actor: Actor, volunteer_id: UUID, purpose: str, at: datetime) -> Consent:
    """As `identity.withdraw_consent`, which leaves the entry; the copy by which somebody was found goes with the consent."""
    consent = identity_actions.withdraw_consent(actor=actor, volunteer_id=volunteer_id, purpose=purpose, at=at)
    if purpose == Purpose.FOUND:
        keeping.forget([volunteer_id])
    if purpose == Purpose.REGISTERED:
        presences.leave(volunteer_id, at)
    return consent
