"""Who may look for people, see what suits a need, and set the weights."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.needs import rules as need_rules
from volunteercloud.domain.needs.models import Need
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization

FEWEST_AGES = 10  # years between the youngest and the oldest of a post for which people are found


def may_look_for_people(actor: Actor, shift: Shift) -> bool:
    """Who manages the shift."""
    return organization_rules.can_manage(actor, shift.organization_id, shift.project_id)


def check_may_look_for_people(actor: Actor, shift: Shift) -> None:
    """Refused while the organization may not act, and for a post of so few ages that to be found would tell how old
    somebody is (`matching.few_ages`)."""
    if not may_look_for_people(actor, shift):
        raise NotAllowed("organization.not_manager")
    organization_rules.check_active(shift.organization)
    least, most = shift.post.minimum_age, shift.post.maximum_age
    if most is not None and most - (least or 0) < FEWEST_AGES:
        raise _few_ages()


def check_may_ask_for_shift(actor: Actor, shift: Shift) -> None:
    check_may_look_for_people(actor, shift)
    organization_rules.check_may_publish(shift.organization)


def acts_for_need(actor: Actor, need: Need, organization_id: UUID | None) -> bool:
    """Who manages the station that looks after a need, or the organization that takes it up; people are found and asked in
    the name of that organization."""
    if organization_id is None or organization_id not in (need.station_id, need.organization_id):
        return False
    return organization_rules.can_manage(actor, organization_id)


def check_acts_for_need(actor: Actor, need: Need, organization_id: UUID | None) -> None:
    if not acts_for_need(actor, need, organization_id):
        if need_rules.may_see(actor, need):
            raise NotAllowed("need.not_station")
        raise NotFound


def check_may_ask_for_need(actor: Actor, need: Need, organization: Organization) -> None:
    check_acts_for_need(actor, need, organization.id)
    organization_rules.check_may_publish(organization)


def check_sees_organizations(actor: Actor, need: Need) -> None:
    """Organizations that suit a need are shown to whoever may choose one: its poster, its station, its officers."""
    if need_rules.is_poster(actor, need) or need_rules.looks_after(actor, need):
        return
    if need_rules.may_see(actor, need):
        raise NotAllowed("need.not_chooser")
    raise NotFound


def may_set_weights(actor: Actor) -> bool:
    """Weights hold for the whole country: its officers for the system, and the operator."""
    return actor.is_system or identity_rules.is_officer_for(actor, None, Right.SYSTEM)


def _few_ages() -> Refused:
    return Refused(
        "matching.few_ages",
        _("This post is for so few ages that a list of people who suit it would tell how old they are."),
        next_step=_("Make it open to at least ten years of age, or wait for people to sign up by themselves."),
    )
