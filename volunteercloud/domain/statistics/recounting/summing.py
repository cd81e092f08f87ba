"""The statements that sum facts up to cells, for a range of people at a time: bounded memory, and people counted exactly,
because all facts of a person are in one range.

A range comes to *parts*: sums by span, slice and the lowest codes of a place, with how many people each part brings into the
district, the city, the province and the nation, told by whether the row before in the order of codes was of the same one.
Parts of all ranges add up, and so do the levels: no statement counts distinct people of a nation.
"""

HOURS = "records, firsts, minutes_a, minutes_b, minutes_c, minutes_d, minutes_e"
LEVELS = ("nation", "province", "city", "district", "street")

TABLES = """
    CREATE TEMP TABLE recount_part (
        basis text, span text, start date, slice text, value text, province text, city text, district text, street text,
        in_nation bigint, in_province bigint, in_city bigint, in_district bigint, in_street bigint,
        records bigint, firsts bigint,
        minutes_a bigint, minutes_b bigint, minutes_c bigint, minutes_d bigint, minutes_e bigint
    ) ON COMMIT DROP;
    CREATE TEMP TABLE recount_organizationpart (LIKE statistics_organizationcell) ON COMMIT DROP;
    CREATE TEMP TABLE recount_cohortpart (LIKE statistics_cohortcell) ON COMMIT DROP;
    CREATE TEMP TABLE recount_servicecell (LIKE statistics_servicecell) ON COMMIT DROP;
    CREATE TEMP TABLE recount_organizationcell (LIKE statistics_organizationcell) ON COMMIT DROP;
    CREATE TEMP TABLE recount_peoplecell (LIKE statistics_peoplecell) ON COMMIT DROP;
    CREATE TEMP TABLE recount_cohortcell (LIKE statistics_cohortcell) ON COMMIT DROP;
    CREATE TEMP TABLE recount_shiftcell (LIKE statistics_shiftcell) ON COMMIT DROP"""

_SUMMED = """
    count(*) AS records, sum(is_first) AS firsts,
    coalesce(sum(minutes) FILTER (WHERE grade = 'A'), 0) AS minutes_a,
    coalesce(sum(minutes) FILTER (WHERE grade = 'B'), 0) AS minutes_b,
    coalesce(sum(minutes) FILTER (WHERE grade = 'C'), 0) AS minutes_c,
    coalesce(sum(minutes) FILTER (WHERE grade = 'D'), 0) AS minutes_d,
    coalesce(sum(minutes) FILTER (WHERE grade = 'E'), 0) AS minutes_e"""
_ADDED = ", ".join(f"sum({name})" for name in HOURS.split(", "))

_YEAR_AND_MONTH = """('year', date_trunc('year', day::timestamp)::date),
                   ('month', date_trunc('month', day::timestamp)::date)"""
_SPANS = f"('ever', date '0001-01-01'), {_YEAR_AND_MONTH}"

_RANGE = """
    SELECT fact.*, place.street, place.district, place.city, place.province,
           (fact.kind = 'service' AND row_number() OVER (
               PARTITION BY fact.volunteer_id, fact.kind = 'service' ORDER BY fact.day, fact.record_id) = 1)::int AS is_first
    FROM statistics_servicefact AS fact LEFT JOIN statistics_place AS place ON place.code = fact.{code}
    WHERE fact.volunteer_id > %(after)s AND fact.volunteer_id <= %(until)s AND fact.{counts}"""

_PARTS = """
    WITH fact AS ({range}), told AS (
        SELECT volunteer_id, span.name COLLATE "C" AS span, span.start, part.slice COLLATE "C" AS slice,
               part.value COLLATE "C" AS value, coalesce(province, '') COLLATE "C" AS province,
               coalesce(city, '') COLLATE "C" AS city, coalesce(district, '') COLLATE "C" AS district,
               CASE WHEN {has_street} THEN coalesce(street, '') ELSE '' END COLLATE "C" AS street,
               {summed}
        FROM fact
        CROSS JOIN LATERAL (
            VALUES {spans}, ('day', day)
        ) AS span (name, start)
        CROSS JOIN LATERAL ({slices}) AS part (slice, value)
        WHERE span.name <> 'day' OR ({has_day} AND part.slice = 'total')
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    ), entered AS (
        SELECT *, lag(province) OVER person AS province_before, lag(city) OVER person AS city_before,
               lag(district) OVER person AS district_before
        FROM told
        WINDOW person AS (PARTITION BY volunteer_id, span, start, slice, value ORDER BY province, city, district, street)
    )
    INSERT INTO recount_part (
        basis, span, start, slice, value, province, city, district, street,
        in_nation, in_province, in_city, in_district, in_street, {hours}
    )
    SELECT '{basis}', span, start, slice, value, province, city, district, street,
           count(*) FILTER (WHERE province_before IS NULL),
           count(*) FILTER (WHERE province_before IS DISTINCT FROM province),
           count(*) FILTER (WHERE (province_before, city_before) IS DISTINCT FROM (province, city)),
           count(*) FILTER (WHERE (province_before, city_before, district_before)
                                  IS DISTINCT FROM (province, city, district)),
           count(*), {added}
    FROM entered GROUP BY span, start, slice, value, province, city, district, street"""

BY_PLACE = _PARTS.format(
    basis="place",
    range=_RANGE.format(code="place_code", counts="is_given"),
    has_street="part.slice = 'total' AND span.name <> 'day'",
    has_day="true",
    slices="""
        SELECT slice, value FROM (
            VALUES ('kind', kind), ('total', ''), ('category', category), ('sex', sex), ('age', age_band),
                   ('orgkind', organization_kind)
        ) AS single (slice, value) WHERE kind = 'service' OR slice = 'kind'
        UNION ALL SELECT 'sdg', goal::text FROM unnest(sdgs) AS goal WHERE kind = 'service'""",
    spans=_SPANS,
    summed=_SUMMED,
    hours=HOURS,
    added=_ADDED,
)
BY_HOME = _PARTS.format(
    basis="home",
    range=_RANGE.format(code="home_code", counts="is_counted AND fact.kind = 'service'"),
    has_street="true",
    has_day="false",
    slices="VALUES ('total', ''), ('sex', sex), ('age', age_band)",
    spans=_SPANS,
    summed=_SUMMED,
    hours=HOURS,
    added=_ADDED,
)
# Parts of several ranges are added up now and then, so that they take no more room than the cells.
ADD_UP = f"""
    CREATE TEMP TABLE recount_added ON COMMIT DROP AS
    SELECT basis, span, start, slice, value, province, city, district, street,
           sum(in_nation)::bigint AS in_nation, sum(in_province)::bigint AS in_province, sum(in_city)::bigint AS in_city,
           sum(in_district)::bigint AS in_district, sum(in_street)::bigint AS in_street,
           {", ".join(f"sum({name})::bigint AS {name}" for name in HOURS.split(", "))}
    FROM recount_part GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
    DROP TABLE recount_part;
    ALTER TABLE recount_added RENAME TO recount_part"""  # noqa: S608  our own names

ORGANIZATIONS = f"""
    WITH fact AS ({_RANGE.format(code="place_code", counts="is_given AND fact.kind = 'service'")}), told AS (
        SELECT volunteer_id, organization_id, span.name AS span, span.start, {_SUMMED}
        FROM fact CROSS JOIN LATERAL (
            VALUES {_SPANS}
        ) AS span (name, start)
        GROUP BY 1, 2, 3, 4
    )
    INSERT INTO recount_organizationpart (organization_id, span, start, people, {HOURS})
    SELECT organization_id, span, start, count(*), {_ADDED} FROM told GROUP BY 1, 2, 3"""  # noqa: S608  our own names
COHORTS = """
    WITH served AS (
        SELECT DISTINCT volunteer_id, extract(year FROM day)::int AS year FROM statistics_servicefact
        WHERE volunteer_id > %(after)s AND volunteer_id <= %(until)s AND is_counted AND kind = 'service'
    ), told AS (
        SELECT person.region_code, min(served.year) OVER (PARTITION BY served.volunteer_id) AS first_year, served.year
        FROM served LEFT JOIN statistics_personfact AS person ON person.volunteer_id = served.volunteer_id
    )
    INSERT INTO recount_cohortpart (region_code, first_year, year, people)
    SELECT coalesce(region_code, ''), first_year, year, count(*) FROM told GROUP BY 1, 2, 3"""


def _level(level: str) -> str:
    code, named = ("''", "true") if level == "nation" else (level, f"{level} <> ''")
    return f"""
    INSERT INTO recount_servicecell (basis, region_code, span, start, slice, value, people, {HOURS})
    SELECT basis, {code}, span, start, slice, value, sum(in_{level}), {_ADDED}
    FROM recount_part WHERE {named} GROUP BY 1, 2, 3, 4, 5, 6"""  # noqa: S608  our own names


# Everything that something at a place counts under.
_ABOVE = """
    LEFT JOIN statistics_place AS place ON place.code = {code}
    CROSS JOIN LATERAL (
        SELECT code FROM (
            VALUES ('', true), (place.province, place.province <> ''), (place.city, place.city <> ''),
                   (place.district, place.district <> '') {street}
        ) AS named (code, is_there) WHERE is_there
    ) AS above"""

CELLS = (
    *(_level(level) for level in LEVELS),
    f"""
    INSERT INTO recount_organizationcell (organization_id, span, start, people, {HOURS})
    SELECT organization_id, span, start, sum(people), {_ADDED} FROM recount_organizationpart GROUP BY 1, 2, 3""",  # noqa: S608
    f"""
    INSERT INTO recount_cohortcell (region_code, first_year, year, people)
    SELECT above.code, first_year, year, sum(people) FROM recount_cohortpart AS part
    {_ABOVE.format(code="part.region_code", street="")} GROUP BY 1, 2, 3""",  # noqa: S608
    f"""
    WITH person AS (
        SELECT region_code, date_trunc('month', registered_on::timestamp)::date AS month, sex,
               coalesce(born_in::text, '') AS born, count(*) AS people
        FROM statistics_personfact GROUP BY 1, 2, 3, 4
    )
    INSERT INTO recount_peoplecell (region_code, month, slice, value, people)
    SELECT above.code, month, part.slice, part.value, sum(people) FROM person
    {_ABOVE.format(code="person.region_code", street=", (place.street, place.street <> '')")}
    CROSS JOIN LATERAL (VALUES ('total', ''), ('sex', sex), ('born', born)) AS part (slice, value)
    GROUP BY 1, 2, 3, 4""",  # noqa: S608
    f"""
    INSERT INTO recount_shiftcell (region_code, span, start, slice, value, shifts, places, taken, came, missed, recorded)
    SELECT above.code, span.name, span.start, part.slice, part.value,
           count(*), sum(places), sum(taken), sum(came), sum(missed), sum(recorded)
    FROM statistics_shiftfact AS shift
    {_ABOVE.format(code="shift.place_code", street="")}
    CROSS JOIN LATERAL (VALUES {_YEAR_AND_MONTH}) AS span (name, start)
    CROSS JOIN LATERAL (
        VALUES ('total', ''), ('category', category), ('orgkind', organization_kind)) AS part (slice, value)
    GROUP BY 1, 2, 3, 4, 5""",  # noqa: S608
)
