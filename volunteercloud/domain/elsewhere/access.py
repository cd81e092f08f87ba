"""Who keeps sources and their lists."""

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity.models import Right

RIGHTS = (Right.PROJECTS, Right.NEEDS)


def check_officer(actor: Actor, region_code: str) -> None:
    """Officers of the region and above, who look after projects or needs."""
    if not officers.holds_office(actor, region_code, *RIGHTS):
        raise NotAllowed("review.not_officer")
