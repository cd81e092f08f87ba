"""What a time of a table that decides what is withheld comes to, in three numbers: as long as those of every time are the same,
so is its pattern. Only times are told that were touched since a table was read (`Touched`), as all others are as they were.

``sizes`` is of every cell and its size. What is recorded in a region and in none below it stands in no cell; ``rest`` is of
its records by time and value, nothing where there are none, and ``people`` of what is known of their people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from . import boxes, places
from .models import Slice, Span
from .patterns import REST, Group, Key

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


def _cells(slices: str) -> str:
    where = "cell.basis = asked.basis AND cell.region_code = member.code AND cell.span = time.span"
    return f"statistics_servicecell AS cell WHERE {where} AND cell.start = time.start AND cell.slice = ANY({slices})"


def _less(number: str) -> str:
    """The total less all goals."""
    return f"sum(CASE cell.slice WHEN '{Slice.TOTAL}' THEN cell.{number} ELSE -cell.{number} END)::bigint AS {number}"


# The regions below, as the list has them, and those that came to them from elsewhere; everywhere alone stands by itself.
BELOW = """
    SELECT ARRAY(
        SELECT code::text FROM regions_region WHERE parent_id = asked.above AND code <> ALL(%s)
        UNION ALL
        SELECT code::text FROM regions_region WHERE parent_id IS NULL AND asked.above = '' AND code <> ALL(%s)
        UNION ALL
        SELECT code FROM unnest(%s::text[], %s::text[]) AS came (code, above) WHERE came.above = asked.above
        UNION ALL
        SELECT '' WHERE asked.above IS NULL) AS codes"""
# Of a table that is known the times that were touched since; of one that is read now those in which most is counted.
TIMES = f"""
    SELECT DISTINCT touched.span, touched.start FROM statistics_touched AS touched
    WHERE touched.basis = asked.basis AND touched.region_code = ANY(below.codes || asked.above)
      AND touched.rounds > asked.version
      AND (touched.span IN ('{Span.EVER}', '{Span.YEAR}') OR touched.start = ANY(asked.months))
    UNION ALL
    SELECT span, start FROM (
        VALUES ('{Span.EVER}', DATE '0001-01-01'), ('{Span.YEAR}', date_trunc('year', progress.as_of)::date),
               ('{Span.MONTH}', date_trunc('month', progress.as_of)::date)) AS current (span, start)
    WHERE asked.version IS NULL AND (span <> '{Span.MONTH}' OR start = ANY(asked.months))"""  # noqa: S608  our own names
SLICES = f"CASE time.span WHEN '{Span.MONTH}' THEN asked.of_months ELSE asked.of_years END"
GOALS = f"CASE WHEN '{Slice.SDG}' = ANY({SLICES}) THEN '{{{Slice.TOTAL},{Slice.SDG}}}'::text[] END"
# Time by time; service for no goal is a value of its own. A time without cells comes along with no slice.
DIGESTS = f"""
    UNION ALL
    SELECT -3, '', '', time.span, time.start - DATE '0001-01-01', coalesce(told.slice, ''), '', asked.number,
           told.sizes, told.records, told.people, NULL, NULL, NULL, NULL, NULL
    FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[])
         AS given (number, basis, above, of_years, of_months, months, version)
    JOIN statistics_progress AS progress ON progress.id = 1 AND given.version IS DISTINCT FROM progress.rounds
    CROSS JOIN LATERAL (
        SELECT given.number, given.basis, given.above, given.of_years::text[], given.of_months::text[],
               given.months::date[], given.version) AS asked
    CROSS JOIN LATERAL ({BELOW}) AS below
    CROSS JOIN LATERAL ({TIMES}) AS time
    LEFT JOIN LATERAL (
        SELECT part.slice, bit_xor(hashint8extended(part.sizes, hashtextextended(member.code, member.is_above::int))) AS sizes,
               mod(sum(CASE WHEN member.is_above THEN part.records ELSE -part.records END), {LARGEST})::bigint AS records,
               mod(sum(CASE WHEN member.is_above THEN part.people ELSE -part.people END), {LARGEST})::bigint AS people
        FROM (SELECT code, false AS is_above FROM unnest(below.codes) AS code
              UNION ALL SELECT asked.above, true WHERE asked.above IS NOT NULL) AS member
        CROSS JOIN LATERAL (
            SELECT cell.slice, {_told("cell.value", "cell.people")} FROM {_cells(SLICES)} GROUP BY cell.slice
            UNION ALL
            SELECT '{Slice.SDG}', {_told(f"'{REST}'", "greatest(cell.people, 1)")}
            FROM (SELECT cell.start, {_less("people")}, {_less("records")} FROM {_cells(GOALS)} GROUP BY cell.start) AS cell
            WHERE cell.records > 0 HAVING count(*) > 0) AS part
        GROUP BY part.slice) AS told ON true"""  # noqa: S608  our own names


def asked(keys: Mapping[Key, int | None]) -> tuple[list[Any], list[Group]]:
    """What the statement needs, and what each number of its answer is of. Beside each table stands the state of which it is
    known, or nothing where it is read now; tables of the same regions and state are told together."""
    together: dict[Group, list[Key]] = defaultdict(list)
    for key, version in keys.items():
        together[Group(key.basis, key.above, version)].append(key)
    rows = [
        (
            number,
            group.basis.value,
            group.above,
            _array({key.by.value for key in some if not key.year}),
            _array({key.by.value for key in some if key.year}),
            _array(f"{date(year, month, 1)}" for year in {key.year for key in some if key.year} for month in MONTHS),
            group.version,
        )
        for number, (group, some) in enumerate(together.items())
    ]
    moved = places.moved()
    came = [(code, ("", *way)[-2]) for code, way in moved.items() if way[-1] == code]
    columns = [list(column) for column in zip(*rows, strict=True)]
    values = [*columns, list(moved), list(moved), [code for code, _above in came], [above for _code, above in came]]
    return values, list(together)


def _array(texts: Iterable[str]) -> str:
    return "{" + ",".join(texts) + "}"
