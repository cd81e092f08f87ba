"""A made-up city of opportunities whose meaning is known: each is of one topic, said in one of its wordings, somewhere, some
time. The searches that people make of it are labelled by hand with the topics that they mean (data/queries.csv)."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID
from zlib import crc32

from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.search.models import Document, Kind

DATA = Path(__file__).parent / "data"
CITY = "9901"
CENTRE = (30.25, 120.17)
HALF_WIDTH = (0.12, 0.15)  # degrees; about 13 by 14 kilometres
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# When service begins, by the clock of the city, as hours after midnight; the last are evenings.
HOURS = (8, 9, 10, 14, 15, 19)
MIDNIGHT = timedelta(hours=-8)


@dataclass(frozen=True, slots=True)
class Topic:
    """What an opportunity is about. The wordings differ in their words, not in what one does."""

    code: str
    category: str
    beneficiary: str
    skills: list[str]
    titles: list[str]
    titles_en: list[str]
    words: str
    words_en: str


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody types. ``kind`` says what makes it hard; half of all are held out: nobody looks at them while tuning."""

    text: str
    kind: str
    right: frozenset[str]
    related: frozenset[str]

    @property
    def is_held_out(self) -> bool:
        return crc32(self.text.encode()) % 2 == 1


@dataclass(slots=True)
class Organization:
    id: UUID
    name: str
    region: str
    point: tuple[float, float]
    topics: list[Topic]


@dataclass(slots=True)
class City:
    """``topic_of`` tells of each document what it is about: the answer that a search is held against."""

    organizations: list[Organization] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    topic_of: dict[UUID, Topic] = field(default_factory=dict)


@cache
def topics() -> dict[str, Topic]:
    return {topic.code: topic for topic in _topics()}


@cache
def queries() -> tuple[Query, ...]:
    with (DATA / "queries.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Query(row["query"], row["kind"], frozenset(row["right"].split()), frozenset(row["related"].split()))
            for row in csv.DictReader(file)
        )


def build(seed: int, each: int, at: datetime) -> City:
    """Every topic in each of its wordings ``each`` times; the same seed and moment make the same city. The regions of the
    demo city must be there; nothing is written."""
    dice = random.Random(seed)  # noqa: S311  dice, no secret
    streets = list(Region.objects.filter(code__startswith=CITY, level=Level.STREET).order_by("code"))
    places = {street.code: _somewhere(dice) for street in streets}
    city = City()
    for topic in topics().values():
        city.organizations.append(_organization(dice, topic, streets, places))
    for organization in list(city.organizations):
        topic = organization.topics[0]
        for wording in range(len(topic.titles)):
            for _time in range(each):
                street = dice.choice(streets)
                document = _document(dice, organization, topic, wording, street, _near(dice, places[street.code]), at)
                city.documents.append(document)
                city.topic_of[document.id] = topic
    return city


def new_id(dice: random.Random) -> UUID:
    return UUID(int=dice.getrandbits(128), version=4)


def _topics() -> Iterator[Topic]:
    with (DATA / "topics.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Topic(
                code=row["topic"],
                category=row["category"],
                beneficiary=row["beneficiary"],
                skills=row["skills"].split(),
                titles=row["titles"].split("|"),
                titles_en=row["titles_en"].split("|"),
                words=row["words"],
                words_en=row["words_en"],
            )


def _organization(
    dice: random.Random, topic: Topic, streets: list[Region], places: dict[str, tuple[float, float]]
) -> Organization:
    """Its name says nothing of what it does, so that no search finds by it what its texts don't say."""
    street = dice.choice(streets)
    name = f"{street.name}志愿服务第{dice.randint(1, 99)}队"
    return Organization(new_id(dice), name, street.code, places[street.code], [topic])


def _document(
    dice: random.Random,
    organization: Organization,
    topic: Topic,
    wording: int,
    street: Region,
    point: tuple[float, float],
    at: datetime,
) -> Document:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0) + MIDNIGHT
    begins = midnight + dice.randint(1, 30) * DAY + dice.choice(HOURS) * HOUR
    return Document(
        id=new_id(dice),
        kind=Kind.ELSEWHERE,
        owner_id=organization.id,
        owner_name=organization.name,
        title=topic.titles[wording],
        title_en=topic.titles_en[wording],
        summary=topic.words,
        summary_en=topic.words_en,
        category=topic.category,
        beneficiaries=[topic.beneficiary],
        skills=topic.skills if dice.random() < 0.5 else [],
        region_code=street.code,
        place=f"{street.name}{dice.randint(1, 300)}号",
        latitude=point[0],
        longitude=point[1],
        starts_at=begins,
        ends_at=begins + dice.choice((2, 3, 4)) * HOUR,
        opens_on=at.date() - DAY,
        closes_at=begins,
        minimum_age=dice.choice((None, None, None, 14, 18)),
        places=20,
        places_left=dice.randint(1, 20),
    )


def _somewhere(dice: random.Random) -> tuple[float, float]:
    return (
        CENTRE[0] + dice.uniform(-HALF_WIDTH[0], HALF_WIDTH[0]),
        CENTRE[1] + dice.uniform(-HALF_WIDTH[1], HALF_WIDTH[1]),
    )


def _near(dice: random.Random, point: tuple[float, float]) -> tuple[float, float]:
    """Within about a kilometre and a half."""
    return round(point[0] + dice.gauss(0, 0.007), 5), round(point[1] + dice.gauss(0, 0.007), 5)
