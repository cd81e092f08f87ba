"""Putting somebody on the roster who did not sign up: on the spot, or afterwards. The reason stays visible."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities.models import SignUp


@retried
def add_to_roster(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_id: UUID,
    reason: str,
    makes_room: bool = False,
    at: datetime,
) -> SignUp:
    """A leader puts a person on the roster of a shift that has begun or is over, with a reason that stays visible.

    ``makes_room`` adds a place where all are taken, which coordinators may. Whoever is on the roster already stays as they
    are. Refused without a reason (`signup.added_reason`), for a full shift (`shift.full`), for a place held elsewhere at
    that time (`signup.clash`), for a person without a verified real name (`signup.real_name`), of the wrong age or without
    the guardian's consent on that day.
    """
    raise NotImplementedError
