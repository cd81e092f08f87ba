"""Twin help 结对帮扶 ("1+1"): an organization stands by one household, with a plan of visits, until it is ended."""

from datetime import datetime, time
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.actions.series import Pattern
from volunteercloud.domain.needs.models import Pairing


def pair(
    *,
    actor: Actor,
    organization_id: UUID,
    need_id: UUID,
    household: str,
    activity_id: UUID,
    post_id: UUID | None = None,
    pattern: Pattern,
    starts: time,
    ends: time,
    places: int | None = None,
    at: datetime,
) -> Pairing:
    """Begin the visits: a series of an activity that runs, by ``pattern`` from ``starts`` to ``ends`` each time."""
    raise NotImplementedError


def end_pairing(
    *, actor: Actor, organization_id: UUID, pairing_id: UUID, reason: str, still_needed: bool, at: datetime
) -> Pairing:
    """End the visits to come with a reason. The need is open again where help is still needed, else its result is told."""
    raise NotImplementedError
