"""Who may take which shift, and why not: read aloud in the order a person would ask."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.projects.models import State as ProjectState
from volunteercloud.domain.regions.models import RuleSet

from . import limits
from .models import Shift, ShiftState

RECRUITING = (ProjectState.PUBLISHED,)
ONE_TO_FIFTY = _("Choose a number between 1 and 50.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the conditions of a post ask of a person. ``held`` are the places around it in their calendar, ``no_shows``
    when the shifts began to which they did not come without an excuse."""

    volunteer_id: UUID
    birth_on: date | None
    real_name_level: int
    in_guardian_account: bool
    has_guardian_consent: bool
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    held: list[limits.Held] = field(default_factory=list)
    no_shows: list[datetime] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Restriction:
    """That a coordinator is asked before a sign-up counts, because of shifts to which a person did not come."""

    no_shows: int
    until: datetime


def why_not(shift: Shift, candidate: Candidate, rule_set: RuleSet, at: datetime) -> Refused | None:
    """The first reason why this person cannot sign up for this shift now, or None. A full shift is no reason: there is
    a waiting list. ``shift`` comes with organization, post, activity and project."""
    return next(reasons(shift, candidate, rule_set, at), None)


def reasons(shift: Shift, candidate: Candidate, rule_set: RuleSet, at: datetime) -> Iterator[Refused]:
    """Every reason, in that order."""
    yield from reasons_of_shift(shift, at)
    yield from reasons_of_person(shift, candidate, rule_set)


def reasons_of_shift(shift: Shift, at: datetime) -> Iterator[Refused]:
    """Those that lie in the shift: nobody can sign up for it now."""
    closed = (_shift_is_over(shift, at), _organization_suspended(shift), _not_recruiting(shift, at))
    yield from (refusal for refusal in closed if refusal)


def reasons_of_person(shift: Shift, candidate: Candidate, rule_set: RuleSet) -> Iterator[Refused]:
    """Those that lie in the person: what is asked of who takes over a place, whatever the window of recruitment."""
    fit = (
        _real_name_missing(candidate, rule_set),
        _age_does_not_fit(shift, candidate, rule_set),
        _ability_missing(shift, candidate),
        _is_elsewhere(shift, candidate),
    )
    yield from (refusal for refusal in fit if refusal)
    yield from limits.exceeded(shift, candidate.held)


def why_not_instead(shift: Shift, candidate: Candidate, rule_set: RuleSet, at: datetime) -> Refused | None:
    """The first reason why this person cannot come in somebody's place."""
    return why_nobody_comes(shift, at) or next(reasons_of_person(shift, candidate, rule_set), None)


def why_nobody_comes(shift: Shift, at: datetime) -> Refused | None:
    """Why places of this shift do not change hands any more."""
    return _shift_is_over(shift, at) or _organization_suspended(shift)


def why_not_called(shift: Shift, candidate: Candidate, rule_set: RuleSet, at: datetime) -> Refused | None:
    """The first reason why this person, who stands by, cannot come, also while the shift is on."""
    return why_nobody_is_called(shift, at) or next(reasons_of_person(shift, candidate, rule_set), None)


def why_nobody_is_called(shift: Shift, at: datetime) -> Refused | None:
    if shift.state == ShiftState.CANCELLED:
        return _shift_is_over(shift, at)
    if at >= shift.ends_at:
        return Refused("standby.over", _("This shift is over."))
    return _organization_suspended(shift)


def asks_first(candidate: Candidate, rule_set: RuleSet, at: datetime) -> Restriction | None:
    """Whether a coordinator is asked before a sign-up of this person counts, and until when."""
    return restriction_of(candidate.no_shows, rule_set, at)


def restriction_of(no_shows: Iterable[datetime], rule_set: RuleSet, at: datetime) -> Restriction | None:
    """After `no_show_limit` unexcused absences within `no_show_days`, until so many of them lie further back. A limit of
    zero asks nobody (DOMAIN.md D2, "No-show handling")."""
    within = timedelta(days=rule_set.no_show_days)
    recent = sorted(moment for moment in no_shows if at - within < moment <= at)
    if not rule_set.no_show_limit or len(recent) < rule_set.no_show_limit:
        return None
    return Restriction(len(recent), recent[-rule_set.no_show_limit] + within)


def why_no_longer(shift: Shift, candidate: Candidate, rule_set: RuleSet) -> Refused | None:
    """Why somebody who has waited cannot take the place that is offered now: what may have changed since. The window of
    recruitment and the abilities were asked when they joined the waiting list."""
    return (
        _organization_suspended(shift)
        or _real_name_missing(candidate, rule_set)
        or _age_does_not_fit(shift, candidate, rule_set)
        or next(limits.exceeded(shift, candidate.held), None)
    )


def _organization_suspended(shift: Shift) -> Refused | None:
    if organization_rules.is_active(shift.organization):
        return None
    return Refused(
        "signup.organization",
        _("The organization of this shift may take nobody on for now."),
        next_step=_("Look for another shift nearby."),
    )


def _shift_is_over(shift: Shift, at: datetime) -> Refused | None:
    if shift.state == ShiftState.CANCELLED:
        return Refused(
            "signup.cancelled", _("This shift has been cancelled."), next_step=_("Look for another shift nearby.")
        )
    if at >= shift.starts_at:
        return Refused(
            "signup.started", _("This shift has begun already."), next_step=_("Choose a shift that is still to come.")
        )
    return None


def _not_recruiting(shift: Shift, at: datetime) -> Refused | None:
    project = shift.project
    today = timezone.localdate(at)
    if project.state not in RECRUITING:
        return Refused(
            "signup.not_public", _("This project is not public."), next_step=_("Look for another shift nearby.")
        )
    if project.recruits_from and today < project.recruits_from:
        return Refused(
            "signup.too_early",
            _("Sign-up has not opened yet."),
            next_step=_("Come back on the day it opens."),
            facts={"opens_on": project.recruits_from.isoformat()},
        )
    if project.recruits_to and today > project.recruits_to:
        return Refused(
            "signup.too_late",
            _("Sign-up for this project has closed."),
            next_step=_("Look for another shift nearby."),
            facts={"closed_on": project.recruits_to.isoformat()},
        )
    return None


def _real_name_missing(candidate: Candidate, rule_set: RuleSet) -> Refused | None:
    if candidate.real_name_level >= rule_set.minimum_real_name_level and candidate.birth_on:
        return None
    return Refused(
        "signup.real_name",
        _("Your real name is not verified yet, and hours are kept under a real name only."),
        next_step=_("Register your document; it takes about two minutes."),
    )


def _age_does_not_fit(shift: Shift, candidate: Candidate, rule_set: RuleSet) -> Refused | None:
    if candidate.birth_on is None:
        return None  # cannot be: `_real_name_missing` has asked
    age = identity_rules.age_on(candidate.birth_on, timezone.localdate(shift.starts_at))
    post = shift.post
    if age < rule_set.guardian_account_below_age and not candidate.in_guardian_account:
        return Refused(
            "signup.guardian_account",
            _("Children of this age serve from a guardian's account."),
            next_step=_("A parent or guardian can take you into theirs."),
        )
    if age < rule_set.guardian_consent_below_age and not (
        candidate.in_guardian_account or candidate.has_guardian_consent
    ):
        return Refused(
            "signup.guardian_consent",
            _("At your age a guardian has to agree first, and has not yet."),
            next_step=_("Ask for consent under “Account and security”; your guardian gets a link."),
        )
    if post.minimum_age is not None and age < post.minimum_age:
        return Refused(
            "signup.too_young",
            _("This post is for people of %(age)s and above.") % {"age": post.minimum_age},
            next_step=_("Look for a post without this condition."),
            facts={"minimum_age": post.minimum_age},
        )
    if post.maximum_age is not None and age > post.maximum_age:
        return Refused(
            "signup.too_old",
            _("This post is for people up to %(age)s.") % {"age": post.maximum_age},
            next_step=_("Look for a post without this condition."),
            facts={"maximum_age": post.maximum_age},
        )
    return None


def _ability_missing(shift: Shift, candidate: Candidate) -> Refused | None:
    skills = [code for code in shift.post.skills if code not in candidate.skills]
    languages = [code for code in shift.post.languages if code not in candidate.languages]
    if not skills and not languages:
        return None
    return Refused(
        "signup.ability",
        _("This post asks for a skill or a language that your profile does not name."),
        next_step=_("If you have it, add it to your profile."),
        facts={"skills": skills, "languages": languages},
    )


def _is_elsewhere(shift: Shift, candidate: Candidate) -> Refused | None:
    for one in candidate.held:
        if one.shift_id != shift.id and one.starts_at < shift.ends_at and shift.starts_at < one.ends_at:
            return clash(one.title)
    return None


def declined() -> Refused:
    """To whoever a coordinator took off the roster: one does not sign up past that decision."""
    return Refused(
        "signup.declined",
        _("The coordinator has declined your sign-up for this shift."),
        next_step=_("The reason stands under “My service”. Choose another shift, or call the contact of the project."),
    )


def clash(title: str = "") -> Refused:
    message = (
        _("You already hold a place at “%(title)s” at this time.") % {"title": title}
        if title
        else _("You already hold a place in another shift at this time.")
    )
    return Refused("signup.clash", message, next_step=_("Leave the other shift first, or choose another time."))


def why_nobody_is_added(shift: Shift, rule_set: RuleSet, at: datetime) -> Refused | None:
    """Why a leader cannot put anybody on the roster of this shift: before check-in opens people sign up themselves."""
    if shift.state == ShiftState.CANCELLED:
        return Refused("signup.cancelled", _("This shift has been cancelled."))
    opens = shift.starts_at - timedelta(minutes=rule_set.check_in_opens_minutes)
    if at < opens:
        return Refused(
            "signup.add_early",
            _("People are added once check-in has opened; until then they sign up themselves."),
            next_step=_("Send them the address of the project."),
            facts={"opens_at": opens.isoformat()},
        )
    return None


def why_not_added(shift: Shift, candidate: Candidate, rule_set: RuleSet) -> Refused | None:
    """What stands against adding a person, in words for the leader. Abilities are the leader's to judge on the spot."""
    refusal = _real_name_missing(candidate, rule_set) or _age_does_not_fit(shift, candidate, rule_set)
    return refusal and about_them(refusal)


def about_them(refusal: Refused) -> Refused:
    """A reason in words for a leader about somebody else. Nothing of their calendar is told but that it stands against it."""
    if refusal.code not in ABOUT_THEM:
        return refusal
    message, next_step = ABOUT_THEM[refusal.code]
    return Refused(refusal.code, message, next_step=next_step, facts=refusal.facts)


# The same reasons as at sign-up, told to a leader about somebody else.
ABOUT_THEM = {
    "signup.real_name": (
        _("This person's real name is not verified yet, and hours are kept under a real name only."),
        _("They register their document on their own phone; it takes about two minutes."),
    ),
    "signup.guardian_account": (
        _("Children of this age serve from a guardian's account."),
        _("The guardian takes the child into their account first."),
    ),
    "signup.guardian_consent": (
        _("At this age a guardian has to agree first, and had not by that day."),
        _("The young person asks for consent under “Account and security”; the guardian gets a link."),
    ),
    "signup.too_young": (
        _("This person is too young for this post."),
        _("Add them to a shift of a post without this condition."),
    ),
    "signup.too_old": (
        _("This person is above the age that this post is for."),
        _("Add them to a shift of a post without this condition."),
    ),
    "limit.shifts_in_row": (
        _("This would be more shifts in a row for this person than the post allows."),
        _("Let somebody who is rested come, or add them despite the limit; the reason stays visible."),
    ),
    "limit.hours_in_row": (
        _("This would be more hours in a row for this person than the post allows."),
        _("Let somebody who is rested come, or add them despite the limit; the reason stays visible."),
    ),
    "limit.rest": (
        _("This person would rest too little before or after this shift."),
        _("Let somebody who is rested come, or add them despite the limit; the reason stays visible."),
    ),
    "limit.week": (
        _("This person serves in as many shifts this week as the post allows."),
        _("Let somebody else have a turn, or add them despite the limit; the reason stays visible."),
    ),
    "limit.project": (
        _("This person serves in as many shifts of this project as the post allows."),
        _("Let somebody else have a turn, or add them despite the limit; the reason stays visible."),
    ),
}


def no_place() -> Refused:
    return Refused(
        "cover.no_place",
        _("There is no settled place in this shift any more that could change hands."),
        next_step=_("Look at the shifts of the project again."),
    )


def no_swap_place() -> Refused:
    return Refused(
        "cover.no_swap_place",
        _("This place is offered for one in another shift, and you hold none there."),
        next_step=_("Sign up for a shift that has places left."),
    )


def holds_place() -> Refused:
    return Refused(
        "signup.already",
        _("You hold a place in this shift already."),
        next_step=_("It stands under “My service”."),
    )


def they_clash() -> Refused:
    return Refused(
        "signup.clash",
        _("This person holds a place in another shift at this time."),
        next_step=_("Ask them which of the two is right; they leave the other one first."),
    )


def full() -> Refused:
    return Refused(
        "shift.full",
        _("All places of this shift are taken."),
        next_step=_("A coordinator can add the person and make room."),
    )


def unknown() -> Refused:
    return Refused(
        "signup.unknown",
        _("Nobody is registered here with this number."),
        next_step=_("Check the number; it stands under “My pass”."),
    )


def adds_oneself() -> Refused:
    return Refused(
        "signup.own",
        _("You lead this shift, and nobody adds themselves."),
        next_step=_("Ask another leader to add you."),
    )


def was_declined() -> Refused:
    return Refused(
        "signup.declined",
        _("A coordinator took this person off the roster of this shift."),
        next_step=_("Ask a coordinator, who may add them again."),
    )
