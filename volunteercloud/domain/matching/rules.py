"""Who may look for people, ask them and set the weights, and how often people may be asked."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.needs import rules as need_rules
from volunteercloud.domain.needs.models import Need
from volunteercloud.domain.organizations import rules as organization_rules

MOST_ASKED_A_WEEK = 3  # of one person, by all organizations together
MOST_ASKED_A_DAY = 50  # by one organization
A_WEEK, A_DAY = timedelta(days=7), timedelta(days=1)
ANSWER_WITHIN = timedelta(days=3)


def may_look_for_people(actor: Actor, shift: Shift) -> bool:
    """Who manages the shift."""
    return organization_rules.can_manage(actor, shift.organization_id, shift.project_id)


def check_may_ask_for_shift(actor: Actor, shift: Shift) -> None:
    if not may_look_for_people(actor, shift):
        raise NotAllowed("organization.not_manager")
    organization_rules.check_may_publish(shift.organization)


def acts_for_need(actor: Actor, need: Need, organization_id: object) -> bool:
    """Who manages the station that looks after a need, or the organization that takes it up; people are found and asked in
    the name of that organization."""
    if organization_id not in (need.station_id, need.organization_id) or organization_id is None:
        return False
    return organization_rules.can_manage(actor, organization_id)  # type: ignore[arg-type]


def check_acts_for_need(actor: Actor, need: Need, organization_id: object) -> None:
    if not acts_for_need(actor, need, organization_id):
        if need_rules.may_see(actor, need):
            raise NotAllowed("need.not_station")
        raise NotFound


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


def asked_too_much_today() -> Refused:
    return Refused(
        "matching.day_full",
        _("Your organization has asked 50 people within a day, and more would wear people out."),
        next_step=_("Wait for answers, or ask more people tomorrow."),
    )


def nobody_to_ask() -> Refused:
    return Refused(
        "matching.nobody_asked",
        _("None of these people can be asked now: they were asked, do not fit any more, or wish not to be."),
        next_step=_("Look at the list again; it shows who can be asked."),
    )


def not_waiting() -> Refused:
    return Refused(
        "matching.answered",
        _("This question is no longer open: it was answered, or its time has passed."),
        next_step=_("You can still look at what is offered and sign up yourself."),
    )
