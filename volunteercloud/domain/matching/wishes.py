"""Wishes decide in which order: what speaks for a pair, each as a whole number from 0 to 1000, and in words.

Whole numbers, so that a score is the same on every machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from . import nearness
from .conditions import Case
from .models import Purpose

FURTHEST_METRES = 20_000  # beyond that nothing is near any more
SOON = timedelta(days=14)
SHOWN_FROM = 300  # what speaks for it less than that is no reason worth telling
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something stands where it stands; ``points`` is what it added to the score."""

    code: str
    words: str | Promise
    points: int


@dataclass(frozen=True, slots=True)
class Wish:
    """``weight`` is what it counts in the first version of the weights; operators set others. What speaks for nearly
    everything ``is_general``: it is told after what is particular."""

    code: str
    weight: int
    meaning: Promise
    words: Promise
    is_general: bool = False


WISHES: dict[Purpose, tuple[Wish, ...]] = {
    Purpose.OPPORTUNITIES: (
        Wish("interest", 30, _("A kind of service that the person likes"), _("A kind of service you like")),
        Wish("skill", 15, _("It asks for a skill that the person has"), _("It needs what you can do")),
        Wish("served", 10, _("A kind of service given before"), _("You have given this kind of service before")),
        Wish("before", 10, _("An organization served with before"), _("You have served with this organization before")),
        Wish("team", 10, _("An organization the person is a member of"), _("By an organization you belong to")),
        Wish("near", 25, _("How near it is"), _("Near you")),
        Wish("soon", 10, _("How soon it is"), _("Within the next days"), True),
        Wish("urgent", 10, _("How urgent it is"), _("Urgently needed")),
        Wish("room", 5, _("How many places are still free"), _("Many people are still missing"), True),
        Wish("welcome", 10, _("Open to people who are new"), _("Good to begin with: no experience needed")),
    ),
    Purpose.VOLUNTEERS: (
        Wish("interest", 25, _("A kind of service that the person likes"), _("Likes this kind of service")),
        Wish("served", 15, _("A kind of service given before"), _("Has given this kind of service before")),
        Wish("before", 15, _("An organization served with before"), _("Has served with you before")),
        Wish("team", 15, _("An organization the person is a member of"), _("Is a member of your organization")),
        Wish("near", 30, _("How near it is"), _("Starts from nearby")),
        Wish("time", 15, _("The person named this time as free"), _("Named this time as free")),
        Wish("rested", 25, _("How seldom the person was asked lately"), _("Was seldom asked lately"), True),
        Wish("welcome", 5, _("The person is new"), _("Would like to begin")),
    ),
    Purpose.ORGANIZATIONS: (
        Wish("kind", 30, _("A kind of service that the organization gives"), _("This is the kind of service it gives")),
        Wish("near", 30, _("How near its region is"), _("Works in this area")),
        Wish("tree", 10, _("Its place in the tree beside the station"), _("Stands with the station in one tree")),
        Wish("history", 10, _("Needs of this kind that it met"), _("Has met needs of this kind before")),
        Wish("results", 15, _("How those it helped rated it"), _("Was rated well by those it helped")),
        Wish(
            "load", 15, _("How little it has taken up at the moment"), _("Has little on its hands at the moment"), True
        ),
    ),
    Purpose.NEEDS: (
        Wish("kind", 30, _("A kind of service that the organization gives"), _("The kind of service you give")),
        Wish("near", 25, _("How near its region is"), _("In your area")),
        Wish("urgent", 20, _("How urgent it is"), _("Urgently needed")),
        Wish("waiting", 15, _("How long it has waited"), _("Has waited for long")),
        Wish("tree", 10, _("Its place in the tree beside the station"), _("From a station in your tree")),
        Wish("history", 10, _("Needs of this kind that it met"), _("You have met needs of this kind before")),
    ),
}

Values = Mapping[str, int]


def of_opportunity(case: Case, now: datetime) -> dict[str, int]:
    """What speaks for an opportunity, for one person."""
    person, subject = case.person, case.subject
    organization_id = subject.organization_id
    asks_nothing = not subject.skills and not subject.qualification
    return {
        "interest": _all_if(subject.category in person.categories),
        "skill": _all_if(bool(subject.skills) and person.skills.issuperset(subject.skills)),
        "served": _all_if(subject.category in person.served),
        "before": _all_if(organization_id in person.served_with),
        "team": _all_if(organization_id in person.member_of),
        "near": near(case),
        "soon": _soon(subject.starts_at, now),
        "urgent": subject.urgency * 500,
        "room": _room(subject.places, subject.places_left),
        "welcome": _all_if(person.is_new and asks_nothing),
    }


def near(case: Case) -> int:
    """By the distance; by the regions where none is known. From home everything is equally near."""
    if case.subject.is_remote:
        return 500
    metres = case.metres
    if metres is None:
        return nearness.value_of_regions(case.person.region_code, case.subject.region_code)
    furthest = case.person.reach_km * 1000 if case.person.reach_km else FURTHEST_METRES
    return nearness.value_of_distance(metres, max(furthest, 1000))


def score(values: Values, weights: Mapping[str, int]) -> int:
    return sum(weights.get(code, 0) * value for code, value in values.items())


def reasons(purpose: Purpose, values: Values, weights: Mapping[str, int], metres: int | None = None) -> list[Reason]:
    """What spoke most for it, the most first and what is general last, in the words for the reader of that purpose."""
    found = [
        (wish.is_general, Reason(wish.code, _words(wish, metres), weights.get(wish.code, 0) * values[wish.code]))
        for wish in WISHES[purpose]
        if values.get(wish.code, 0) >= SHOWN_FROM and weights.get(wish.code, 0) > 0
    ]
    found.sort(key=lambda one: (one[0], -one[1].points, one[1].code))
    return [reason for _is_general, reason in found[:MOST_REASONS]]


def _words(wish: Wish, metres: int | None) -> str | Promise:
    if wish.code != "near" or metres is None:
        return wish.words
    if metres < 1000:
        return _("Less than 1 km from you")
    return format_lazy(
        ngettext_lazy("About {number} km from you", "About {number} km from you", round(metres / 1000)),
        number=round(metres / 1000),
    )


def _all_if(holds: bool) -> int:
    return 1000 if holds else 0


def _soon(starts_at: datetime | None, now: datetime) -> int:
    """1000 now, nothing in two weeks. What has no time can begin at any: half."""
    if starts_at is None:
        return 500
    minutes = max(0, int((starts_at - now).total_seconds() // 60))
    return max(0, 1000 - 1000 * minutes // int(SOON.total_seconds() // 60))


def _room(places: int | None, left: int | None) -> int:
    return 1000 * min(left, places) // places if places and left else 0
