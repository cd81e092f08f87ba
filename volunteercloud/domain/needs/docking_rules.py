"""Who may offer, who may choose, and what an organization must be to take a need up."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import Project, State

from . import rules
from .models import UNPOSTED, WAITING, Need, Offer

MOST_PEOPLE_DIRECTLY = 5
MOST_WAITING = 50
MOST_TIMES = 3  # that the same one offers for the same need
SHORTEST = 4
CONFIRMED_FOR = timedelta(days=7)
UNANSWERED_FOR = timedelta(days=14)


def may_choose(actor: Actor, need: Need) -> bool:
    """Its poster, who manages its station, and officers of its region and above with the right to needs."""
    return rules.is_poster(actor, need) or rules.looks_after(actor, need)


def check_may_choose(actor: Actor, need: Need, offer: Offer) -> None:
    """Who may choose; an officer not among offers of an organization of their own, unless it is also their need."""
    if not may_choose(actor, need):
        if rules.may_see(actor, need):
            raise NotAllowed("need.not_chooser")
        raise NotFound
    if rules.is_poster(actor, need) or rules.is_station(actor, need):
        return
    if offer.organization_id and organization_rules.is_own(actor, offer.organization_id):
        raise Refused(
            "offer.own_organization",
            _("You work for this organization, and nobody decides about their own."),
            next_step=_("Leave it to the poster, the station or another officer."),
        )


def check_takes_offers(actor: Actor, need: Need) -> None:
    """Not found before it was opened; refused once an organization was chosen, and once it is over."""
    if need.state in UNPOSTED or not rules.may_see(actor, need):
        raise NotFound
    if need.state not in WAITING:
        raise Refused(
            "need.not_open",
            _("This need is not open any more: it was taken up, or has ended."),
            next_step=_("Look at the board for needs that are open."),
            facts={"state": need.state},
        )
    if need.organization_id is not None:
        raise taken(need)


def taken(need: Need) -> Refused:
    return Refused(
        "need.taken",
        _("“%(organization)s” takes this need up.") % {"organization": need.organization_name},
        next_step=_("Look at the board for needs that are open."),
        facts={"state": need.state},
    )


def check_not_often(need: Need, **of_whom: UUID) -> None:
    """Each offer is told to the poster: whoever takes it back or is declined offers again a few times, not for ever."""
    if Offer.objects.filter(need=need, **of_whom).count() >= MOST_TIMES:
        raise Refused(
            "offer.often",
            _("You have offered three times for this need."),
            next_step=_("Look at the board for needs that nobody answered yet."),
        )


def check_may_be_chosen(organization: Organization) -> None:
    """Whether an organization that offered can still take a need up, in words for whoever chooses."""
    if organization_rules.may_publish(organization):
        return
    raise Refused(
        "offer.organization",
        _("This organization may publish nothing new for now, so it can't take the need up."),
        next_step=_("Choose another offer."),
    )


def is_small(need: Need) -> bool:
    """Whether volunteers may help directly, through the station: for few people, and where nobody may come to harm."""
    return need.people <= MOST_PEOPLE_DIRECTLY and not need.is_dangerous


def why_not_directly(need: Need, volunteer: Volunteer, at: datetime) -> Refused | None:
    """The first reason why a volunteer cannot offer to help with this need directly."""
    if not is_small(need):
        return Refused(
            "offer.not_small",
            _("This need takes more than five people, or care that an organization has to plan."),
            next_step=_("Once an organization takes it up, you can sign up for the shift."),
        )
    if need.station_id is None:
        return Refused(
            "offer.no_station",
            _("No station looks after this need, so nobody could put you on a roster."),
            next_step=_("Once an organization takes it up, you can sign up for the shift."),
        )
    rule_set = rules.rule_set(need.region_id or "", at)
    if volunteer.real_name_level < rule_set.minimum_real_name_level or volunteer.birth_on is None:
        return Refused(
            "signup.real_name",
            _("Your real name is not verified yet, and hours are kept under a real name only."),
            next_step=_("Register your document; it takes about two minutes."),
        )
    age = identity_rules.age_on(volunteer.birth_on, timezone.localdate(at))
    if need.minimum_age is not None and age < need.minimum_age:
        return Refused(
            "signup.too_young",
            _("This need is for people of %(age)s and above.") % {"age": need.minimum_age},
            next_step=_("Look at the board for needs without this condition."),
            facts={"minimum_age": need.minimum_age},
        )
    return None


def check_may_dock(actor: Actor, need: Need, organization: Organization, project_id: UUID | None) -> None:
    """For managers of the organization that was chosen, or of the station while nobody is. Refused while it may publish
    nothing, and once the need has moved on."""
    if not organization_rules.can_manage(actor, organization.id, project_id):
        raise NotAllowed("organization.not_manager")
    is_stations = need.organization_id is None and need.station_id == organization.id
    if need.organization_id != organization.id and not is_stations:
        if need.organization_id is not None and need.state in WAITING:
            raise taken(need)
        if not rules.may_see(actor, need):
            raise NotFound
        raise Refused(
            "docking.not_chosen",
            _("Your organization was not chosen for this need."),
            next_step=_("Offer to take it up; the poster or the station chooses."),
        )
    if need.state not in WAITING:
        raise Refused(
            "need.docked",
            _("This need is docked already, or has ended."),
            next_step=_("Open it again to see how it stands."),
            facts={"state": need.state},
        )
    organization_rules.check_may_publish(organization)


def check_fits(need: Need, project: Project, today: date) -> None:
    """Whether a need can go into a project that is there: public and taking people on, where the need is, insured where
    harm is possible."""
    if project.state != State.PUBLISHED:
        raise Refused(
            "docking.not_public",
            _("This project is not public, so nobody could sign up."),
            next_step=_("Choose a project that is public, or start a new one from the need."),
            field="project_id",
        )
    if project.recruits_to and project.recruits_to < today:
        raise Refused(
            "docking.closed",
            _("Sign-up for this project has closed, so nobody could come."),
            next_step=_("Let its sign-up last longer first, or choose another project."),
            field="project_id",
            facts={"closed_on": project.recruits_to.isoformat()},
        )
    here, there = need.region_id or "", project.region_id or ""
    if not need.is_remote and not here.startswith(there) and not there.startswith(here):
        raise Refused(
            "docking.region",
            _("This project takes place in another region than the need."),
            next_step=_("Choose a project of that region, or start a new one from the need."),
            field="project_id",
        )
    if need.is_dangerous and not (project.is_dangerous and project.policy_number):
        raise Refused(
            "docking.dangerous",
            _("Whoever helps here may come to harm, and this project names no insurance for that."),
            next_step=_("Choose a project that is insured, or start a new one from the need."),
            field="project_id",
        )


def check_reason(reason: str) -> str:
    """A sentence for whoever is let down by the step."""
    if len(reason.strip()) < SHORTEST:
        raise Refused("need.reason", _("Say why, in a sentence: whoever counted on it is told."), field="reason")
    return reason.strip()[:1000]
