"""Made-up people of the city of opportunities: what they truly like and can do, and the little of it that their profile says.

Matching sees the profile and the history; whether it was right is judged by what the person truly likes, which no row holds.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from volunteercloud.cli.evaluation.corpus import CENTRE, HALF_WIDTH, City, Organization, Topic, new_id, topics
from volunteercloud.cli.evaluation.ranking import RELATED, RIGHT
from volunteercloud.core import geography
from volunteercloud.domain.matching import parts
from volunteercloud.domain.search.models import Document

# How much of the truth a profile says, and how much of it shows in what somebody did before.
SAYS_KIND, SAYS_SKILL, SAYS_REACH, SAYS_TIMES, SERVED = 0.7, 0.8, 0.6, 0.6, 0.5
REACHES_KM = (2, 3, 5, 8, 15)


@dataclass(slots=True)
class Person:
    """``likes``, ``goes_km`` and ``free`` (parts of the week, counted from Monday morning) are the truth; ``says_…`` and
    ``served_for`` what the platform knows."""

    id: UUID
    point: tuple[float, float]
    born_on: date
    likes: list[Topic]
    goes_km: int
    free: set[int]
    says_kinds: set[str] = field(default_factory=set)
    says_skills: set[str] = field(default_factory=set)
    says_km: int | None = None
    says_free: set[int] = field(default_factory=set)
    served_for: list[Organization] = field(default_factory=list)

    def would_take(self, document: Document, topic: Topic) -> int:
        """How good an opportunity truly is for this person: 2 for what they like, 1 for the same kind, 0 for what they can't
        reach, have no time for, or don't care for."""
        if not self._can(document):
            return 0
        if topic in self.likes:
            return RIGHT
        return RELATED if topic.category in {liked.category for liked in self.likes} else 0

    def _can(self, document: Document) -> bool:
        away = geography.metres(*self.point, document.latitude, document.longitude)
        age = (document.starts_at.date() - self.born_on).days // 365
        known = {skill for topic in self.likes for skill in topic.skills}
        return (
            away <= self.goes_km * 1000
            and parts.part_at(document.starts_at) in self.free
            and age >= (document.minimum_age or 0)
            and set(document.skills) <= known
        )


def build(city: City, number: int, seed: int, on: date) -> list[Person]:
    """The same seed makes the same people."""
    dice = random.Random(seed + 1)  # noqa: S311  dice, no secret
    everything = list(topics().values())
    does = {organization.topics[0].code: organization for organization in city.organizations}
    return [_person(dice, everything, does, on) for _each in range(number)]


def _person(dice: random.Random, everything: list[Topic], does: dict[str, Organization], on: date) -> Person:
    likes = dice.sample(everything, dice.choice((2, 2, 3)))
    at_work = dice.random() < 0.6
    weekend = set(range(15, 21))
    free = weekend | {day * 3 + 2 for day in range(5)} if at_work else set(dice.sample(range(21), 12))
    person = Person(
        id=new_id(dice),
        point=(
            round(CENTRE[0] + dice.uniform(-HALF_WIDTH[0], HALF_WIDTH[0]), 2),
            round(CENTRE[1] + dice.uniform(-HALF_WIDTH[1], HALF_WIDTH[1]), 2),
        ),
        born_on=on - timedelta(days=dice.randint(19 * 366, 70 * 365)),
        likes=likes,
        goes_km=dice.choice(REACHES_KM),
        free=free,
    )
    person.says_kinds = {topic.category for topic in likes if dice.random() < SAYS_KIND}
    person.says_skills = {skill for topic in likes for skill in topic.skills if dice.random() < SAYS_SKILL}
    person.says_km = person.goes_km if dice.random() < SAYS_REACH else None
    person.says_free = set(free) if dice.random() < SAYS_TIMES else set()
    person.served_for = [does[topic.code] for topic in likes if dice.random() < SERVED]
    return person
