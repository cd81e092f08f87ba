"""Shifts, who was on their rosters, and who came."""

# A line of a roster while its chunk is written. ``rank`` counts those that became a record, and is null for the others;
# ``second`` those with a second version. Who serves often stands in narrow intervals of time, one line in each, which only
# activities that meet often can fill: so nobody is at two places at one time.
ENTRY = """
    CREATE TEMP TABLE IF NOT EXISTS entry (
        k bigint, rank bigint, second bigint, change text, state text, place int, x int, unit int, shift_id uuid, day date,
        starts timestamptz, ends timestamptz, minutes int, grade text, method text, written timestamptz, record_id uuid
    )"""
# `OFFSET 0`: what a step says is worked out once, and not again wherever the next ones name it.
ENTER = """
    INSERT INTO entry
    WITH lines AS (
        SELECT person.before + j AS k, %(e0)s + person.before + j AS n, person.place,
               first_unit + ((%(units)s - first_unit) * j / person.n)::int AS low,
               first_unit + ((%(units)s - first_unit) * (j + 1) / person.n)::int AS high
        FROM person CROSS JOIN LATERAL generate_series(0, person.n - 1) AS j OFFSET 0
    ), chosen AS (
        SELECT *, floor(CASE WHEN high - low >= 16 THEN %(activities)s WHEN high - low >= 4 THEN %(at_times)s
                             ELSE %(often)s END * simulation.chance(n, 50) ^ 1.8)::int AS x
        FROM lines
    ), fitting AS (
        SELECT k, n, place, activity.*, (low - phase + rhythm - 1) / rhythm AS first,
               (high - 1 - phase) / rhythm - (low - phase + rhythm - 1) / rhythm + 1 AS fit
        FROM chosen JOIN activity USING (x)
    ), tried AS (
        SELECT *, phase + rhythm * (first + simulation.pick(n, 51, fit)) AS one,
               phase + rhythm * (first + simulation.pick(n, 52, fit)) AS other
        FROM fitting OFFSET 0
    ), timed AS (
        SELECT *, CASE WHEN simulation.chance(n, 53) * ((%(seasons)s)[1 + one] + (%(seasons)s)[1 + other])
                            < (%(seasons)s)[1 + one] THEN one ELSE other END AS unit
        FROM tried OFFSET 0
    ), dated AS (
        SELECT *, %(begins)s::date + unit / 2 * 7 + CASE unit %% 2 WHEN 0 THEN saturday ELSE workday END AS day,
               CASE WHEN k %% 20 <> 7 THEN 'confirmed' WHEN k / 20 %% 3 = 0 THEN 'cancelled' ELSE 'absent' END AS state,
               CASE WHEN simulation.chance(n, 54) < 0.15 THEN duration - 30 ELSE duration END AS minutes,
               simulation.pick(n, 55, 100) AS weighed
        FROM timed OFFSET 0
    ), graded AS (
        SELECT *, CASE WHEN weighed < 46 THEN 'A' WHEN weighed < 70 THEN 'B' WHEN weighed < 82 THEN 'C'
                       WHEN weighed < 92 THEN 'D' ELSE 'E' END AS grade,
               day::timestamptz + make_interval(mins => minute) AS starts,
               CASE WHEN state = 'confirmed' THEN k - (k + 12) / 20 END AS rank
        FROM dated OFFSET 0
    ), ranked AS (
        SELECT *, CASE WHEN rank %% 67 = 13 THEN 'corrected' WHEN rank %% 250 = 101 THEN 'revoked' ELSE '' END AS change
        FROM graded OFFSET 0
    )
    SELECT k, rank, CASE WHEN change <> '' THEN count(*) FILTER (WHERE change <> '') OVER (ORDER BY k) - 1 END, change,
           state, place, x, unit, simulation.id(10, a * 1024 + unit), day, starts, starts + make_interval(mins => minutes),
           minutes, grade,
           CASE grade WHEN 'A' THEN 'code' WHEN 'B' THEN 'pass' WHEN 'C' THEN 'hour' WHEN 'D' THEN 'claim' ELSE 'late' END,
           least(%(until)s::date::timestamptz, starts + make_interval(
               days => CASE grade WHEN 'D' THEN 1 + simulation.pick(n, 56, 15) WHEN 'E' THEN 3 + simulation.pick(n, 56, 50)
                       ELSE 0 END,
               mins => minutes + 20 + simulation.pick(n, 57, 1500))),
           CASE WHEN rank IS NOT NULL THEN simulation.id(12, n) END
    FROM ranked ORDER BY k"""

SHIFTS = """
    INSERT INTO activities_shift (
        organization_id, id, project_id, activity_id, post_id, starts_at, ends_at, break_minutes, places, taken, queued, state)
    SELECT organization_id, shift_id, project_id, activity.id, post_id, starts, starts + make_interval(mins => duration), 0,
           taken + 1 + simulation.pick(a * 1024 + unit, 58, 4), taken, 0, 'open'
    FROM (
        SELECT x, unit, shift_id, starts, count(*) FILTER (WHERE state <> 'cancelled') AS taken
        FROM entry GROUP BY x, unit, shift_id, starts
    ) AS held JOIN activity USING (x)
    UNION ALL
    SELECT organization_id, simulation.id(11, a), project_id, id, post_id, starts, starts + make_interval(mins => duration), 0,
           5 + simulation.pick(a, 60, 20), 0, 0, 'open'
    FROM activity CROSS JOIN LATERAL (
        SELECT %(until)s::date::timestamptz + make_interval(days => 8 + simulation.pick(a, 59, 40), mins => minute) AS starts
    ) AS ahead
    WHERE is_open"""
SIGN_UPS = """
    INSERT INTO activities_signup (
        organization_id, shift_id, volunteer_id, state, volunteer_name, volunteer_number, reason, added_by_name, added_reason,
        signed_up_at, changed_at)
    SELECT organization_id, shift_id, person.id, CASE state WHEN 'cancelled' THEN 'cancelled' ELSE 'confirmed' END,
           person.name, person.number, '', '', '', starts - interval '6 days', starts - interval '6 days'
    FROM entry JOIN person USING (place) JOIN activity USING (x)"""
MY_SIGN_UPS = """
    INSERT INTO activities_mysignup (
        volunteer_id, shift_id, organization_id, organization_name, project_id, title, title_en, post, post_en, place,
        place_en, during, state, rest_minutes, absence, changed_at)
    SELECT person.id, shift_id, organization_id, organization_name, project_id, title, '', post, '', spot, '',
           tstzrange(starts, starts + make_interval(mins => duration)),
           CASE state WHEN 'cancelled' THEN 'cancelled' ELSE 'confirmed' END, 0,
           CASE state WHEN 'absent' THEN 'unexcused' ELSE '' END, starts - interval '6 days'
    FROM entry JOIN person USING (place) JOIN activity USING (x)"""
# Nobody confirms their own service: for the leader the owner does it.
ATTENDANCES = """
    INSERT INTO attendance_attendance (
        organization_id, shift_id, volunteer_id, state, in_at, in_method, in_actor_id, in_actor_name, in_note, out_at,
        out_method, out_actor_id, out_actor_name, out_note, confirmed_at, confirmed_by, confirmed_by_name, record_id)
    SELECT organization_id, shift_id, person.id, state, CASE WHEN is_here THEN starts END,
           CASE WHEN is_here THEN method ELSE '' END, NULL, '', '', CASE WHEN is_here THEN ends END,
           CASE WHEN is_here THEN method ELSE '' END, NULL, '', '', CASE WHEN is_here THEN written END,
           CASE WHEN is_here THEN CASE person.id WHEN leader_id THEN owner_id ELSE leader_id END END,
           CASE WHEN is_here THEN CASE person.id WHEN leader_id THEN owner_name ELSE leader_name END ELSE '' END, record_id
    FROM entry JOIN person USING (place) JOIN activity USING (x)
    CROSS JOIN LATERAL (SELECT state = 'confirmed' AS is_here) AS came
    WHERE state <> 'cancelled'"""
ABSENCES = """
    INSERT INTO activities_absence (
        organization_id, shift_id, volunteer_id, kind, reason, told_at, told_by, told_by_name, statement, answer,
        answered_by_name)
    SELECT organization_id, shift_id, person.id, 'unexcused', '', ends,
           CASE person.id WHEN leader_id THEN owner_id ELSE leader_id END,
           CASE person.id WHEN leader_id THEN owner_name ELSE leader_name END, '', '', ''
    FROM entry JOIN person USING (place) JOIN activity USING (x) WHERE state = 'absent'"""

WRITES = {
    "activities_shift": SHIFTS,
    "activities_signup": SIGN_UPS,
    "activities_mysignup": MY_SIGN_UPS,
    "attendance_attendance": ATTENDANCES,
    "activities_absence": ABSENCES,
}
