from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right


def may_export(actor: Actor, region_code: str) -> bool:
    """Officers of the region and above with the right to its figures: what an export says is exact. Of the whole country only
    those of the whole country."""
    return identity_rules.is_officer_for(actor, region_code or None, Right.STATISTICS)
