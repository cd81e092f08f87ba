"""What people on a roster state to hold, for the leader who looks at their papers."""

from dataclasses import dataclass
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import SignUp, SignUpState
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Qualification


@dataclass(frozen=True, slots=True)
class Stated:
    """A person on the roster with what they state; nothing is shown of it that no post needs to know."""

    sign_up: SignUp
    qualifications: list[Qualification]


def originals(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[Stated]:
    """Everybody with a settled place in a shift, with the qualifications they state. For leaders; four statements."""
    coming = [
        each
        for each in activity_queries.roster(viewer, organization_id, shift_id)
        if each.state == SignUpState.CONFIRMED
    ]
    stated: dict[UUID, list[Qualification]] = {}
    for each in identity_queries.qualifications_of([sign_up.volunteer_id for sign_up in coming]):
        stated.setdefault(each.volunteer_id, []).append(each)
    return [Stated(sign_up, stated.get(sign_up.volunteer_id, [])) for sign_up in coming]
