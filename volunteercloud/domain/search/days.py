# ruff: noqa: S608  every part of a statement is a text of ours; what somebody typed is a value
"""What a query finds, by day: how many begin on each, and the first few of them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from . import marks
from .asking import Query
from .conditions import Conditions, part
from .models import Document
from .understanding import understood

MOST = 10_000  # documents of one span that are looked at
SHOWN = ("id", "kind", "number", "address", "owner_id", "project_id", "title", "title_en", "starts_at")


@dataclass(frozen=True, slots=True)
class Day:
    number: int = 0
    first: list[Document] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Days:
    """``total`` is over all days; where it ``is_capped`` there are more, and numbers of days are "at least"."""

    days: dict[date, Day]
    total: int
    is_capped: bool


def by_day(query: Query, now: datetime, from_on: date, to_on: date, each: int) -> Days:
    """What begins from one day to another, both included, with ``each`` of the first of a day. Two statements, whatever the
    number; `Refused` as `queries.find`."""
    meant = understood(query.text)
    if meant.is_nothing:
        return Days({}, 0, False)
    wanted = Conditions(replace(query, from_on=from_on, to_on=to_on), meant, now)
    wanted.parameters |= {"zone": timezone.get_current_timezone_name(), "each": each}
    those = marks.days(from_on, (to_on - from_on).days + 1)
    condition = wanted.having("span", meant.every, those, ["starts_at >= %(from_at)s"])
    sql = f"""
        WITH {", ".join(part("span", "id, starts_at", condition, MOST + 1))}
        SELECT (starts_at AT TIME ZONE %(zone)s)::date AS day, count(*),
            (array_agg(id ORDER BY starts_at, id))[1:%(each)s]
        FROM span GROUP BY day ORDER BY day"""
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted.parameters)
        rows = cursor.fetchall()
    found = _documents([id_ for _day, _number, ids in rows for id_ in ids])
    total = sum(number for _day, number, _ids in rows)
    days = {day: Day(number, [found[id_] for id_ in ids if id_ in found]) for day, number, ids in rows}
    return Days(days, min(total, MOST), total > MOST)


def _documents(ids: list[UUID]) -> dict[UUID, Document]:
    return {row.id: row for row in Document.objects.filter(id__in=ids).only(*SHOWN)} if ids else {}
