"""People who agreed to be found, and what they are looked for."""

from datetime import UTC, datetime

from tests.domain.organizations import factories as organizations
from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.matching import actions

SPOT = (30.25, 120.17)  # where the shifts of these tests are
A_KILOMETRE = 0.009  # of latitude, about
LONG_BEFORE = datetime(2026, 1, 2, tzinfo=UTC)


def findable(name: str = "小满", *, km: float | None = None, at: datetime = LONG_BEFORE, **profile) -> Actor:
    """Somebody who agreed to be found; ``km`` is how far north of the spot they start."""
    wished = {key: profile.pop(key) for key in ("reach_km", "parts", "remote") if key in profile}
    somebody = organizations.person(name, region=profile.pop("region", "990101"))
    Volunteer.objects.filter(id=somebody.id).update(**profile)
    actions.give_consent(actor=somebody, volunteer_id=somebody.id, purpose="found", at=at)
    if km is not None:
        wished |= {"latitude": SPOT[0] + km * A_KILOMETRE, "longitude": SPOT[1]}
    if wished:
        prefer(somebody, at, **wished)
    return somebody


def prefer(somebody: Actor, at: datetime, **wished):
    return actions.set_preference(actor=somebody, volunteer_id=somebody.id, wished=actions.Wished(**wished), at=at)
