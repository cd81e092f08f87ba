"""A nation's opportunities: the same million documents each time, most of them over, said in both scripts as people say them.

What one looks for is unevenly spread (Zipf): few organizations and subjects have many documents, most have few. Texts come
from the topics of the evaluation, places from the administrative divisions.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from volunteercloud.cli import progress
from volunteercloud.cli.evaluation import corpus
from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.search import composing, following, marks
from volunteercloud.domain.search.models import Document, Kind, State

OWNERS = 20_000
DAYS = 60  # in which what is open begins
OPEN_SHARE = 5  # one of so many is open
KINDS = (*[Kind.SHIFT] * 7, Kind.NEED, Kind.NEED, Kind.PROJECT)
SUFFIXES = ("志愿服务队", "社区服务中心", "义工协会", "青年志愿者协会", "公益促进会")
HOURS = (8, 9, 9, 10, 14, 14, 15, 18, 19)
COLUMNS = [column.name for column in Document._meta.concrete_fields]
COPY = f"COPY search_document ({', '.join(COLUMNS)}) FROM STDIN"
AT_ONCE = 500
MIDNIGHT = timedelta(hours=-8)
INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'search_document' AND indexname LIKE 'document_%'"
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A document of which only one side is said, with the words and terms that come of it."""

    document: Document
    words: str
    terms: str


def make(number: int, at: datetime, seed: int = 2026) -> None:
    """Write so many documents, one of five open, and their indexes; the same seed and moment make the same."""
    dice = random.Random(seed)  # noqa: S311  dice, no secret
    subjects, places = _subjects(), _places(dice)
    with connection.cursor() as cursor:
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET synchronous_commit = off")
        with progress.step("Opportunities") as step, cursor.copy(COPY) as copy:
            for place, row in enumerate(_rows(dice, subjects, places, number, at)):
                copy.write_row(row)
                if place % 10_000 == 0:
                    step(place, number)
        with progress.step("Their indexes"):
            for _name, definition in indexes:
                cursor.execute(definition)
            cursor.execute("VACUUM ANALYZE search_document")
    following.keep_synonyms()


def _rows(
    dice: random.Random, subjects: list[_Said], places: list[_Said], number: int, at: datetime
) -> Iterator[list[object]]:
    by_subject = _skewed(len(subjects))
    by_place = _skewed(len(places))
    today = at.replace(hour=0, minute=0, second=0, microsecond=0) + MIDNIGHT
    for place in range(number):
        what = subjects[dice.choices(range(len(subjects)), cum_weights=by_subject)[0]]
        where = places[dice.choices(range(len(places)), cum_weights=by_place)[0]]
        document = _document(dice, what.document, where.document, today, is_open=place % OPEN_SHARE == 0)
        document.changed_at = at
        document.words = f"{what.words} {where.words}"
        own = " ".join(composing.quoted(mark) for mark in sorted(marks.of(document)))
        document.terms = f"{what.terms} {where.terms} {own}"
        yield [getattr(document, name) for name in COLUMNS]


def _document(dice: random.Random, what: Document, where: Document, today: datetime, *, is_open: bool) -> Document:
    day = dice.randint(1, DAYS) if is_open else -dice.randint(1, 4 * DAYS)
    begins = today + timedelta(days=day, hours=dice.choice(HOURS))
    kind = dice.choice(KINDS)
    document = Document(
        id=UUID(int=dice.getrandbits(128), version=4),
        kind=kind,
        state=State.OPEN if is_open else State.OVER,
        owner_id=None if kind == Kind.NEED else where.owner_id,
        owner_name=where.owner_name,
        project_id=None,
        title=what.title,
        title_en=what.title_en,
        summary=what.summary,
        summary_en=what.summary_en,
        category=what.category,
        beneficiaries=what.beneficiaries,
        skills=what.skills if dice.random() < 0.5 else [],
        region_code=where.region_code,
        place=where.place,
        latitude=round(where.latitude + dice.gauss(0, 0.02), 5),
        longitude=round(where.longitude + dice.gauss(0, 0.02), 5),
        starts_at=None if kind == Kind.PROJECT else begins,
        ends_at=None if kind == Kind.PROJECT else begins + timedelta(hours=dice.choice((2, 3, 4))),
        closes_at=begins,
        minimum_age=dice.choice((None, None, None, 14, 18)),
        has_insurance=dice.random() < 0.6,
        is_accessible=dice.random() < 0.3,
        is_remote=dice.random() < 0.05,
        urgency=dice.choices((0, 1, 2), (90, 8, 2))[0],
        places=20,
        places_left=dice.randint(0, 20),
    )
    composing.time(document)
    return document


def _subjects() -> list[_Said]:
    """What may be done: every wording of every topic."""
    documents = [
        Document(
            title=title,
            title_en=title_en,
            summary=topic.words,
            summary_en=topic.words_en,
            category=topic.category,
            beneficiaries=[topic.beneficiary],
            skills=topic.skills,
        )
        for topic in corpus.topics().values()
        for title, title_en in zip(topic.titles, topic.titles_en, strict=True)
    ]
    return _said(documents)


def _places(dice: random.Random) -> list[_Said]:
    """By whom and where: organizations of streets, near the middle of their district."""
    regions = Region.objects.filter(level=Level.STREET, valid_to__isnull=True).order_by("code")
    streets = list(regions.values_list("code", "name"))
    middles = {code[:6]: (dice.uniform(22, 45), dice.uniform(100, 122)) for code, _name in streets}
    found = []
    for _place in range(OWNERS):
        code, name = dice.choice(streets)
        latitude, longitude = middles[code[:6]]
        found.append(
            Document(
                owner_id=UUID(int=dice.getrandbits(128), version=4),
                owner_name=f"{name}{dice.choice(SUFFIXES)}",
                region_code=code,
                place=f"{name}{dice.randint(1, 300)}号",
                latitude=latitude + dice.gauss(0, 0.05),
                longitude=longitude + dice.gauss(0, 0.05),
            )
        )
    return _said(found)


def _said(documents: list[Document]) -> list[_Said]:
    """Without marks, which follow from the whole document."""
    for start in range(0, len(documents), AT_ONCE):
        composing.fill(documents[start : start + AT_ONCE])
    return [
        _Said(one, one.words, " ".join(term for term in one.terms.split(" ") if ":" not in term)) for one in documents
    ]


def _skewed(number: int) -> list[float]:
    """Weights that fall with the rank (Zipf), summed up."""
    total, found = 0.0, []
    for rank in range(1, number + 1):
        total += 1 / rank**0.7
        found.append(total)
    return found
