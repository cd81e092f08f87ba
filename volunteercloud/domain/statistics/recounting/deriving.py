"""The statements that derive facts from the rows of the areas below, for a range of people at a time.

They share no code with `facts`, which derives the same for the counting of differences: so each proves the other. Tables of
organizations are not joined with those of people: what is needed of them is gathered first.
"""

# Who was registered twice: whose rows are facts of somebody else. Few, and gathered before.
MERGED = """
    CREATE TEMP TABLE recount_merged ON COMMIT DROP AS
    SELECT id AS owner_id, merged_into_id AS person_id, ''::varchar(1) AS sex, NULL::date AS birth_on
    FROM identity_volunteer WHERE merged_into_id IS NOT NULL"""
MERGED_INTO = """
    UPDATE recount_merged SET sex = kept.sex, birth_on = kept.birth_on
    FROM unnest(%s::uuid[], %s::text[], %s::date[]) AS kept (id, sex, birth_on) WHERE recount_merged.person_id = kept.id"""
# The goals of what was done in an activity, of projects that name any.
GOALS = """
    CREATE TEMP TABLE recount_goals ON COMMIT DROP AS
    SELECT activity.organization_id, activity.id AS activity_id, (
        SELECT array_agg(DISTINCT split_part(target, '.', 1)::smallint ORDER BY split_part(target, '.', 1)::smallint)
        FROM unnest(project.sdg_targets) AS target WHERE split_part(target, '.', 1) ~ '^[0-9]+$'
    ) AS sdgs
    FROM activities_activity AS activity
    JOIN projects_project AS project
      ON project.organization_id = activity.organization_id AND project.id = activity.project_id
    WHERE project.sdg_targets <> '{}'"""
TABLES = """
    CREATE TEMP TABLE recount_person (LIKE statistics_personfact) ON COMMIT DROP;
    CREATE TEMP TABLE recount_service (LIKE statistics_servicefact) ON COMMIT DROP;
    CREATE TEMP TABLE recount_shift (LIKE statistics_shiftfact) ON COMMIT DROP"""

PERSONS = """
    INSERT INTO recount_person (volunteer_id, region_code, sex, born_in, registered_on)
    SELECT id, coalesce(region_id, ''), sex, extract(year FROM birth_on), (registered_at AT TIME ZONE %(zone)s)::date
    FROM identity_volunteer
    WHERE id > %(after)s AND id <= %(until)s AND real_name_level >= %(real_name)s AND merged_into_id IS NULL"""

_FACT = """
    INSERT INTO recount_service (
        volunteer_id, record_id, day, place_code, home_code, is_given, is_counted, organization_id, organization_kind,
        kind, category, sdgs, sex, age_band, grade, minutes
    )
    SELECT {person}.{person_id}, head.record_id, head.day, record.service_region_code,
           CASE WHEN head.origin = '' THEN record.home_region_code ELSE coalesce(owner.region_id, '') END,
           head.origin = '', head.whereabouts = 'here', head.organization_id, coalesce(node.kind, ''),
           head.kind, record.category,
           CASE WHEN head.origin = '' THEN coalesce(goals.sdgs, '{{}}') ELSE '{{}}' END, {person}.sex,
           CASE
               WHEN age.years >= 70 THEN '70' WHEN age.years >= 60 THEN '60' WHEN age.years >= 45 THEN '45'
               WHEN age.years >= 35 THEN '35' WHEN age.years >= 25 THEN '25' WHEN age.years >= 18 THEN '18'
               WHEN age.years >= 14 THEN '14' WHEN age.years >= 0 AND head.day >= {person}.birth_on THEN '0' ELSE ''
           END,
           head.grade, head.minutes
    FROM records_recordhead AS head
    JOIN records_servicerecord AS record
      ON (record.volunteer_id, record.day, record.id) = (head.volunteer_id, head.day, head.version_id)
    JOIN identity_volunteer AS owner ON owner.id = head.volunteer_id
    {merged}
    LEFT JOIN organizations_node AS node ON node.organization_id = head.organization_id
    LEFT JOIN recount_goals AS goals
      ON goals.organization_id = head.organization_id AND goals.activity_id = record.activity_id
    CROSS JOIN LATERAL (SELECT extract(year FROM age(head.day::timestamp, {person}.birth_on::timestamp)) AS years) AS age
    WHERE head.standing = 'valid' AND (head.whereabouts <> 'arriving' OR head.moved_to <> '') AND {range}"""
OWN = _FACT.format(
    person="owner",
    person_id="id",
    merged="",
    range="""owner.merged_into_id IS NULL
      AND head.volunteer_id > %(after)s AND head.volunteer_id <= %(until)s
      AND record.volunteer_id > %(after)s AND record.volunteer_id <= %(until)s
      AND owner.id > %(after)s AND owner.id <= %(until)s""",
)
OF_OTHERS = _FACT.format(
    person="merged",
    person_id="person_id",
    merged="JOIN recount_merged AS merged ON merged.owner_id = head.volunteer_id",
    range="merged.person_id > %(after)s AND merged.person_id <= %(until)s",
)

# Of a range of organizations: what of it comes from several tables of theirs stands in the shard of each.
SHIFTS = """
    INSERT INTO recount_shift (
        organization_id, shift_id, day, place_code, organization_kind, category, places, taken, came, missed, recorded
    )
    SELECT shift.organization_id, shift.id, (shift.starts_at AT TIME ZONE %(zone)s)::date, activity.region_id,
           coalesce(node.kind, ''), project.category, shift.places, shift.taken,
           coalesce(attendance.came, 0), coalesce(absence.missed, 0), coalesce(attendance.recorded, 0)
    FROM activities_shift AS shift
    JOIN activities_activity AS activity
      ON activity.organization_id = shift.organization_id AND activity.id = shift.activity_id
    JOIN projects_project AS project
      ON project.organization_id = shift.organization_id AND project.id = shift.project_id
    JOIN activities_post AS post ON post.organization_id = shift.organization_id AND post.id = shift.post_id
    LEFT JOIN organizations_node AS node ON node.organization_id = shift.organization_id
    LEFT JOIN (
        SELECT organization_id, shift_id, count(*) AS came, count(record_id) AS recorded
        FROM attendance_attendance WHERE state <> 'absent' AND organization_id > %(after)s AND organization_id <= %(until)s
        GROUP BY organization_id, shift_id
    ) AS attendance ON attendance.organization_id = shift.organization_id AND attendance.shift_id = shift.id
    LEFT JOIN (
        SELECT organization_id, shift_id, count(*) AS missed FROM activities_absence
        WHERE kind = 'unexcused' AND organization_id > %(after)s AND organization_id <= %(until)s
        GROUP BY organization_id, shift_id
    ) AS absence ON absence.organization_id = shift.organization_id AND absence.shift_id = shift.id
    WHERE shift.state <> 'cancelled' AND NOT post.is_meeting AND shift.ends_at <= %(at)s
      AND shift.organization_id > %(after)s AND shift.organization_id <= %(until)s"""
