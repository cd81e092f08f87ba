"""Search and matching at work on a city whose good answers are known, beside what the plainest lists would show: the newest,
the nearest, and whatever has the very letters in its title."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from volunteercloud.cli.evaluation import corpus, people
from volunteercloud.cli.evaluation.corpus import City, Query
from volunteercloud.cli.evaluation.people import Person
from volunteercloud.cli.evaluation.ranking import RELATED, RIGHT, TOP, Judged, Score, score, shown
from volunteercloud.core import geography
from volunteercloud.domain.matching import finding, marks, opportunities, subjects, weighing
from volunteercloud.domain.matching.models import Findable, Purpose
from volunteercloud.domain.matching.people import Person as Known
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import following, index
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.models import Document

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Size:
    """``each``: how often a topic stands in the city in each of its three wordings."""

    each: int
    people: int
    asked: int
    needs: int


FULL = Size(each=12, people=10_000, asked=400, needs=200)
SMALL = Size(each=1, people=200, asked=10, needs=10)


@dataclass(frozen=True, slots=True)
class Report:
    """Scores by what was asked; the first of each list is ours, the others are what it is held against."""

    seed: int
    documents: int
    people: int
    search: list[Score]
    by_kind: list[Score]
    volunteers: list[Score]
    needs: list[Score]


def evaluate(size: Size, seed: int, now: datetime, progress: Progress = lambda done, of: None) -> Report:
    """Build a city, ask everything of it, compare. The database must hold the demo regions, the code lists and nothing else."""
    city = corpus.build(seed, size.each, now)
    with transaction.atomic():
        index.put(city.documents, now)
    following.follow(now)
    following.keep_synonyms()
    everybody = people.build(city, size.people, seed, timezone.localdate(now))
    _make_findable(everybody, now)
    search, by_kind = _search(city, now, progress)
    return Report(
        seed=seed,
        documents=len(city.documents),
        people=len(everybody),
        search=search,
        by_kind=by_kind,
        volunteers=_for_volunteers(city, everybody[: size.asked], seed, now, progress),
        needs=_for_needs(city, everybody, size.needs, seed, now, progress),
    )


def _search(city: City, now: datetime, progress: Progress) -> tuple[list[Score], list[Score]]:
    newest, nearest = _newest(city, 0), _nearest(city.documents, corpus.CENTRE)
    ways: dict[str, Callable[[Query], Sequence[UUID]]] = {
        "search": lambda query: _found(query, now),
        "letters in the title, newest first": lambda query: _with_letters(city, query),
        "the newest": lambda query: newest,
        "the nearest": lambda query: nearest,
    }
    asked = corpus.queries()
    judged: dict[str, list[Judged]] = defaultdict(list)
    for number, query in enumerate(asked):
        gains = _gains(city, query)
        for name, way in ways.items():
            judged[name].append(Judged(way(query), gains))
        progress(number + 1, len(asked))
    ours = list(zip(asked, judged["search"], strict=True))
    held_out = score("search, held-out half", [one for query, one in ours if query.is_held_out])
    kinds = [
        score(kind, [one for query, one in ours if query.kind == kind]) for kind in sorted({one.kind for one in asked})
    ]
    first, *others = (score(name, found) for name, found in judged.items())
    return [first, held_out, *others], kinds


def _found(query: Query, now: datetime) -> list[UUID]:
    page = search_queries.find(search_queries.Query(text=query.text), now, TOP)
    return [hit.document.id for hit in page.hits]


def _with_letters(city: City, query: Query) -> list[UUID]:
    """What a plain ILIKE finds: every word of the search stands in the title as it is."""
    words = query.text.strip('"').split()
    asked = [Q(title__icontains=word) | Q(title_en__icontains=word) for word in words]
    return list(Document.objects.filter(*asked).order_by("-id").values_list("id", flat=True)[:TOP])


def _gains(city: City, query: Query) -> dict[UUID, int]:
    gains = {}
    for document_id, topic in city.topic_of.items():
        if topic.code in query.right:
            gains[document_id] = RIGHT
        elif topic.code in query.related:
            gains[document_id] = RELATED
    return gains


def _for_volunteers(city: City, asked: Sequence[Person], seed: int, now: datetime, progress: Progress) -> list[Score]:
    """What each person is shown, against what they would truly take. Coverage is the share of opportunities that anybody is
    shown, of those that anybody would take."""
    scale = weighing.current(Purpose.OPPORTUNITIES, now)
    newest = _newest(city, seed)
    ways: dict[str, Callable[[Person], Sequence[UUID]]] = {
        "matching": lambda person: [
            suited.document.id for suited in opportunities.ranked(_known(person), now, TOP, scale).opportunities
        ],
        "the newest": lambda person: newest,
        "the nearest": lambda person: _nearest(city.documents, person.point),
    }
    judged: dict[str, list[Judged]] = defaultdict(list)
    wanted: set[UUID] = set()
    for number, person in enumerate(asked):
        gains = {one.id: person.would_take(one, city.topic_of[one.id]) for one in city.documents}
        gains = {document_id: gain for document_id, gain in gains.items() if gain}
        wanted |= gains.keys()
        if RIGHT not in gains.values():
            continue  # nothing in the city is right for them, so no order is better than another
        for name, way in ways.items():
            judged[name].append(Judged(way(person), gains))
        progress(number + 1, len(asked))
    return [score(name, found, len(shown(found) & wanted) / len(wanted)) for name, found in judged.items()]


def _for_needs(
    city: City, everybody: Sequence[Person], number: int, seed: int, now: datetime, progress: Progress
) -> list[Score]:
    """Who is found for an opportunity, against who would truly take it. Coverage is the share of people who are found for
    anything, of as many as could be."""
    scale = weighing.current(Purpose.VOLUNTEERS, now)
    dice = random.Random(seed)  # noqa: S311  dice, no secret
    latest = [person.id for person in reversed(everybody[-TOP:])]
    ways: dict[str, Callable[[Document], Sequence[UUID]]] = {
        "matching": lambda document: _people(document, scale, now),
        "who registered last": lambda document: latest,
        "who lives nearest": lambda document: _nearest_people(everybody, document),
    }
    judged: dict[str, list[Judged]] = defaultdict(list)
    asked = dice.sample(city.documents, number)
    for place, document in enumerate(asked):
        topic = city.topic_of[document.id]
        gains = {person.id: gain for person in everybody if (gain := person.would_take(document, topic))}
        if RIGHT not in gains.values():
            continue
        for name, way in ways.items():
            judged[name].append(Judged(way(document), gains))
        progress(place + 1, number)
    most = min(len(everybody), number * TOP)
    return [score(name, found, len(shown(found)) / most) for name, found in judged.items()]


def _people(document: Document, scale: weighing.Scale, now: datetime) -> list[UUID]:
    rules = region_queries.rules_for(document.region_code, timezone.localdate(now))
    found = finding.ranked(subjects.of_document(document), scale, rules, now, TOP)
    return [one.volunteer_id for one in found]


def _newest(city: City, seed: int) -> list[UUID]:
    """Nobody knows when something in a made-up city was published: any order is as good."""
    ids = sorted(document.id for document in city.documents)
    return random.Random(seed).sample(ids, TOP)  # noqa: S311  dice, no secret


def _nearest(documents: Iterable[Document], point: tuple[float, float]) -> list[UUID]:
    away = sorted(
        (geography.metres(*point, document.latitude, document.longitude), document.id) for document in documents
    )
    return [document_id for _metres, document_id in away[:TOP]]


def _nearest_people(everybody: Iterable[Person], document: Document) -> list[UUID]:
    away = sorted(
        (geography.metres(*person.point, document.latitude, document.longitude), person.id) for person in everybody
    )
    return [person_id for _metres, person_id in away[:TOP]]


def _known(person: Person) -> Known:
    """What the platform knows of somebody."""
    return Known(
        volunteer_id=person.id,
        region_code=corpus.CITY,
        birth_on=person.born_on,
        real_name_level=1,
        skills=frozenset(person.says_skills),
        categories=frozenset(person.says_kinds),
        served=frozenset(one.topics[0].category for one in person.served_for),
        served_with=frozenset(one.id for one in person.served_for),
        point=person.point,
        reach_km=person.says_km,
        parts=frozenset(person.says_free),
    )


def _make_findable(everybody: Sequence[Person], now: datetime) -> None:
    rows = [
        Findable(
            volunteer_id=person.id,
            number=f"V{place}",
            region_code=corpus.CITY,
            birth_on=person.born_on,
            real_name_level=1,
            skills=sorted(person.says_skills),
            categories=sorted(person.says_kinds),
            served_categories=sorted({one.topics[0].category for one in person.served_for}),
            served_with=[one.id for one in person.served_for],
            latitude=person.point[0],
            longitude=person.point[1],
            reach_km=person.says_km,
            parts=sorted(person.says_free),
            marks=marks.of(person.id, corpus.CITY, person.says_skills, (), person.says_kinds),
            kept_at=now,
        )
        for place, person in enumerate(everybody)
    ]
    Findable.objects.bulk_create(rows, batch_size=2_000)
