"""What every step at a shift asks and tells: a leader, a roster, an entry."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.core.reading import Given, Reading
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.attendance import rules
from volunteercloud.domain.audit import actions as audit


def allow_leader(actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> None:
    if not activity_queries.leads(actor, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    if actor.id == volunteer_id:
        raise NotAllowed("attendance.own")


# Held, so that the steps of one person on one shift take turns. Foreign keys that point there ask for less.
SIGN_UP = Reading(
    lambda: (
        SignUp.objects.select_for_update(of=("self",), no_key=True)
        .select_related("shift__activity")
        .filter(
            organization_id=Given("organization_id"), shift_id=Given("shift_id"), volunteer_id=Given("volunteer_id")
        )
    )
)


def on_roster(organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> SignUp:
    """The sign-up of a person whose place is settled, held. Refused by `rules.why_not_expected`."""
    sign_up = SIGN_UP.one(organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id)
    refusal = rules.why_not_expected(sign_up.state if sign_up else "")
    if sign_up is None or refusal:
        raise refusal or NotFound
    return sign_up


def tell(actor: Actor, name: str, sign_up: SignUp, at: datetime, facts: Mapping[str, object]) -> None:
    """The entry about one person on a shift."""
    tell_of(actor, name, sign_up.shift, at, {"volunteer": str(sign_up.volunteer_id), **facts})


def tell_of(actor: Actor, name: str, shift: Shift, at: datetime, facts: Mapping[str, object]) -> None:
    """The entry about a shift."""
    audit.record(
        actor,
        name,
        at=at,
        owner_id=shift.organization_id,
        subject=("shift", shift.id, shift.activity.title),
        region_code=shift.activity.region_id,
        facts=dict(facts),
    )
