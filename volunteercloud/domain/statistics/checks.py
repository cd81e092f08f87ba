"""What must hold between the figures and the rows that they sum up. `volunteercloud statistics recount --check` proves all of it;
these find a change that nobody noted, and cells that do not come to their parts, without counting anew. What a record is
sliced by is compared of some people (`sampling`)."""

STATEMENTS = {
    "what stands of a record is what was counted of it, unless it waits to be counted": """
        SELECT head.volunteer_id, head.record_id, head.minutes, fact.minutes
        FROM records_recordhead AS head
        JOIN identity_volunteer AS owner ON owner.id = head.volunteer_id
        LEFT JOIN statistics_servicefact AS fact
          ON fact.volunteer_id = head.volunteer_id AND fact.record_id = head.record_id
        WHERE owner.merged_into_id IS NULL AND EXISTS (SELECT 1 FROM statistics_progress WHERE recounted_at IS NOT NULL)
          AND CASE WHEN head.standing = 'valid' AND (head.whereabouts <> 'arriving' OR head.moved_to <> '')
              THEN (fact.day, fact.minutes, fact.grade, fact.kind, fact.is_given, fact.is_counted) IS DISTINCT FROM
                   (head.day, head.minutes::int, head.grade, head.kind, head.origin = '', head.whereabouts = 'here')
              ELSE fact.record_id IS NOT NULL END
          AND NOT EXISTS (
            SELECT 1 FROM changes_change AS change
            WHERE change.owner_id = head.volunteer_id AND change.kind = 'person')""",
    "who is registered under their real name is counted so, unless they wait to be counted": """
        SELECT person.id, person.region_id, fact.region_code
        FROM identity_volunteer AS person
        LEFT JOIN statistics_personfact AS fact ON fact.volunteer_id = person.id
        WHERE EXISTS (SELECT 1 FROM statistics_progress WHERE recounted_at IS NOT NULL)
          AND CASE WHEN person.real_name_level >= 1 AND person.merged_into_id IS NULL
              THEN (fact.region_code, fact.sex, fact.born_in) IS DISTINCT FROM
                   (coalesce(person.region_id, ''), person.sex, extract(year FROM person.birth_on)::smallint)
              ELSE fact.volunteer_id IS NOT NULL END
          AND NOT EXISTS (
            SELECT 1 FROM changes_change AS change WHERE change.owner_id = person.id AND change.kind = 'person')""",
    "what came of a shift is what was counted of it, unless it waits to be counted": """
        SELECT shift.organization_id, shift.id, shift.taken, fact.taken
        FROM activities_shift AS shift
        JOIN activities_post AS post ON post.organization_id = shift.organization_id AND post.id = shift.post_id
        JOIN statistics_progress AS progress ON shift.ends_at <= progress.swept_until
        LEFT JOIN statistics_shiftfact AS fact
          ON fact.organization_id = shift.organization_id AND fact.shift_id = shift.id
        LEFT JOIN LATERAL (
            SELECT count(*) AS came, count(record_id) AS recorded FROM attendance_attendance AS attendance
            WHERE attendance.organization_id = shift.organization_id AND attendance.shift_id = shift.id
              AND attendance.state <> 'absent'
        ) AS attended ON true
        WHERE progress.recounted_at IS NOT NULL
          AND CASE WHEN shift.state <> 'cancelled' AND NOT post.is_meeting
              THEN (fact.places, fact.taken, fact.came, fact.recorded) IS DISTINCT FROM
                   (shift.places, shift.taken, attended.came::int, attended.recorded::int)
              ELSE fact.shift_id IS NOT NULL END
          AND NOT EXISTS (
            SELECT 1 FROM changes_change AS change
            WHERE change.owner_id = shift.organization_id AND change.kind = 'shift' AND change.subject_id = shift.id)""",
    "the months of a year come to the year": """
        SELECT year.basis, year.region_code, year.start, year.slice, year.value
        FROM statistics_servicecell AS year
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(records), 0) AS records, coalesce(sum(firsts), 0) AS firsts,
                   coalesce(sum(minutes_a + minutes_b + minutes_c), 0) AS credit,
                   coalesce(sum(minutes_d + minutes_e), 0) AS honour
            FROM statistics_servicecell AS month
            WHERE (month.basis, month.region_code, month.span, month.slice, month.value) =
                  (year.basis, year.region_code, 'month', year.slice, year.value)
              AND month.start >= year.start AND month.start < year.start + interval '1 year'
        ) AS months ON true
        WHERE year.span = 'year' AND (months.records, months.firsts, months.credit, months.honour) IS DISTINCT FROM
              (year.records, year.firsts, year.minutes_a + year.minutes_b + year.minutes_c,
               year.minutes_d + year.minutes_e)""",
}
