"""What the figures are counted from, as `statistics` derives it from the rows: a recount in the tests holds the two together."""

PEOPLE = """
    INSERT INTO statistics_personfact (volunteer_id, region_code, sex, born_in, registered_on)
    SELECT id, street, sex, date_part('year', born), registered::date FROM person WHERE is_named ORDER BY i"""
# The version that stands, unless it was revoked. The age bands begin at these ages.
SERVICE = """
    INSERT INTO statistics_servicefact (
        volunteer_id, record_id, day, place_code, home_code, is_given, is_counted, organization_id, organization_kind, kind,
        category, sdgs, sex, age_band, grade, minutes)
    SELECT person.id, record_id, day, activity.street, person.street, true, NOT moved, organization_id, house.kind,
           activity.kind, category, ARRAY[split_part(target, '.', 1)::smallint], sex,
           (ARRAY['0', '14', '18', '25', '35', '45', '60', '70'])[
               width_bucket(date_part('year', age(day::timestamp, born::timestamp)),
                            ARRAY[0, 14, 18, 25, 35, 45, 60, 70]::float8[])],
           grade, minutes
    FROM entry JOIN person USING (place) JOIN activity USING (x) JOIN house ON house.place = house
    WHERE rank IS NOT NULL AND change <> 'revoked' ORDER BY k"""
# Those that were held; all were over before the last day.
SHIFTS = """
    INSERT INTO statistics_shiftfact (
        organization_id, shift_id, day, place_code, organization_kind, category, places, taken, came, missed, recorded)
    SELECT organization_id, shift_id, day, activity.street, house.kind, category,
           taken + 1 + simulation.pick(a * 1024 + unit, 58, 4), taken, came, missed, came
    FROM (
        SELECT x, unit, shift_id, day, count(*) FILTER (WHERE state <> 'cancelled') AS taken,
               count(*) FILTER (WHERE state = 'confirmed') AS came, count(*) FILTER (WHERE state = 'absent') AS missed
        FROM entry GROUP BY x, unit, shift_id, day
    ) AS held JOIN activity USING (x) JOIN house ON house.place = house"""
# The people of a chunk, whose ids lie side by side.
RANGE = "SELECT simulation.id(1, %(p0)s - 1), simulation.id(1, %(p1)s - 1)"
PARTS = "simulation.part_"  # tables of what they come to begin with it

WRITES = {
    "statistics_personfact": PEOPLE,
    "statistics_servicefact": SERVICE,
    "statistics_shiftfact": SHIFTS,
}
