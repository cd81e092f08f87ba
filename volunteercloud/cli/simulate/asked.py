"""What people asked for and what became of it, and the few whose records moved to another node."""

# Six of ten were met by an organization; some ended unmet, withdrawn or expired; the newest wait on the board.
NEEDS = """
    WITH asked AS (
        SELECT n, floor(simulation.chance(n, 81) * (%(p1)s - %(p0)s))::int AS place,
               simulation.pick(n, 82, %(activities)s) AS x, simulation.pick(n, 80, 100) AS weighed,
               simulation.chance(n, 83) AS age
        FROM generate_series(%(n0)s, %(n1)s - 1) AS n
    ), stated AS (
        SELECT n, x, place,
               CASE WHEN weighed < 60 THEN 'closed' WHEN weighed < 72 THEN 'unmet' WHEN weighed < 80 THEN 'withdrawn'
                    WHEN weighed < 86 THEN 'expired' ELSE 'open' END AS state,
               %(until)s::date::timestamptz - make_interval(
                   days => CASE WHEN weighed < 86 THEN 60 + (age * 1900)::int ELSE 1 + (age * 20)::int END) AS posted,
               make_interval(hours => 1 + simulation.pick(n, 84, 60)) AS answered_in
        FROM asked
    ), told AS (
        SELECT *, posted + interval '2 hours' AS opened, state = 'closed' AS is_met,
               CASE WHEN state IN ('closed', 'unmet', 'withdrawn', 'expired') THEN posted + interval '40 days' END AS ended
        FROM stated
    )
    INSERT INTO needs_need (
        id, number, state, poster_kind, poster_id, poster_name, posted_by, title, title_en, words, words_en, category,
        beneficiary, about, region_id, latitude, longitude, is_remote, frequency, weekdays, people, skills, languages, urgency,
        safety, is_dangerous, text_key, flags, station_name, asked_code, level, passes_at, expires_at, organization_id,
        organization_name, way, project_id, activity_id, reason, unmet, outcome, served_people, served_minutes, rating,
        rating_words, created_at, posted_at, opened_at, answered_at, docked_at, done_at, confirmed_at, ended_at, erased_at,
        changed_at)
    SELECT simulation.id(15, told.n), simulation.public_number('N', told.n), state, 'person', person.id, person.name, person.id,
           '想请人来帮忙：' || title, '', title || '，每周一次就好，时间可以商量。', '', category, beneficiary, 'myself',
           person.street,
           round(activity.latitude::numeric, 2), round(activity.longitude::numeric, 2), false, 'until_solved', '{}', 2, '{}',
           '{}', 0, '', false, md5('need ' || told.n)::uuid, '{}', '', left(person.street, 6), 0,
           CASE state WHEN 'open' THEN %(until)s::date::timestamptz + interval '20 days' END,
           posted + interval '60 days', CASE WHEN is_met THEN organization_id END,
           CASE WHEN is_met THEN organization_name ELSE '' END, CASE WHEN is_met THEN 'activity' ELSE '' END,
           CASE WHEN is_met THEN project_id END, CASE WHEN is_met THEN activity.id END, '',
           CASE state WHEN 'unmet' THEN (ARRAY['nobody', 'too_few', 'no_skill', 'no_time', 'too_late'])[1 + told.n %% 5]
                ELSE '' END,
           '', CASE WHEN is_met THEN 2 ELSE 0 END, CASE WHEN is_met THEN 240 ELSE 0 END,
           CASE WHEN is_met AND told.n %% 3 = 0 THEN 4 + told.n %% 2 END, '', posted, posted, opened,
           CASE WHEN is_met THEN opened + answered_in END, CASE WHEN is_met THEN opened + answered_in + interval '1 day' END,
           CASE WHEN is_met THEN posted + interval '30 days' END, CASE WHEN is_met THEN posted + interval '33 days' END, ended,
           CASE WHEN ended IS NOT NULL THEN ended + interval '1 day' END, coalesce(ended, opened)
    FROM told JOIN person USING (place) JOIN activity USING (x)"""
# Records that moved stay readable here; what the other node was given of them is not made up.
TRANSFERS = """
    INSERT INTO transfers_transfer (
        volunteer_id, id, node_name, side, region_code, state, agreed_by, agreed_terms, agreed_at, parts, records, minutes,
        code, trouble, begun_at, until, moved_at, ended_at, tries)
    SELECT person.id, simulation.id(16, i), %(elsewhere)s, 'origin', street, 'done', person.id, %(terms)s, begun, '{}',
           served.records, served.minutes, '', '', begun, begun + interval '30 days', begun + interval '1 hour',
           begun + interval '2 hours', 0
    FROM person
    JOIN (
        SELECT place, count(*) AS records, sum(minutes) AS minutes FROM entry WHERE rank IS NOT NULL GROUP BY place
    ) AS served USING (place)
    CROSS JOIN LATERAL (SELECT %(until)s::date::timestamptz - interval '1 day' AS begun) AS lately
    WHERE moved"""

WRITES = {"needs_need": NEEDS, "transfers_transfer": TRANSFERS}
