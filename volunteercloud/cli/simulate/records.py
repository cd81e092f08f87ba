"""Service records: every version with its leaf in the log, the heads, the organizations' side."""

# The same bytes as `records.canonical` makes of the row, sealed as `log` seals them; `volunteercloud log audit` and the tests
# hold the two together. Names and titles hold no sign that JSON would write otherwise.
# Times are whole minutes, so their text is put together; `to_char` would take three times as long.
UTC = """overlay(({} AT TIME ZONE 'UTC')::text PLACING 'T' FROM 11) || '.000000Z'"""

# `OFFSET 0`: what a step says is worked out once, and not again wherever the next ones name it.
VERSIONS = """
    WITH joined AS (
        SELECT entry.*, person.i, person.id AS volunteer_id, person.name, person.street AS home, activity.id AS activity_id,
               organization_id, organization_name, title, post, category, beneficiary, activity.street, latitude, longitude,
               kind, CASE person.id WHEN leader_id THEN owner_id ELSE leader_id END AS confirmer_id,
               CASE person.id WHEN leader_id THEN owner_name ELSE leader_name END AS confirmer_name,
               %(e0)s + k AS n
        FROM entry JOIN person USING (place) JOIN activity USING (x)
        WHERE rank IS NOT NULL
    ), versions AS (
        SELECT joined.*, 1 AS version, 'valid' AS standing, '' AS reason, rank AS leaf, simulation.id(13, n) AS version_id,
               CASE change WHEN 'corrected' THEN 30 ELSE 0 END AS more, written AS written_at, '' AS step
        FROM joined
        UNION ALL
        SELECT joined.*, 2, CASE change WHEN 'revoked' THEN 'revoked' ELSE 'valid' END,
               CASE change WHEN 'revoked' THEN '重复登记，撤销。' ELSE '签退时间有误，更正。' END,
               %(records)s + second, simulation.id(14, n), 0, later,
               CASE change WHEN 'corrected' THEN ',{"at":"' || later || '","what":"corrected","who":"'
                                                 || confirmer_name || '"}' ELSE '' END
        FROM joined CROSS JOIN LATERAL (
            SELECT least(%(until)s::date::timestamptz, written + make_interval(days => 1 + simulation.pick(n, 70, 30))) AS later
            OFFSET 0
        ) AS changed
        WHERE change <> '' OFFSET 0
    ), told AS (
        SELECT *, ends + make_interval(mins => more) AS ends_at, minutes + more AS counted,
               '[{"at":"' || starts || '","metres":null,"what":"in_' || method || '","who":"' || name || '"},{"at":"' || ends
                   || '","metres":null,"what":"out_' || method || '","who":"' || name || '"},{"at":"' || written
                   || '","what":"confirmed","who":"' || confirmer_name || '"}' || step || ']' AS trail,
               sha256(int8send(simulation.dice(n, 70 + version)) || int8send(simulation.dice(n, 72 + version))) AS salt
        FROM versions OFFSET 0
    ), detailed AS (
        SELECT *, convert_to('{"confirmer_id":"' || confirmer_id || '","confirmer_name":"' || confirmer_name
            || '","content":"","findings":[],"home_region_code":"' || home || '","latitude":' || latitude || ',"longitude":'
            || longitude || ',"reason":"' || reason || '","recorder_id":"' || confirmer_id || '","recorder_name":"'
            || confirmer_name || '","source_id":"' || shift_id || '","source_kind":"shift","trail":' || trail || '}', 'UTF8')
            AS details
        FROM told OFFSET 0
    ), shown AS MATERIALIZED (
        SELECT volunteer_id, day, version_id, record_id, version, standing, reason, title, post, kind, category, beneficiary,
               organization_id, organization_name, activity_id, street, home, latitude, longitude, starts, ends_at, counted,
               grade, shift_id, confirmer_id, confirmer_name, trail, written_at, salt, leaf,
               convert_to('{"activity_id":"' || activity_id || '","beneficiaries":["' || beneficiary
            || '"],"break_minutes":0,"category":"' || category || '","day":"' || day || '","details":"'
            || encode(sha256(sha256('details' || salt) || details), 'hex') || '","ends_at":"' || {ends_at}
            || '","form":"record/1","grade":"' || grade || '","id":"' || version_id || '","kind":"' || kind || '","minutes":'
            || counted || ',"organization_id":"' || organization_id || '","organization_name":"' || organization_name
            || '","organization_name_en":"","post":"' || post || '","record_id":"' || record_id
            || '","service_region_code":"' || street || '","standing":"' || standing || '","starts_at":"' || {starts}
            || '","title":"' || title || '","title_en":"","version":' || version || ',"volunteer_id":"' || volunteer_id
            || '","worked_minutes":' || counted || ',"written_at":"' || {written_at} || '"}', 'UTF8') AS content
        FROM detailed
    ), sealed AS (
        INSERT INTO log_leaf (owner_id, id, kind, salt, commitment, index, appended_at)
        SELECT volunteer_id, version_id, 'record/1', salt, sha256(%(domain)s || salt || content),
               CASE WHEN %(is_sealed)s THEN %(first_leaf)s + leaf END, written_at
        FROM shown
    )
    INSERT INTO records_servicerecord (
        volunteer_id, day, id, record_id, version, standing, reason, title, title_en, post, content, kind, category,
        beneficiaries, organization_id, organization_name, organization_name_en, activity_id, service_region_code,
        home_region_code, latitude, longitude, starts_at, ends_at, break_minutes, worked_minutes, minutes, grade, source_kind,
        source_id, recorder_id, recorder_name, confirmer_id, confirmer_name, trail, findings, written_at)
    SELECT volunteer_id, day, version_id, record_id, version, standing, reason, title, '', post, '', kind, category,
           ARRAY[beneficiary], organization_id, organization_name, '', activity_id, street, home, latitude, longitude, starts,
           ends_at, 0, counted, counted, grade, 'shift', shift_id, confirmer_id, confirmer_name, confirmer_id, confirmer_name,
           trail::jsonb, '[]', written_at
    FROM shown"""

for _column in ("starts", "ends_at", "written_at"):
    VERSIONS = VERSIONS.replace(f"{{{_column}}}", UTC.format(_column))

HEADS = """
    INSERT INTO records_recordhead (
        volunteer_id, record_id, version_id, version, standing, day, during, organization_id, kind, minutes, grade, latitude,
        longitude, flags, source_kind, source_id, first_written_at, whereabouts, origin, moved_to, moved_version)
    SELECT person.id, record_id,
           CASE change WHEN '' THEN simulation.id(13, %(e0)s + k) ELSE simulation.id(14, %(e0)s + k) END,
           CASE change WHEN '' THEN 1 ELSE 2 END, CASE change WHEN 'revoked' THEN 'revoked' ELSE 'valid' END, day,
           tstzrange(starts, ends), organization_id, kind, minutes, grade, latitude, longitude, '{}', 'shift', shift_id, written,
           CASE WHEN moved THEN 'moved' ELSE 'here' END, '', CASE WHEN moved THEN %(elsewhere)s ELSE '' END,
           CASE WHEN moved THEN CASE change WHEN '' THEN 1 ELSE 2 END END
    FROM entry JOIN person USING (place) JOIN activity USING (x) WHERE rank IS NOT NULL"""
ORGANIZATION_RECORDS = """
    INSERT INTO records_organizationrecord (
        organization_id, record_id, volunteer_id, volunteer_name, volunteer_number, activity_id, shift_id, title, version,
        standing, day, starts_at, ends_at, kind, minutes, grade, flags, confirmer_id, confirmer_name, first_written_at,
        written_at)
    SELECT organization_id, record_id, person.id, person.name, person.number, activity.id, shift_id, title,
           CASE change WHEN '' THEN 1 ELSE 2 END, CASE change WHEN 'revoked' THEN 'revoked' ELSE 'valid' END, day, starts, ends,
           kind, minutes, grade, '{}', CASE person.id WHEN leader_id THEN owner_id ELSE leader_id END,
           CASE person.id WHEN leader_id THEN owner_name ELSE leader_name END, written,
           CASE change WHEN '' THEN written ELSE least(%(until)s::date::timestamptz,
               written + make_interval(days => 1 + simulation.pick(%(e0)s + k, 70, 30))) END
    FROM entry JOIN person USING (place) JOIN activity USING (x) WHERE rank IS NOT NULL"""

WRITES = {
    "records_servicerecord": VERSIONS,
    "records_recordhead": HEADS,
    "records_organizationrecord": ORGANIZATION_RECORDS,
}
