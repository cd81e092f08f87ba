"""The statements that sum the facts of a range of people up to *parts*: bounded memory, and people counted exactly, because all
facts of a person are in one range.

Facts become numbers first: people, months and places count from one, so that grouping compares integers. Hours are summed by
month; years and all time are their sums. People are told apart by month, from those by year, from those for all time, each
for one slice. Nearly everybody serves in one district only, and enters all levels above it at once; of the others each row
tells, by the one before it in the order of places, which levels it enters anew. So parts of all ranges add up, and so do the
levels (`adding`): no statement counts distinct people of a nation.

A person has one sex in all facts, so the parts by sex are those of the total too, and those of the kind `service`.
"""

from typing import NamedTuple

HOURS = ("records", "firsts", "minutes_a", "minutes_b", "minutes_c", "minutes_d", "minutes_e")
LEVELS = ("nation", "province", "city", "district", "street")
PEOPLE = tuple(f"in_{level}" for level in LEVELS)
NOWHERE = 1  # the number of a place that nothing is known of


class Part(NamedTuple):
    """A table of parts: rows of the same keys add up."""

    name: str
    keys: dict[str, str]
    sums: tuple[str, ...]

    @property
    def columns(self) -> str:
        return ", ".join(
            [f"{name} {kind}" for name, kind in self.keys.items()] + [f"{name} bigint" for name in self.sums]
        )


_CELL = {"basis": "text", "span": "text", "start": "date", "slice": "text", "value": "text", "spot": "int"}
_OF_ORGANIZATION = {"organization_id": "uuid", "span": "text", "start": "date"}
PARTS = (
    Part("hours", _CELL, HOURS),
    Part("people", _CELL, PEOPLE),
    Part("organizationhours", _OF_ORGANIZATION, HOURS),
    Part("organizationpeople", _OF_ORGANIZATION, ("people",)),
    Part("cohort", {"region_code": "text", "first_year": "int", "year": "int"}, ("people",)),
)

# Places by number, in the order of their codes; ``in_`` is the number of what is above. Where a code says nothing of a level,
# the place above stands for it.
TABLES = """
    CREATE TEMP TABLE recount_spot {until} AS
    WITH known AS (
        SELECT province, city, district, street FROM statistics_place
        UNION SELECT province, city, district, '' FROM statistics_place
        UNION SELECT province, city, '', '' FROM statistics_place
        UNION SELECT province, '', '', '' FROM statistics_place
        UNION SELECT '', '', '', ''
    ), numbered AS (
        SELECT row_number() OVER (ORDER BY province, city, district, street)::int AS spot, * FROM known
    )
    SELECT *, min(spot) OVER (PARTITION BY province, city, district) AS in_district,
           min(spot) OVER (PARTITION BY province, city) AS in_city, min(spot) OVER (PARTITION BY province) AS in_province
    FROM numbered;
    ANALYZE recount_spot;
    CREATE TEMP TABLE recount_place {until} AS
    SELECT place.code, spot.spot, spot.in_district
    FROM statistics_place AS place JOIN recount_spot AS spot USING (province, city, district, street);
    ANALYZE recount_place;
    CREATE TEMP TABLE recount_fact (
        person int, day date, month int, place_street int, place_district int, home_street int, is_roaming boolean,
        is_moving boolean, is_given boolean, is_counted boolean, is_service boolean, organization_id uuid,
        organization_kind text, kind text, category text, sdgs smallint[], sex text, age_band text, first_given int,
        first_counted int, minutes_a int, minutes_b int, minutes_c int, minutes_d int, minutes_e int
    ) {until}"""
# On a distributed database the facts are asked for first: numbers of places are a table of the first machine.
FACTS = f"""
    INSERT INTO recount_fact
    WITH fact AS (
        SELECT *, kind = 'service' AS is_service FROM statistics_servicefact
        WHERE volunteer_id > %(after)s AND volunteer_id <= %(until)s OFFSET 0
    ), located AS (
        SELECT fact.*, coalesce(place.spot, {NOWHERE}) AS place_street, coalesce(place.in_district, {NOWHERE}) AS place_district,
               coalesce(home.spot, {NOWHERE}) AS home_street
        FROM fact
        LEFT JOIN recount_place AS place ON place.code = fact.place_code
        LEFT JOIN recount_place AS home ON home.code = fact.home_code
    )
    SELECT dense_rank() OVER (ORDER BY volunteer_id), day,
           (date_part('year', day) * 12 + date_part('month', day) - 1)::int, place_street, place_district, home_street,
           min(place_district) OVER person <> max(place_district) OVER person,
           min(home_street) OVER person <> max(home_street) OVER person,
           is_given, is_counted, is_service, organization_id, organization_kind, kind, category, sdgs, sex, age_band,
           (is_given AND is_service AND row_number() OVER given = 1)::int,
           (is_counted AND is_service AND row_number() OVER counted = 1)::int,
           {{minutes}}
    FROM located
    WINDOW person AS (PARTITION BY volunteer_id),
           given AS (PARTITION BY volunteer_id, is_service, is_given ORDER BY day, record_id),
           counted AS (PARTITION BY volunteer_id, is_service, is_counted ORDER BY day, record_id)""".format(  # noqa: S608
    minutes=", ".join(f"CASE grade WHEN '{grade}' THEN minutes ELSE 0 END" for grade in "ABCDE")
)

_START = "make_date({0} / 12, mod({0}, 12) + 1, 1)"
_MINUTES = ", ".join(f"sum({name})" for name in HOURS[2:])
_HOURS = f"""
    INSERT INTO {{into}}hours
    SELECT '{{basis}}', '{{span}}', {{start}}, '{{slice}}', {{value}}, {{hours_spot}}, count(*), sum({{first}}), {_MINUTES}
    FROM recount_fact {{unfolded}} WHERE {{counts}} GROUP BY {{time}}, 5, 6"""  # noqa: S608  our own names
_PEOPLE = """
    WITH told AS (
        SELECT DISTINCT person, {roaming} AS is_roaming, {time} AS time, {value} AS value, {people_spot} AS spot
        FROM recount_fact {unfolded} WHERE {counts}
    ){spans}, entered AS (
        SELECT span, time, value, spot, 1 AS nation, 1 AS province, 1 AS city, 1 AS district FROM spans WHERE NOT is_roaming
        UNION ALL
        SELECT span, time, value, spot, (row_number() OVER person = 1)::int,
               (lag(in_province) OVER person IS DISTINCT FROM in_province)::int,
               (lag(in_city) OVER person IS DISTINCT FROM in_city)::int,
               (lag(in_district) OVER person IS DISTINCT FROM in_district)::int
        FROM spans JOIN recount_spot USING (spot) WHERE is_roaming
        WINDOW person AS (PARTITION BY person, time, span, value ORDER BY spot)
    )
    INSERT INTO {into}people
    SELECT '{basis}', span, {told_start}, '{slice}', value, spot,
           sum(nation), sum(province), sum(city), sum(district), {in_street}
    FROM entered GROUP BY span, time, value, spot"""
# People who were told apart by month are told apart by year among those, and by nothing among these.
_LONGER = """, year AS (
        SELECT DISTINCT person, is_roaming, time / 12 * 12 AS time, value, spot FROM told
    ), ever AS (
        SELECT DISTINCT person, is_roaming, 12 AS time, value, spot FROM year
    ), spans AS (
        SELECT 'month' AS span, * FROM told UNION ALL SELECT 'year', * FROM year UNION ALL SELECT 'ever', * FROM ever
    )"""
# The streets by themselves: many know several of a district, who would else all be looked at row by row.
_STREETS = f"""
    WITH told AS (
        SELECT DISTINCT person, false AS is_roaming, month AS time, sex AS value, place_street AS spot
        FROM recount_fact WHERE is_given AND is_service
    ){_LONGER}
    INSERT INTO {{into}}people
    SELECT 'place', span, {_START.format("time")}, 'sex', value, spot, 0, 0, 0, 0, count(*)
    FROM spans GROUP BY span, time, value, spot"""  # noqa: S608  our own names
_ORGANIZATION_HOURS = f"""
    INSERT INTO {{into}}organizationhours
    SELECT organization_id, 'month', {_START.format("month")}, count(*), sum(first_given), {_MINUTES}
    FROM recount_fact WHERE is_given AND is_service GROUP BY organization_id, month"""  # noqa: S608  our own names
_ORGANIZATION_PEOPLE = f"""
    WITH told AS (
        SELECT DISTINCT person, false AS is_roaming, month AS time, organization_id AS value, 0 AS spot
        FROM recount_fact WHERE is_given AND is_service
    ){_LONGER}
    INSERT INTO {{into}}organizationpeople
    SELECT value, span, {_START.format("time")}, count(*) FROM spans GROUP BY span, time, value"""  # noqa: S608  our own names
_COHORTS = """
    WITH served AS (
        SELECT DISTINCT volunteer_id, date_part('year', day)::int AS year FROM statistics_servicefact
        WHERE volunteer_id > %(after)s AND volunteer_id <= %(until)s AND is_counted AND kind = 'service'
    ), told AS (
        SELECT person.region_code, min(served.year) OVER (PARTITION BY served.volunteer_id) AS first_year, served.year
        FROM served LEFT JOIN statistics_personfact AS person
          ON person.volunteer_id = served.volunteer_id
         AND person.volunteer_id > %(after)s AND person.volunteer_id <= %(until)s
    )
    INSERT INTO {into}cohort
    SELECT coalesce(region_code, ''), first_year, year, count(*) FROM told GROUP BY 1, 2, 3"""

_BY_MONTH = {
    "span": "month",
    "time": "month",
    "start": _START.format("month"),
    "told_start": _START.format("time"),
    "spans": _LONGER,
}
_BY_DAY = {
    "span": "day",
    "time": "day",
    "start": "day",
    "told_start": "time",
    "spans": ", spans AS (SELECT 'day' AS span, * FROM told)",
}
_GIVEN = {
    "basis": "place",
    "first": "first_given",
    "roaming": "is_roaming",
    "counts": "is_given AND is_service",
    "unfolded": "",
    "hours_spot": "place_district",
    "people_spot": "place_district",
    "in_street": "0",
}
_COUNTED = _GIVEN | {
    "basis": "home",
    "first": "first_counted",
    "roaming": "is_moving",
    "counts": "is_counted AND is_service",
    "hours_spot": "home_street",
    "people_spot": "home_street",
    "in_street": "count(*)",
}
_GOALS = {
    "counts": "is_given AND is_service AND sdgs <> '{}'",
    "unfolded": "CROSS JOIN LATERAL (SELECT DISTINCT unnest(sdgs)::text) AS goal (name)",
}
# What each slice is told by. A record for two goals stands at both; what is no service counts by its kind alone.
_SLICES = (
    _GIVEN | _BY_MONTH | {"slice": "sex", "value": "sex", "hours_spot": "place_street"},
    _GIVEN | _BY_MONTH | {"slice": "category", "value": "category"},
    _GIVEN | _BY_MONTH | {"slice": "age", "value": "age_band"},
    _GIVEN | _BY_MONTH | {"slice": "orgkind", "value": "organization_kind"},
    _GIVEN | _BY_MONTH | _GOALS | {"slice": "sdg", "value": "goal.name"},
    _GIVEN | _BY_MONTH | {"slice": "kind", "value": "kind", "counts": "is_given AND NOT is_service"},
    _GIVEN | _BY_DAY | {"slice": "total", "value": "''"},
    _COUNTED | _BY_MONTH | {"slice": "sex", "value": "sex"},
    _COUNTED | _BY_MONTH | {"slice": "age", "value": "age_band"},
)


def of_range(into: str) -> list[str]:
    """What turns the facts of a range of people, as numbers (`FACTS`), into parts, in tables whose names begin with ``into``."""
    sums = [each.format(into=into, **told) for told in _SLICES for each in (_HOURS, _PEOPLE)]
    others = (_STREETS, _ORGANIZATION_HOURS, _ORGANIZATION_PEOPLE, _COHORTS)
    return [*sums, *(each.format(into=into) for each in others)]
