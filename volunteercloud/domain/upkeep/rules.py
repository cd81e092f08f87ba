"""Who looks after the installation."""

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed

from . import queries


def require_keeper(actor: Actor) -> None:
    if not queries.may_keep(actor):
        raise NotAllowed("identity.not_officer")
