"""Conditions decide who can: each by its name, whether it is met, and if not, how to meet it.

What a shift really asks at sign-up stands in `activities.rules`; here are the same conditions for whatever can be matched,
needs among them, and those that people set themselves: how far they go, and when.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.regions.models import RuleSet

from . import nearness, parts
from .people import Person
from .subjects import Subject


@dataclass(frozen=True, slots=True)
class Condition:
    """``words`` say what stands against it, ``next_step`` how it is met; ``way`` is the kind of thing that helps: course,
    consent, profile, real_name, time, place, other. ``terms`` are the codes that it is about, of the list ``terms_of``."""

    code: str
    title: str | Promise
    is_met: bool
    words: str | Promise = ""
    next_step: str | Promise = ""
    way: str = ""
    terms: tuple[str, ...] = ()
    terms_of: str = ""


@dataclass(frozen=True)
class Case:
    """One person held against one thing, under the rules of its region. What several conditions ask is worked out once."""

    person: Person
    subject: Subject
    rule_set: RuleSet
    today: date

    @cached_property
    def age(self) -> int | None:
        """On the day of service."""
        if self.person.birth_on is None:
            return None
        day = timezone.localdate(self.subject.starts_at) if self.subject.starts_at else self.today
        return identity_rules.age_on(self.person.birth_on, day)

    @cached_property
    def metres(self) -> int | None:
        """How far it is from where the person starts; None where one of the two is not known."""
        if self.person.point is None or self.subject.point is None:
            return None
        return nearness.metres(self.person.point, self.subject.point)


def _real_name(case: Case) -> bool:
    return case.person.real_name_level >= case.rule_set.minimum_real_name_level and case.person.birth_on is not None


def _guardian(case: Case) -> bool:
    age = case.age
    if age is None or case.person.in_guardian_account or age >= case.rule_set.guardian_consent_below_age:
        return True
    return age >= case.rule_set.guardian_account_below_age and case.person.has_guardian_consent


def _age(case: Case) -> bool:
    age, least, most = case.age, case.subject.minimum_age, case.subject.maximum_age
    return age is None or ((least is None or age >= least) and (most is None or age <= most))


def _skill(case: Case) -> bool:
    return case.person.skills.issuperset(case.subject.skills)


def _language(case: Case) -> bool:
    return case.person.languages.issuperset(case.subject.languages)


def _qualification(case: Case) -> bool:
    return holds(case.person.qualifications, case.subject.qualification)


def _time(case: Case) -> bool:
    subject = case.subject
    return parts.are_free(case.person.parts, subject.parts, one_is_enough=subject.one_part_is_enough)


def _distance(case: Case) -> bool:
    if case.subject.is_remote or case.person.reach_km is None:
        return True
    metres = case.metres
    return metres is None or metres <= case.person.reach_km * 1000


def _remote(case: Case) -> bool:
    return case.person.remote or not case.subject.is_remote


def holds(names: Iterable[str], asked: str) -> bool:
    """Whether somebody holds a qualification that is asked for. Papers are called one way or another, so one name that
    contains the other is enough; the original is looked at before the shift (`identity.see_original`)."""
    wanted = _plain(asked)
    return not wanted or any(wanted in held or held in wanted for held in map(_plain, names) if held)


def _plain(name: str) -> str:
    return "".join(name.casefold().split())


@dataclass(frozen=True, slots=True)
class Test:
    code: str
    title: Promise
    is_met: Callable[[Case], bool]
    words: Promise
    next_step: Promise
    way: str


TESTS = (
    Test(
        "real_name",
        _("Real name verified"),
        _real_name,
        _("Your real name is not verified yet, and hours are kept under a real name only."),
        _("Register your document; it takes about two minutes."),
        "real_name",
    ),
    Test(
        "guardian",
        _("Guardian’s consent"),
        _guardian,
        _("At your age a guardian has to agree first, and has not yet."),
        _("Ask for consent under “Account and security”; your guardian gets a link."),
        "consent",
    ),
    Test(
        "age",
        _("Age"),
        _age,
        _("Your age is not the one it is for."),
        _("Look for service without this condition."),
        "other",
    ),
    Test(
        "skill",
        _("Skills"),
        _skill,
        _("It asks for a skill that your profile does not name."),
        _("If you have it, add it to your profile; if not, a course may teach it."),
        "profile",
    ),
    Test(
        "language",
        _("Languages"),
        _language,
        _("It asks for a language that your profile does not name."),
        _("If you speak it, add it to your profile."),
        "profile",
    ),
    Test(
        "qualification",
        _("Qualification"),
        _qualification,
        _("It asks for a qualification that you have not stated."),
        _("If you hold it, state it with its days; if not, take the course that leads to it."),
        "course",
    ),
    Test(
        "time",
        _("The times you set"),
        _time,
        _("It is at a time that you did not tick as free."),
        _("Tick this part of the week under “What suits me”, or choose another time."),
        "preferences",
    ),
    Test(
        "distance",
        _("The distance you set"),
        _distance,
        _("It is further away than you said you go."),
        _("Set a longer way under “What suits me”."),
        "preferences",
    ),
    Test(
        "remote",
        _("On the spot or from home"),
        _remote,
        _("It is done from home, and you said that does not suit you."),
        _("Allow service from home under “What suits me”."),
        "preferences",
    ),
)
TERMS = {"skill": ("skill", "skills"), "language": ("language", "languages")}


def are_met(case: Case, tests: Sequence[Test] = TESTS) -> bool:
    """Whether everything is met that can be told without a calendar."""
    return all(test.is_met(case) for test in tests)


def judged(case: Case, tests: Sequence[Test] = TESTS) -> list[Condition]:
    """Each condition with its answer, in the words for the person themselves."""
    return [_condition(test, case) for test in tests]


def _condition(test: Test, case: Case) -> Condition:
    if test.is_met(case):
        return Condition(test.code, test.title, True)
    terms_of, name = TERMS.get(test.code, ("", ""))
    missing = (
        tuple(code for code in getattr(case.subject, name) if code not in getattr(case.person, name)) if name else ()
    )
    return Condition(test.code, test.title, False, test.words, test.next_step, test.way, missing, terms_of)
