"""Volunteers who agreed to be found, as many as a province may have. Written in bulk; nobody in it exists."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList
from volunteercloud.domain.matching import marks
from volunteercloud.domain.matching.models import Findable
from volunteercloud.domain.regions.models import Level, Region

PROVINCES = ("44", "32", "33")  # where they live: the largest cities of three provinces hold most of them
SEED = 2026


def build(number: int, at: datetime) -> None:
    """Of three in ten a time is known, of half a distance; skills are rare, as people state them."""
    dice = random.Random(SEED)  # noqa: S311  dice, no secret
    streets = list(
        Region.objects.filter(code__regex=f"^({'|'.join(PROVINCES)})", level=Level.STREET, valid_to__isnull=True)
        .order_by("code")
        .values_list("code", flat=True)
    )
    lists = {name: _codes(name, at) for name in (CodeList.SKILL, CodeList.CATEGORY)}
    columns = [field.column for field in Findable._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        with cursor.copy(f"COPY matching_findable ({', '.join(columns)}) FROM STDIN") as copy:
            for place in range(number):
                row = _person(dice, place, streets, lists, at)
                copy.write_row([row[name] for name in columns])
        cursor.execute("SET synchronous_commit = on")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE matching_findable")


def _codes(name: CodeList, at: datetime) -> list[str]:
    return [code for code, _said in code_queries.choices(name, at.date(), "en")]


def _person(
    dice: random.Random, place: int, streets: Sequence[str], lists: dict[CodeList, list[str]], at: datetime
) -> dict[str, Any]:
    volunteer_id = UUID(int=dice.getrandbits(128), version=4)
    # The first of the list are the most crowded: a quarter of all live in a twentieth of the streets.
    region = streets[int(len(streets) * dice.random() ** 2)]
    skills = sorted(dice.sample(lists[CodeList.SKILL], dice.choice((0, 0, 0, 1, 1, 2))))
    likes = sorted(dice.sample(lists[CodeList.CATEGORY], dice.choice((0, 1, 2, 3))))
    languages = ["en"] if dice.random() < 0.1 else []
    has_point = dice.random() < 0.5
    return {
        "volunteer_id": volunteer_id,
        "number": f"V{place:011d}",
        "region_code": region,
        "birth_on": date(1950, 1, 1) + timedelta(days=dice.randrange(20_000)),
        "real_name_level": dice.choice((1, 1, 2)),
        "skills": skills,
        "languages": languages,
        "categories": likes,
        "qualifications": [],
        "served_categories": likes[:1],
        "served_with": [],
        "member_of": [],
        "closed_to": [],
        "latitude": round(23.0 + dice.random() * 10, 2) if has_point else None,
        "longitude": round(113.0 + dice.random() * 8, 2) if has_point else None,
        "reach_km": dice.choice((3, 5, 10)) if has_point else None,
        "parts": sorted(dice.sample(range(21), 8)) if dice.random() < 0.3 else [],
        "remote": True,
        "marks": marks.of(volunteer_id, region, skills, languages, likes),
        "asked": dice.choice((0, 0, 0, 1, 2)),
        "asked_at": None,
        "kept_at": at,
    }


def streets_with_people(number: int) -> Iterator[str]:
    """Where needs are asked about: crowded places and lonely ones."""
    found = Findable.objects.order_by("volunteer_id").values_list("region_code", flat=True)[:number]
    yield from found
