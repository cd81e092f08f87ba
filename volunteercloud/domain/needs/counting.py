"""The statements that count figures of needs. Each writes only what differs from what stood there."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from volunteercloud.domain.regions.queries import LENGTHS

from .models import MET, UNPOSTED, State

Cell = tuple[str, date, str]

EVER = datetime(1970, 1, 1, tzinfo=UTC)
ENDED_OPEN = (State.UNMET, State.EXPIRED)

# What stands in one region itself, as rows like those of the table; a month is one of the site's clock.
OWN = """
    SELECT need.region_id,
           date_trunc('month', need.posted_at AT TIME ZONE %(zone)s)::date AS month, need.category,
           count(*) AS posted, count(need.opened_at) AS opened, count(need.answered_at) AS answered,
           coalesce(sum(extract(epoch FROM need.answered_at - need.opened_at) / 60), 0)::bigint AS answer_minutes,
           count(need.docked_at) AS docked,
           count(*) FILTER (WHERE need.state = ANY(%(met)s)) AS met,
           count(*) FILTER (WHERE need.state = ANY(%(ended_open)s)) AS unmet,
           count(need.rating) AS rated, coalesce(sum(need.rating), 0) AS rating_sum
    FROM needs_need AS need
    WHERE need.state <> ALL(%(unposted)s)"""

TOUCHED = (
    f"SELECT DISTINCT region_id, month, category FROM ({OWN} AND need.changed_at >= %(since)s GROUP BY 1, 2, 3) AS own"  # noqa: S608  ours alone
)

SUMS = ("posted", "opened", "answered", "answer_minutes", "docked", "met", "unmet", "rated", "rating_sum")
SUMMED = ", ".join(f"coalesce(sum(part.{name}), 0) AS {name}" for name in SUMS)

# Cells of one length of code: what stands in the region itself, and what was counted for the regions right below it.
COUNT = f"""
    WITH cell AS (
        SELECT * FROM unnest(%(regions)s::text[], %(months)s::date[], %(categories)s::text[]) AS c (region_id, month, category)
    ), counted AS (
        SELECT cell.region_id, cell.month, cell.category, {SUMMED}
        FROM cell LEFT JOIN LATERAL (
            SELECT {", ".join(SUMS)} FROM ({OWN} AND need.region_id = cell.region_id AND need.category = cell.category
                AND need.posted_at >= cell.month::timestamp AT TIME ZONE %(zone)s
                AND need.posted_at < (cell.month + interval '1 month') AT TIME ZONE %(zone)s
                GROUP BY 1, 2, 3) AS own
            UNION ALL
            SELECT {", ".join(f"below.{name}" for name in SUMS)}
            FROM needs_needfigure AS below JOIN regions_region AS region ON region.code = below.region_id
            WHERE region.parent_id = cell.region_id AND below.month = cell.month AND below.category = cell.category
        ) AS part ON true
        GROUP BY 1, 2, 3
    ), reasons AS (
        SELECT region_id, month, category, jsonb_object_agg(reason, number) AS unmet_by FROM (
            SELECT cell.region_id, cell.month, cell.category, part.reason, sum(part.number) AS number
            FROM cell CROSS JOIN LATERAL (
                SELECT CASE WHEN need.state = %(unmet)s THEN need.unmet ELSE need.state END AS reason, 1 AS number
                FROM needs_need AS need
                WHERE need.state = ANY(%(ended_open)s) AND need.region_id = cell.region_id AND need.category = cell.category
                  AND need.posted_at >= cell.month::timestamp AT TIME ZONE %(zone)s
                  AND need.posted_at < (cell.month + interval '1 month') AT TIME ZONE %(zone)s
                UNION ALL
                SELECT said.key, said.value::bigint
                FROM needs_needfigure AS below JOIN regions_region AS region ON region.code = below.region_id
                CROSS JOIN LATERAL jsonb_each_text(below.unmet_by) AS said
                WHERE region.parent_id = cell.region_id AND below.month = cell.month AND below.category = cell.category
            ) AS part
            GROUP BY 1, 2, 3, 4
        ) AS summed
        GROUP BY 1, 2, 3
    )
    INSERT INTO needs_needfigure AS figure (region_id, month, category, {", ".join(SUMS)}, unmet_by, counted_at)
    SELECT region_id, month, category, {", ".join(f"counted.{name}" for name in SUMS)},
           coalesce(reasons.unmet_by, '{{}}'), %(at)s
    FROM counted LEFT JOIN reasons USING (region_id, month, category)
    ON CONFLICT (region_id, month, category) DO UPDATE
    SET {", ".join(f"{name} = EXCLUDED.{name}" for name in SUMS)}, unmet_by = EXCLUDED.unmet_by, counted_at = EXCLUDED.counted_at
    WHERE ({", ".join(f"figure.{name}" for name in SUMS)}, figure.unmet_by)
       IS DISTINCT FROM ({", ".join(f"EXCLUDED.{name}" for name in SUMS)}, EXCLUDED.unmet_by)
    RETURNING 1"""  # noqa: S608  ours alone


def touched(since: datetime | None) -> list[Cell]:
    """The cells that needs were in which changed since then, or ever."""
    facts = _facts() | {"since": since or EVER}
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, facts)
        return cursor.fetchall()


def count(cells: Sequence[Cell], at: datetime) -> int:
    """Count these cells and all above them anew, the smallest regions first; answers how many said something else before."""
    changed = 0
    for length in sorted(LENGTHS, reverse=True):
        of_length = sorted({(code[:length], month, category) for code, month, category in cells if len(code) >= length})
        if of_length:
            changed += _count(of_length, at)
    return changed


def _count(cells: Sequence[Cell], at: datetime) -> int:
    regions, months, categories = (list(column) for column in zip(*cells, strict=True))
    facts = _facts() | {"regions": regions, "months": months, "categories": categories, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, facts)
        return len(cursor.fetchall())  # a distributed database would also report those that it left as they were


def _facts() -> dict[str, Any]:
    return {
        "zone": settings.TIME_ZONE,
        "met": list(MET),
        "ended_open": list(ENDED_OPEN),
        "unmet": State.UNMET,
        "unposted": list(UNPOSTED),
    }
