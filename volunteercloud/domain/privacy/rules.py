"""Who may use the rights of a person."""

from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.identity import rules as identity_rules


def check_own(actor: Actor, volunteer_id: UUID) -> None:
    """For oneself, and for a child in one's account."""
    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("privacy.not_yours")
