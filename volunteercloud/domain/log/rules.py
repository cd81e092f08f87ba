"""Who looks after alarms."""

from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right

from .models import Alarm


def may_close_alarm(actor: Actor, alarm: Alarm) -> bool:
    """Officers of the region it is about; one about the whole log only the operator, by command."""
    if actor.is_system:
        return True
    return bool(alarm.region_code) and identity_rules.is_officer_for(actor, alarm.region_code, Right.SYSTEM)
