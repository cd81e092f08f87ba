"""Offers: who takes a need up. Several may; the poster or the station chooses one organization, or some volunteers."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.needs.models import Offer


def offer(*, actor: Actor, need_id: UUID, organization_id: UUID, words: str = "", at: datetime) -> Offer:
    """An organization at work offers to take a need up. Offered again, the offer that waits says the new words."""
    raise NotImplementedError


def offer_myself(
    *, actor: Actor, need_id: UUID, volunteer_id: UUID | None = None, words: str = "", at: datetime
) -> Offer:
    """A volunteer, or a child in the account, offers to help with a small need through its station."""
    raise NotImplementedError


def withdraw_offer(*, actor: Actor, offer_id: UUID, reason: str = "", at: datetime) -> Offer:
    """Take an offer back; one that was chosen needs a reason, and the need is open again."""
    raise NotImplementedError


def choose(*, actor: Actor, offer_id: UUID, at: datetime) -> Offer:
    """The poster, the station or an officer chooses. The organization docks the need next; volunteers wait for the station."""
    raise NotImplementedError


def decline(*, actor: Actor, offer_id: UUID, reason: str, at: datetime) -> Offer:
    """Turn an offer down, or let a chosen one go that was not docked yet, with a reason that its sender is told."""
    raise NotImplementedError
