"""The statements that add parts up: those of several ranges to fewer, and all of them to cells."""

from collections.abc import Sequence

from .summing import HOURS, LEVELS, NOWHERE, PARTS, PEOPLE, Part

_ADDED = ", ".join(f"sum({name})" for name in HOURS)

CELLS = ("servicecell", "organizationcell", "peoplecell", "cohortcell", "shiftcell")
TABLES = ";".join(f"CREATE TEMP TABLE recount_{cell} (LIKE statistics_{cell}) ON COMMIT DROP" for cell in CELLS)


def up(part: Part, table: str) -> tuple[str, ...]:
    """Parts of several ranges become one each, so that they take no more room than the cells. The last statement says of how
    many."""
    keys = ", ".join(part.keys)
    sums = ", ".join(f"sum({name})::bigint AS {name}" for name in part.sums)
    return (
        "DROP TABLE IF EXISTS recount_added",
        f"CREATE TEMP TABLE recount_added ON COMMIT DROP AS SELECT {keys}, {sums} FROM {table} GROUP BY {keys}",  # noqa: S608
        f"TRUNCATE {table}",
        f"INSERT INTO {table} SELECT * FROM recount_added",  # noqa: S608  our own names
    )


# Hours of years and of all time are those of their months.
_SPANS = """
    CROSS JOIN LATERAL (
        SELECT part.span, part.start
        UNION ALL SELECT 'year', make_date(date_part('year', part.start)::int, 1, 1) WHERE part.span = 'month'
        UNION ALL SELECT 'ever', date '0001-01-01' WHERE part.span = 'month'
    ) AS longer (span, start)"""
_SUMS = (*PEOPLE, *HOURS)
_SUMMED = ", ".join(f"sum({name})::bigint AS {name}" for name in _SUMS)
_LOWEST = f"""
    CREATE TEMP TABLE recount_street ON COMMIT DROP AS
    SELECT span, start, slice, value, spot, {_SUMMED}
    FROM (
        SELECT longer.span, longer.start, slice, value, spot, {", ".join(f"0 AS {name}" for name in PEOPLE)}, {", ".join(HOURS)}
        FROM {{parts}}hours AS part {_SPANS} WHERE basis = '{{basis}}' AND slice IN ({{slices}})
        UNION ALL
        SELECT span, start, slice, value, spot, {", ".join(PEOPLE)}, {", ".join("0" for _name in HOURS)}
        FROM {{parts}}people WHERE basis = '{{basis}}' AND slice IN ({{slices}})
    ) AS part GROUP BY span, start, slice, value, spot"""  # noqa: S608  our own names
_HIGHER = f"""
    CREATE TEMP TABLE recount_{{level}} ON COMMIT DROP AS
    SELECT span, start, slice, value, {{spot}} AS spot, {", ".join(f"sum(part.{name})::bigint AS {name}" for name in _SUMS)}
    FROM recount_{{below}} AS part JOIN recount_spot AS above USING (spot) GROUP BY span, start, slice, value, {{spot}};
    DROP TABLE recount_{{below}}"""  # noqa: S608  our own names
# Everybody has one sex, so the total is the sum by sex; and by place that of service. A street has the total alone by place.
_LEVEL = f"""
    INSERT INTO {{into}}servicecell (basis, region_code, span, start, slice, value, people, {", ".join(HOURS)})
    SELECT '{{basis}}', {{code}} AS code, span, start, cut.slice, cut.value, sum(part.in_{{level}}), {_ADDED}
    FROM recount_{{level}} AS part JOIN recount_spot AS above USING (spot)
    CROSS JOIN LATERAL (
        SELECT part.slice, part.value WHERE {{has_all}}
        UNION ALL SELECT 'total', '' WHERE part.slice = 'sex'
        UNION ALL SELECT 'kind', 'service' WHERE part.slice = 'sex' AND {{has_kinds}}
    ) AS cut (slice, value)
    WHERE {{is_named}} GROUP BY code, span, start, cut.slice, cut.value ORDER BY code, span, start, cut.slice, cut.value"""  # noqa: S608


def _of_service(basis: str, slices: Sequence[str], parts: str, into: str) -> list[str]:
    """From the streets up, each level from the one below."""
    told_by = ", ".join(f"'{name}'" for name in slices)
    statements = [_LOWEST.format(parts=parts, basis=basis, slices=told_by), "ANALYZE recount_street"]
    below = "street"
    for level in reversed(LEVELS):
        if level != "street":
            spot = str(NOWHERE) if level == "nation" else f"above.in_{level}"
            statements.append(_HIGHER.format(level=level, below=below, spot=spot))
        told = {"code": "''", "is_named": "true"} if level == "nation" else _named(f"above.{level}")
        has_all = basis == "home" or level != "street"
        told |= {"has_all": str(has_all), "has_kinds": str(has_all and basis == "place")}
        statements.append(_LEVEL.format(into=into, basis=basis, level=level, **told))
        below = level
    return [*statements, "DROP TABLE recount_nation"]


def _named(code: str) -> dict[str, str]:
    return {"code": code, "is_named": f"{code} <> ''"}


# Everything that something at a place counts under.
_ABOVE = """
    LEFT JOIN statistics_place AS place ON place.code = {code}
    CROSS JOIN LATERAL (
        SELECT code FROM (
            VALUES ('', true), (place.province, place.province <> ''), (place.city, place.city <> ''),
                   (place.district, place.district <> '') {street}
        ) AS named (code, is_there) WHERE is_there
    ) AS above"""
_YEAR_AND_MONTH = """('year', date_trunc('year', day::timestamp)::date),
                   ('month', date_trunc('month', day::timestamp)::date)"""
_ORGANIZATIONS = f"""
    INSERT INTO {{into}}organizationcell (organization_id, span, start, people, {", ".join(HOURS)})
    SELECT organization_id, span, start, sum(people), {_ADDED}
    FROM (
        SELECT organization_id, longer.span, longer.start, 0 AS people, {", ".join(HOURS)}
        FROM {{parts}}organizationhours AS part {_SPANS}
        UNION ALL
        SELECT organization_id, span, start, people, {", ".join("0" for _name in HOURS)} FROM {{parts}}organizationpeople
    ) AS part GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""  # noqa: S608  our own names
_COHORTS = f"""
    INSERT INTO {{into}}cohortcell (region_code, first_year, year, people)
    SELECT above.code, first_year, year, sum(people) FROM {{parts}}cohort AS part
    {_ABOVE.format(code="part.region_code", street="")} GROUP BY 1, 2, 3"""  # noqa: S608  our own names
_PEOPLE = f"""
    WITH person AS (
        SELECT region_code, date_trunc('month', registered_on::timestamp)::date AS month, sex,
               coalesce(born_in::text, '') AS born, count(*) AS people
        FROM statistics_personfact GROUP BY 1, 2, 3, 4
    )
    INSERT INTO {{into}}peoplecell (region_code, month, slice, value, people)
    SELECT above.code, month, part.slice, part.value, sum(people) FROM person
    {_ABOVE.format(code="person.region_code", street=", (place.street, place.street <> '')")}
    CROSS JOIN LATERAL (VALUES ('total', ''), ('sex', sex), ('born', born)) AS part (slice, value)
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""  # noqa: S608  our own names
_SHIFTS = f"""
    INSERT INTO {{into}}shiftcell (region_code, span, start, slice, value, shifts, places, taken, came, missed, recorded)
    SELECT above.code, span.name, span.start, part.slice, part.value,
           count(*), sum(places), sum(taken), sum(came), sum(missed), sum(recorded)
    FROM statistics_shiftfact AS shift
    {_ABOVE.format(code="shift.place_code", street="")}
    CROSS JOIN LATERAL (VALUES {_YEAR_AND_MONTH}) AS span (name, start)
    CROSS JOIN LATERAL (
        VALUES ('total', ''), ('category', category), ('orgkind', organization_kind)) AS part (slice, value)
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"""  # noqa: S608  our own names


# Of which slices a piece makes the cells, so that pieces are of about the same length. Days have the total alone; that of
# months is the sum by sex.
_SERVICE = (
    ("place", ("sex", "total", "category")),
    ("place", ("age", "orgkind", "sdg", "kind")),
    ("home", ("sex", "age")),
)


def pieces(parts: str, into: str) -> list[list[str]]:
    """What turns parts, in tables whose names begin with ``parts``, and the facts of people and shifts into cells, in tables that
    begin with ``into``: pieces that know nothing of each other, so that several sessions may each make some."""
    others = [each.format(parts=parts, into=into) for each in (_ORGANIZATIONS, _COHORTS, _PEOPLE, _SHIFTS)]
    return [*(_of_service(basis, slices, parts, into) for basis, slices in _SERVICE), others]


def tables(prefix: str, kind: str = "", until: str = "") -> str:
    """Empty tables of parts: ``kind`` of table, and until when they stand."""
    return ";".join(f"CREATE {kind} TABLE {prefix}{part.name} ({part.columns}) {until}" for part in PARTS)
