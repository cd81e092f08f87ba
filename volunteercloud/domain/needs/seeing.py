"""Whose a need is, who looks after it, and who may know of it: what reading and writing both ask."""

from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization

from .models import PUBLIC, Need, PosterKind


def is_poster(actor: Actor, need: Need) -> bool:
    """The person who posted it, or whoever manages the organization that did."""
    if need.poster_kind == PosterKind.ORGANIZATION:
        return organization_rules.can_manage(actor, need.poster_id)
    return identity_rules.may_act_for(actor, need.poster_id)


def is_station(actor: Actor, need: Need) -> bool:
    """Who manages the station that looks after it, while that is at work."""
    if need.station_id is None or not organization_rules.can_manage(actor, need.station_id):
        return False
    return organization_rules.is_active(Organization.objects.get(pk=need.station_id))


def is_officer(actor: Actor, region_code: str | None) -> bool:
    return identity_rules.is_officer_for(actor, region_code, Right.NEEDS)


def looks_after(actor: Actor, need: Need) -> bool:
    """The station's managers and the officers of its region and above."""
    return is_station(actor, need) or is_officer(actor, need.region_id)


def may_see(viewer: Actor, need: Need) -> bool:
    """What was opened is public until it ends without being met; all else is its poster's, its station's, its officers'
    and that of the organization that took it up."""
    if need.state in PUBLIC or is_poster(viewer, need) or looks_after(viewer, need):
        return True
    return need.organization_id is not None and organization_rules.can_look_on(viewer, need.organization_id)
