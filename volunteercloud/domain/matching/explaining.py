"""Why not: every condition of a shift or a need for one person, those not met with what would meet them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import choices, commitments, explaining
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities import rules as activity_rules
from volunteercloud.domain.activities.models import STANDING, Shift, SignUpState
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.needs import docking_rules
from volunteercloud.domain.needs.models import WAITING, Need
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet

from . import conditions, people, subjects, volunteers
from .conditions import Case, Condition

OWN = frozenset({"qualification", "time", "distance", "remote"})
# What a shift asks at sign-up, under the code of the condition: its title, the codes that speak against it, what helps.
AT_SIGN_UP: tuple[tuple[str, Promise, frozenset[str], str], ...] = (
    ("open", _("The shift is open and still to come"), frozenset({"signup.cancelled", "signup.started"}), "other"),
    ("organization", _("The organization may act"), frozenset({"signup.organization"}), "other"),
    (
        "recruiting",
        _("The project recruits on this day"),
        frozenset({"signup.not_public", "signup.too_early", "signup.too_late"}),
        "time",
    ),
    ("real_name", _("Real name verified"), frozenset({"signup.real_name"}), "real_name"),
    (
        "guardian",
        _("Guardian’s consent"),
        frozenset({"signup.guardian_account", "signup.guardian_consent"}),
        "consent",
    ),
    ("age", _("Age"), explaining.AGE, "other"),
    ("skill", _("Skills"), frozenset({"signup.ability"}), "profile"),
    ("language", _("Languages"), frozenset({"signup.ability"}), "profile"),
    ("free", _("Free at this time"), frozenset({"signup.clash"}), "time"),
    (
        "rest",
        _("Rest and limits of the post"),
        frozenset({"limit.shifts_in_row", "limit.hours_in_row", "limit.rest", "limit.week", "limit.project"}),
        "time",
    ),
    ("roster", _("Not taken off this roster"), frozenset({"signup.declined"}), "other"),
)
# One refusal at sign-up names missing skills and languages alike; its facts tell them apart.
ABILITIES = {"skill": "skills", "language": "languages"}


@dataclass(frozen=True, slots=True)
class Explained:
    """``is_met``: nothing stands against it. ``mine`` is how the person's sign-up stands, if there is one."""

    conditions: list[Condition]
    mine: str = ""
    is_full: bool = False

    @property
    def failing(self) -> list[Condition]:
        return [one for one in self.conditions if not one.is_met]

    @property
    def is_met(self) -> bool:
        return not self.failing


def of_shift(
    viewer: Actor, organization_id: UUID, shift_id: UUID, now: datetime, volunteer_id: UUID | None = None
) -> tuple[Shift, Explained]:
    """For the viewer, or a child of theirs: what a public shift asks, and what they set themselves."""
    shift = activity_queries.shift(organization_id, shift_id)
    if shift.project.state not in activity_rules.RECRUITING:
        raise NotFound
    person_id = _person_asked(viewer, volunteer_id)
    return shift, _explained(shift, person_id, now, about_them=False)


def of_shift_for(
    viewer: Actor, organization_id: UUID, shift_id: UUID, number: str, now: datetime
) -> tuple[Shift, Explained]:
    """For whoever manages the shift, about the person with a public number. No more is told than the question needs: not
    the age, not where else they serve, and nothing of what they set for themselves."""
    shift = activity_queries.shift(organization_id, shift_id)
    if not organization_rules.can_manage(viewer, organization_id, shift.project_id):
        raise NotAllowed("organization.not_manager")
    try:
        volunteer = identity_queries.volunteer_by_number(number)
    except NotFound:
        raise activity_rules.unknown() from None
    return shift, _explained(shift, volunteer.id, now, about_them=True)


def of_need(viewer: Actor, need: Need, now: datetime, volunteer_id: UUID | None = None) -> Explained:
    """For the viewer, or a child of theirs: whether they can help with a need directly, through its station."""
    person_id = _person_asked(viewer, volunteer_id)
    person, subject = people.of(person_id, now), subjects.of_need(need)
    case = Case(person, subject, _rules(subject.region_code, now), timezone.localdate(now))
    is_free = person_id not in volunteers.busy([person_id], subject)
    return Explained([*_of_the_need(need), *conditions.judged(case), _free(is_free)])


def _explained(shift: Shift, person_id: UUID, now: datetime, *, about_them: bool) -> Explained:
    volunteer = Volunteer.objects.filter(id=person_id).first()
    if volunteer is None:
        raise NotFound
    rule_set = _rules(shift.activity.region_id, now)
    calendar = commitments.calendars([person_id], [shift], rule_set, now)[person_id]
    mine = next((row.state for row in calendar if row.shift_id == shift.id), "")
    candidate = choices.candidate_of(volunteer, now, calendar)
    against = [activity_rules.declined()] if mine == SignUpState.DECLINED else []
    against += activity_rules.reasons(shift, candidate, rule_set, now)
    if about_them:
        against = [explaining.told(refusal) for refusal in against]
    person, subject = people.of(person_id, now), subjects.of_shift(shift)
    case = Case(person, subject, rule_set, timezone.localdate(now))
    own = [one for one in conditions.judged(case) if one.code in (OWN if not about_them else {"qualification"})]
    if about_them:
        own = [_about_qualification(one) for one in own]
    asked = [_at_sign_up(*each, against) for each in AT_SIGN_UP]
    return Explained([*asked, *own], mine if mine in STANDING else "", shift.taken >= shift.places)


def _at_sign_up(code: str, title: Promise, codes: frozenset[str], way: str, against: Iterable[Refused]) -> Condition:
    found = next((refusal for refusal in against if refusal.code in codes), None)
    terms = _listed(found, ABILITIES[code]) if found and code in ABILITIES else ()
    if found is None or (code in ABILITIES and not terms):
        return Condition(code, title, True)
    terms_of = code if code in ABILITIES else ""
    return Condition(code, title, False, found.message, found.next_step, way, tuple(terms), terms_of)


def _listed(refusal: Refused, name: str) -> Sequence[str]:
    found = refusal.facts.get(name)
    return [str(each) for each in found] if isinstance(found, list) else []


def _of_the_need(need: Need) -> list[Condition]:
    is_open = need.state in WAITING and need.organization_id is None
    is_small = docking_rules.is_small(need) and need.station_id is not None
    return [
        Condition("open", _("The need is open"), True)
        if is_open
        else Condition(
            "open",
            _("The need is open"),
            False,
            _("Somebody takes this need up already, or it has ended."),
            _("Look at the board for needs that are open."),
            "other",
        ),
        Condition("small", _("Single people may help"), True)
        if is_small
        else Condition(
            "small",
            _("Single people may help"),
            False,
            _("This need takes an organization: for the number of people, for safety, or because no station is near."),
            _("Once an organization takes it up, you can sign up for the shift."),
            "time",
        ),
    ]


def _free(is_free: bool) -> Condition:
    if is_free:
        return Condition("free", _("Free at this time"), True)
    return Condition(
        "free",
        _("Free at this time"),
        False,
        _("You already hold a place in another shift at this time."),
        _("Leave the other shift first, or choose another time."),
        "time",
    )


def _about_qualification(one: Condition) -> Condition:
    if one.is_met:
        return one
    return replace(
        one,
        words=_("They have not stated the qualification that this post asks for."),
        next_step=_("If they hold it, they state it under “Qualifications”; you look at the original."),
    )


def _person_asked(viewer: Actor, volunteer_id: UUID | None) -> UUID:
    person_id = volunteer_id or viewer.person_id
    if not identity_rules.may_act_for(viewer, person_id):
        raise NotFound
    return person_id


def _rules(region_code: str, now: datetime) -> RuleSet:
    return region_queries.rules_for(region_code, timezone.localdate(now))
