"""Finding at national size: a million opportunities and needs, a fifth of them open, and half a million people who agreed to be
found. One client asks; what a plain scan for the same letters takes stands beside it as the limit."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from volunteercloud.cli import progress, steps
from volunteercloud.cli.bench import findables, load, opportunities, pages, report, scene
from volunteercloud.cli.bench.database import throwaway
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.serving import served
from volunteercloud.core import ids
from volunteercloud.domain.activities.actions import listing
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.matching import finding, weighing
from volunteercloud.domain.matching import opportunities as matching
from volunteercloud.domain.matching.models import Purpose
from volunteercloud.domain.matching.people import Person
from volunteercloud.domain.matching.subjects import Subject
from volunteercloud.domain.regions import loading as regions
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search import following, index
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.models import Document, Kind

SITE = "volunteercloud"
SEED = 7
# Two words, as people type them; in either script.
WORDS = (
    "老人 送餐",
    "河岸 垃圾",
    "儿童 导读",
    "社区 义诊",
    "手语 翻译",
    "library reading",
    "older people",
    "first aid",
)
CATEGORIES = ("elderly", "environment", "reading", "health", "disability", "education", "community", "emergency")
SCANNED = 16
PAGE_KIB, PAGE = 100, pages.Most(seconds=0.200, cpu=0.030)


@dataclass(frozen=True, slots=True)
class Size:
    documents: int
    people: int
    shifts: int
    asked: int


FULL = Size(documents=1_000_000, people=500_000, shifts=10_000, asked=300)
SHORT = Size(documents=10_000, people=5_000, shifts=1_000, asked=100)
QUICK = Size(documents=2_000, people=1_000, shifts=60, asked=10)


def run(size: Size) -> dict[str, Any]:
    """Everything, on a database of its own that is gone afterwards."""
    began, machine = time.monotonic(), report.machine()
    steps.compile_messages()
    steps.collect_static()
    with throwaway("bench_search") as database:
        return report.document(_measured(database, size), machine, time.monotonic() - began)


def _measured(database: str, size: Size) -> list[Figure]:
    at = timezone.now()
    with progress.step("Regions and lists"):
        regions.load()
        codes.load()
        scene.build_region(at)
    few = _statements_of_a_page()
    opportunities.make(size.documents, at)
    with progress.step("People who agreed to be found"):
        findables.build(size.people, at)
    with progress.step("Searches"):
        figures = _searches(size, at)
    with progress.step("Matching"):
        figures += _matching(size, at)
    figures += _freshness()
    with progress.step("A page of results"):
        figures += _page(database, size, few, at)
    return figures


# Searching


def _searches(size: Size, at: datetime) -> list[Figure]:
    queries = _queries(size.asked)
    plain = _called([lambda query=query: _scan(query) for query in queries[:SCANNED]])
    found = _called([lambda query=query: search_queries.find(query, at) for query in queries])
    whole = _called([lambda query=query: _with_facets(query, at) for query in queries])
    alone = _called([lambda word=word: search_queries.find(_of(word), at) for word in ("志愿", "老人", "community")])
    scan = plain.slowest * 1000
    return [
        figure("a scan for the same letters (ILIKE)", scan, "ms"),
        figure(
            "two words, three filters and distance, p99",
            found.slowest * 1000,
            "ms",
            limit=scan,
            target=report.at_most(50),
        ),
        figure("the same, CPU of asking and database", found.cpu * 1000, "ms", target=report.at_most(20)),
        figure("the same with facets, p99", whole.slowest * 1000, "ms", limit=scan, target=report.at_most(80)),
        figure("one frequent word alone, slowest", alone.slowest * 1000, "ms", limit=scan),
    ]


def _queries(number: int) -> list[search_queries.Query]:
    """Around where something is: two words, a kind, a part of the day, insurance, within ten kilometres."""
    dice = random.Random(SEED)  # noqa: S311  dice, no secret
    points = list(
        Document.objects.filter(state="open", latitude__isnull=False)
        .order_by("id")
        .values_list("latitude", "longitude")[:number]
    )
    return [
        search_queries.Query(
            text=WORDS[place % len(WORDS)],
            kinds=(Kind.SHIFT, Kind.NEED),
            categories=tuple(dice.sample(CATEGORIES, 4)),
            parts_of_day=(dice.choice(list(search_queries.Part)),),
            weekdays=(6, 7),
            near=points[place % len(points)],
            within_km=10,
            sort=dice.choice((search_queries.Sort.BEST, search_queries.Sort.DISTANCE)),
        )
        for place in range(number)
    ]


def _of(word: str) -> search_queries.Query:
    return search_queries.Query(text=word)


def _with_facets(query: search_queries.Query, at: datetime) -> None:
    search_queries.find(query, at)
    search_queries.facets(query, at)


def _scan(query: search_queries.Query) -> None:
    """What a database does without an index of words: reads everything that is open, and puts it in order by distance."""
    asked = [f"%{word}%" for word in query.text.split()]
    words = " AND ".join("(title ILIKE %s OR title_en ILIKE %s OR summary ILIKE %s)" for _word in asked)
    latitude, longitude = query.near or (0.0, 0.0)
    given = [word for word in asked for _column in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT id FROM (
                SELECT id, 12742 * asin(least(1, sqrt(
                    sin(radians(latitude - %s) / 2) ^ 2
                    + cos(radians(%s)) * cos(radians(latitude)) * sin(radians(longitude - %s) / 2) ^ 2))) AS km
                FROM search_document
                WHERE state = 'open' AND category = ANY(%s) AND weekdays && %s::smallint[] AND {words}
            ) AS found WHERE km <= %s ORDER BY km LIMIT 20""",  # noqa: S608
            [latitude, latitude, longitude, list(query.categories), list(query.weekdays), *given, query.within_km],
        )
        cursor.fetchall()


# Matching


def _matching(size: Size, at: datetime) -> list[Figure]:
    scale = weighing.current(Purpose.OPPORTUNITIES, at)
    people = _people(size.asked)
    suited = _called([lambda person=person: matching.ranked(person, at, 20, scale) for person in people])
    scale = weighing.current(Purpose.VOLUNTEERS, at)
    found = _called([lambda subject=subject: _find(subject, scale, at) for subject in _subjects(size.asked)])
    return [
        figure("opportunities for one volunteer, p99", suited.slowest * 1000, "ms", target=report.at_most(60)),
        figure("the same, CPU of asking and database", suited.cpu * 1000, "ms"),
        figure(
            f"people for one need among {size.people:,}, p99",
            found.slowest * 1000,
            "ms",
            target=report.at_most(150),
        ),
        figure("the same, CPU of asking and database", found.cpu * 1000, "ms"),
    ]


def _find(subject: Subject, scale: weighing.Scale, at: datetime) -> None:
    finding.ranked(subject, scale, region_queries.rules_for(subject.region_code, at.date()), at, 20)


def _people(number: int) -> list[Person]:
    """Half of them say from where they start; all say what they like."""
    dice = random.Random(SEED)  # noqa: S311  dice, no secret
    rows = Document.objects.filter(state="open", latitude__isnull=False).order_by("id")
    places = list(rows.values_list("region_code", "latitude", "longitude")[:number])
    return [
        Person(
            volunteer_id=UUID(int=dice.getrandbits(128), version=4),
            region_code=region,
            birth_on=timezone.localdate() - timedelta(days=30 * 365),
            real_name_level=1,
            categories=frozenset(dice.sample(CATEGORIES, 2)),
            point=(round(latitude, 2), round(longitude, 2)) if place % 2 else None,
            reach_km=dice.choice((5, 10, None)),
        )
        for place, (region, latitude, longitude) in enumerate(places)
    ]


def _subjects(number: int) -> list[Subject]:
    dice = random.Random(SEED)  # noqa: S311  dice, no secret
    return [
        Subject(
            id=UUID(int=dice.getrandbits(128), version=4),
            kind=Kind.NEED,
            region_code=region,
            category=dice.choice(CATEGORIES),
            skills=(dice.choice(("teaching", "nursing")),) if dice.random() < 0.3 else (),
            parts=(dice.randrange(21),),
        )
        for region in findables.streets_with_people(number)
    ]


# What follows a change, and the page


def _freshness() -> list[Figure]:
    """The words are written in the transaction of the change; the feed and the mistyped words follow with the worker."""
    at = timezone.now()
    document = Document(
        id=ids.uuid7(),
        kind=Kind.ELSEWHERE,
        title="月球背面的志愿服务",
        region_code=scene.REGION,
        opens_on=at.date(),
        closes_at=at + timedelta(days=1),
    )
    following.follow(at)
    began = time.perf_counter()
    with transaction.atomic():
        index.put([document], at)
    found = [hit.document.id for hit in search_queries.find(_of("月球背面"), timezone.now()).hits]
    took = time.perf_counter() - began
    following.follow(timezone.now())
    followed = time.perf_counter() - began
    return [
        figure(
            "a change is found after", took if found == [document.id] else float("inf"), "s", target=report.at_most(5)
        ),
        figure("a change stands in the feed after", followed, "s", target=report.at_most(5)),
    ]


def _page(database: str, size: Size, few: int, at: datetime) -> list[Figure]:
    """The list of one project's many shifts, as the site serves it to anybody."""
    with transaction.atomic():
        _publish(size.shifts, at)
    address = f"/find/?region={scene.REGION}"
    with served(SITE, database) as site:
        figures = pages.ask(site, pages.Asked(f"list of {size.shifts:,} shifts", [address]), "", size.asked, PAGE)
    content = Client(headers={"Host": load.HOST}).get(address).content
    many = pages.statements(address)
    return [
        *figures,
        figure("the page", len(content) / 1024, "KiB", target=report.at_most(PAGE_KIB)),
        figure(f"statements of the page among {size.shifts:,}", many, "", target=report.exactly(few)),
    ]


def _statements_of_a_page() -> int:
    """Of the same list with one page of shifts in it."""
    at = timezone.now()
    with transaction.atomic():
        _publish(30, at)
        number = pages.statements(f"/find/?region={scene.REGION}")
        transaction.set_rollback(True)
    return number


def _publish(shifts: int, at: datetime) -> None:
    """One project with so many shifts, in the region of the scene."""
    (leader,) = scene.build_people(1, at)
    place = scene.build_place(leader, at)
    begins = at + timedelta(days=1)
    scene.build_shifts(place, [begins + timedelta(minutes=number) for number in range(shifts)], hours=2, places=10)
    listing.write(place.organization_id, place.project_id, at)


@dataclass(frozen=True, slots=True)
class _Times:
    """In seconds: of a hundred calls the slowest, and what one uses of the processor here and in the database."""

    slowest: float
    cpu: float


def _called(calls: Sequence[Callable[[], Any]]) -> _Times:
    for call in calls[: pages.WARM_UP]:
        call()
    before = time.process_time() + pages.database_seconds()
    took = []
    for call in calls:
        began = time.perf_counter()
        call()
        took.append(time.perf_counter() - began)
    cpu = time.process_time() + pages.database_seconds() - before
    return _Times(pages.slowest(took), cpu / len(calls))
