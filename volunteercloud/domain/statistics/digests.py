"""What a table that decides what is withheld comes to, in three numbers: as long as they are the same, so is its pattern.

``sizes`` is of every cell and its size. What is recorded in a region and in none below it stands in no cell; ``rest`` is of
its records by time and value, nothing where there are none, and ``people`` of what is known of their people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from . import boxes, places
from .models import Basis, Slice
from .patterns import REST, Key

DAY = "cell.start - DATE '0001-01-01'"
SIZES = "{" + ",".join(map(str, boxes.SIZES)) + "}"
WEIGHTS = (1 << 29) - 1  # of a time and value: with five billion records a product is below 2 ** 63
LARGEST = 1 << 61
MONTHS = range(1, 13)


def _told(value: str, people: str) -> str:
    """Of cells of one region and slice; ``value`` and ``people`` are how the statement names them."""
    seed = f"({DAY}) * 64::bigint + width_bucket({people}, '{SIZES}'::bigint[])"
    weight = f"(hashtextextended({value}, {DAY}) & {WEIGHTS})"
    return (
        f"bit_xor(hashtextextended({value}, {seed})) AS sizes, "
        f"sum(cell.records * {weight}) AS records, sum({people} * {weight}) AS people"
    )


def _cells(of_years: str, of_months: str) -> str:
    """All time and its years, of which the year is 0, and months."""
    where = "cell.basis = asked.basis AND cell.region_code = member.code"
    return f"""(
        SELECT 0 AS year, cell.slice, cell.start, cell.value, cell.people, cell.records FROM statistics_servicecell AS cell
        WHERE {where} AND cell.span IN ('ever', 'year') AND cell.slice = ANY({of_years})
        UNION ALL
        SELECT extract(year FROM cell.start)::int, cell.slice, cell.start, cell.value, cell.people, cell.records
        FROM statistics_servicecell AS cell
        WHERE {where} AND cell.span = 'month' AND cell.start = ANY(asked.months) AND cell.slice = ANY({of_months})
        ) AS cell"""  # noqa: S608  our own names


def _less(number: str) -> str:
    """The total less all goals."""
    return f"sum(CASE cell.slice WHEN '{Slice.TOTAL}' THEN cell.{number} ELSE -cell.{number} END)::bigint AS {number}"


def _goals(slices: str) -> str:
    return f"CASE WHEN '{Slice.SDG}' = ANY({slices}) THEN '{{{Slice.TOTAL},{Slice.SDG}}}'::text[] END"


# Region by region, of the tables that are not known to be of this state; service for no goal is a value of its own.
DIGESTS = f"""
    UNION ALL
    SELECT -3, '', '', '', told.year, told.slice, '', asked.number,
           bit_xor(hashint8extended(told.sizes, hashtextextended(member.code, member.is_above::int))),
           mod(sum(CASE WHEN member.is_above THEN told.records ELSE -told.records END), {LARGEST})::bigint,
           mod(sum(CASE WHEN member.is_above THEN told.people ELSE -told.people END), {LARGEST})::bigint,
           NULL, NULL, NULL, NULL, NULL
    FROM (SELECT number, basis, above, of_years::text[], of_months::text[], months::date[]
          FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[])
               AS given (number, basis, above, of_years, of_months, months, version)
          WHERE version IS DISTINCT FROM (SELECT rounds FROM statistics_progress WHERE id = 1)) AS asked
    CROSS JOIN LATERAL (
        SELECT code, false AS is_above FROM regions_region WHERE parent_id = asked.above AND code <> ALL(%s)
        UNION ALL
        SELECT code, false FROM regions_region WHERE parent_id IS NULL AND asked.above = '' AND code <> ALL(%s)
        UNION ALL
        SELECT code, false FROM unnest(%s::text[], %s::text[]) AS came (code, above) WHERE came.above = asked.above
        UNION ALL
        SELECT coalesce(asked.above, ''), asked.above IS NOT NULL) AS member
    CROSS JOIN LATERAL (
        SELECT cell.slice, cell.year, {_told("cell.value", "cell.people")}
        FROM {_cells("asked.of_years", "asked.of_months")} GROUP BY cell.slice, cell.year
        UNION ALL
        SELECT '{Slice.SDG}', cell.year, {_told(f"'{REST}'", "greatest(cell.people, 1)")}
        FROM (SELECT cell.year, cell.start, {_less("people")}, {_less("records")}
              FROM {_cells(_goals("asked.of_years"), _goals("asked.of_months"))}
              GROUP BY cell.year, cell.start) AS cell
        WHERE cell.records > 0 GROUP BY cell.year) AS told
    GROUP BY asked.number, told.slice, told.year"""  # noqa: S608  our own names


def asked(versions: Mapping[Key, int | None]) -> tuple[list[Any], list[tuple[Basis, str | None]]]:
    """What the statement needs, and of which basis and region above each number of its answer is. ``versions`` are the states
    of which each table is known, if of any; tables of the same regions are told together, and so may others be between them."""
    together: dict[tuple[Basis, str | None, int | None], list[Key]] = defaultdict(list)
    for key, version in versions.items():
        together[key.basis, key.above, version].append(key)
    rows = [
        (
            number,
            basis.value,
            above,
            _array({key.by.value for key in keys if not key.year}),
            _array({key.by.value for key in keys if key.year}),
            _array(f"{date(year, month, 1)}" for year in {key.year for key in keys if key.year} for month in MONTHS),
            version,
        )
        for number, ((basis, above, version), keys) in enumerate(together.items())
    ]
    moved = places.moved()
    came = [(code, ("", *way)[-2]) for code, way in moved.items() if way[-1] == code]
    columns = [list(column) for column in zip(*rows, strict=True)]
    values = [*columns, list(moved), list(moved), [code for code, _above in came], [above for _code, above in came]]
    return values, [(basis, above) for basis, above, _version in together]


def _array(texts: Iterable[str]) -> str:
    return "{" + ",".join(texts) + "}"
