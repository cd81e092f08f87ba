"""Finding people for a shift or a need among those who agreed to be found: set-wise in the database, in three statements.

Conditions that can be told from the copy (`Findable`) are part of the statement; calendars are asked of the best alone.
People are named by their number, and what is told of them are reasons and the district: no age, no distance, no name.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from volunteercloud.domain.identity.rules import ADULT_AGE
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.regions.queries import LENGTHS

from . import marks
from .conditions import holds
from .subjects import Subject
from .weighing import Scale
from .wishes import FURTHEST_METRES

MOST_LOOKED_AT = 4_000
DISTRICT = 6  # what is told of where somebody starts from

# Whole numbers from 0 to 1000, as in `wishes`; what stands against somebody leaves the row out.
RANKED = """
WITH person AS (
    SELECT *, CASE WHEN %(latitude)s::float8 IS NULL OR latitude IS NULL THEN NULL ELSE round(
        2 * 6371000 * asin(least(1, sqrt(
            sin(radians(%(latitude)s::float8 - latitude) / 2) ^ 2
            + cos(radians(latitude)) * cos(radians(%(latitude)s::float8))
              * sin(radians(%(longitude)s::float8 - longitude) / 2) ^ 2)))) END AS metres
    FROM matching_findable
    WHERE {which}
      AND real_name_level >= %(level)s AND birth_on <= %(born_by)s
      AND (%(born_from)s::date IS NULL OR birth_on >= %(born_from)s::date)
      AND NOT closed_to @> ARRAY[%(organization)s::uuid]
      AND (%(on_the_spot)s OR remote)
      AND (parts = '{{}}' OR cardinality(%(parts)s::smallint[]) = 0
           OR CASE WHEN %(one_is_enough)s THEN parts && %(parts)s::smallint[] ELSE parts @> %(parts)s::smallint[] END)
), fitting AS (
    SELECT *,
        CASE WHEN %(category)s = ANY(categories) THEN 1000 ELSE 0 END AS interest,
        CASE WHEN %(category)s = ANY(served_categories) THEN 1000 ELSE 0 END AS served,
        CASE WHEN %(organization)s::uuid = ANY(served_with) THEN 1000 ELSE 0 END AS before,
        CASE WHEN %(organization)s::uuid = ANY(member_of) THEN 1000 ELSE 0 END AS team,
        CASE WHEN NOT %(on_the_spot)s THEN 500
             WHEN metres IS NOT NULL THEN greatest(0, 1000 - trunc(metres * 1000 / %(furthest)s))::int
             WHEN length(%(region)s) >= 12 AND left(region_code, 12) = left(%(region)s, 12) THEN 1000
             WHEN length(%(region)s) >= 9 AND left(region_code, 9) = left(%(region)s, 9) THEN 850
             WHEN left(region_code, 6) = left(%(region)s, 6) THEN 500
             WHEN left(region_code, 4) = left(%(region)s, 4) THEN 200 ELSE 0 END AS near,
        CASE WHEN parts = '{{}}' OR cardinality(%(parts)s::smallint[]) = 0 THEN 0 ELSE 1000 END AS "time",
        1000 / (1 + asked) AS rested,
        CASE WHEN served_with = '{{}}' THEN 1000 ELSE 0 END AS welcome
    FROM person
    WHERE NOT %(on_the_spot)s OR reach_km IS NULL OR metres IS NULL OR metres <= reach_km * 1000
)
SELECT volunteer_id, number, left(region_code, {district}), qualifications, {wishes}
FROM fitting
ORDER BY {score} DESC, volunteer_id
LIMIT %(limit)s"""
WISHED = ("interest", "served", "before", "team", "near", "time", "rested", "welcome")
CROWD = """
SELECT {filters} FROM matching_findable WHERE marks @> %s"""


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who fits, as far as the copy tells. ``values`` are the wishes by code."""

    volunteer_id: UUID
    number: str
    district: str
    values: Mapping[str, int]


def ranked(
    subject: Subject,
    scale: Scale,
    rule_set: RuleSet,
    now: datetime,
    limit: int,
    among: Collection[UUID] | None = None,
) -> list[Found]:
    """The best for a subject, best first; of these people alone where ``among`` names some. Two statements."""
    which, given = _among(among) if among is not None else _near(subject)
    facts = (
        given
        | _facts(subject, rule_set, timezone.localdate(now))
        | {"limit": limit * 2 if subject.qualification else limit}
    )
    wishes = [code for code in WISHED if scale.of.get(code, 0) > 0]
    score = " + ".join(f"{int(scale.of[code])} * {_quoted(code)}" for code in wishes) or "0"
    columns = ", ".join(map(_quoted, WISHED))
    with connection.cursor() as cursor:
        cursor.execute(RANKED.format(which=which, district=DISTRICT, wishes=columns, score=score), facts)
        rows = cursor.fetchall()
    return [
        Found(volunteer_id, number, district, dict(zip(WISHED, values, strict=True)))
        for volunteer_id, number, district, qualifications, *values in rows
        if holds(qualifications, subject.qualification)
    ][:limit]


def _quoted(code: str) -> str:
    return f'"{code}"'


def _among(volunteer_ids: Collection[UUID]) -> tuple[str, dict[str, Any]]:
    return "volunteer_id = ANY(%(ids)s)", {"ids": list(volunteer_ids)}


def _near(subject: Subject) -> tuple[str, dict[str, Any]]:
    """Who is looked at: everybody of the smallest region that holds as many as are looked at, and of the next larger one as
    many slots as there is room for. What is done from home looks at the whole country by slots."""
    asked = marks.asked(subject.skills, subject.languages)
    around = [[]] if subject.is_remote else _regions_around(subject.region_code)
    crowds = _crowds(subject.id, asked, around)
    inner, outer, number = around[0], around[0], crowds[0]
    for marked, crowd in zip(around, crowds, strict=True):
        outer = marked
        if crowd > MOST_LOOKED_AT:
            number = crowd
            break
        inner, number = marked, crowd
    return _within(subject.id, asked, inner, outer, number, crowds[around.index(inner)])


def _regions_around(code: str) -> list[list[str]]:
    """The region as a mark, then those above it up to the city: nobody is asked to another city."""
    lengths = [length for length in LENGTHS if 4 <= length <= len(code)] or [len(code)]
    return [[f"r:{code[:length]}"] for length in reversed(lengths)]


def _crowds(subject_id: UUID, asked: Sequence[str], around: Sequence[Sequence[str]]) -> list[int]:
    """About how many people of each region have what is asked, told from one slot. One statement."""
    filters = ", ".join("count(*) FILTER (WHERE marks @> %s)" for _each in around)
    widest = [*asked, *around[-1], *marks.slots(subject_id, 1)]
    with connection.cursor() as cursor:
        cursor.execute(CROWD.format(filters=filters), [*(list(each) for each in around), widest])
        row = cursor.fetchone()
    return [number * marks.SLOTS for number in row or ()]


def _within(
    subject_id: UUID, asked: Sequence[str], inner: Sequence[str], outer: Sequence[str], crowd: int, inside: int
) -> tuple[str, dict[str, Any]]:
    room = MOST_LOOKED_AT - (inside if inner != outer else 0)
    number = marks.SLOTS if crowd <= MOST_LOOKED_AT else max(1, marks.SLOTS * max(room, 0) // crowd)
    facts: dict[str, Any] = {"asked": [*asked, *outer]}
    if number >= marks.SLOTS:
        return "marks @> %(asked)s", facts
    facts |= {"slots": list(marks.slots(subject_id, number)), "inner": list(inner)}
    if inner == outer:
        return "marks @> %(asked)s AND marks && %(slots)s", facts
    return "marks @> %(asked)s AND (marks && %(slots)s OR marks @> %(inner)s)", facts


def _facts(subject: Subject, rule_set: RuleSet, today: date) -> dict[str, Any]:
    day = timezone.localdate(subject.starts_at) if subject.starts_at else today
    point = subject.point or (None, None)
    return {
        "latitude": point[0],
        "longitude": point[1],
        "region": subject.region_code,
        "category": subject.category,
        "organization": subject.organization_id,
        "on_the_spot": not subject.is_remote,
        "parts": list(subject.parts),
        "one_is_enough": subject.one_part_is_enough,
        "level": rule_set.minimum_real_name_level,
        "born_by": _years_before(day, max(subject.minimum_age or 0, ADULT_AGE)),
        "born_from": _years_before(day, subject.maximum_age + 1) + timedelta(days=1) if subject.maximum_age else None,
        "furthest": FURTHEST_METRES,
    }


def _years_before(day: date, years: int) -> date:
    """Who was born by then has so many years on that day; on 29 February, as `identity.rules.age_on` counts."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
