"""What must hold between the versions of records and the heads that say which one stands.

A head that is held for a transfer has no version yet, and what another node recorded no organization here.
"""

STATEMENTS = {
    "a head points at the newest version and says what it says": """
        SELECT head.volunteer_id, head.record_id, head.version, newest.version AS newest
        FROM records_recordhead AS head
        LEFT JOIN LATERAL (
            SELECT id, version, minutes, grade, standing, day FROM records_servicerecord AS version
            WHERE version.volunteer_id = head.volunteer_id AND version.record_id = head.record_id
            ORDER BY version DESC LIMIT 1
        ) AS newest ON TRUE
        WHERE (head.whereabouts <> 'arriving' OR newest.id IS NOT NULL)
          AND (newest.id, newest.minutes, newest.grade, newest.standing, newest.day)
           IS DISTINCT FROM (head.version_id, head.minutes, head.grade, head.standing, head.day)""",
    "every version has a head": """
        SELECT version.volunteer_id, version.record_id, version.id
        FROM records_servicerecord AS version
        LEFT JOIN records_recordhead AS head
          ON head.volunteer_id = version.volunteer_id AND head.record_id = version.record_id
        WHERE head.record_id IS NULL""",
    "the organization's side says what the head says": """
        SELECT head.volunteer_id, head.record_id, head.organization_id, beside.record_id AS beside
        FROM (SELECT * FROM records_recordhead WHERE origin = '') AS head
        FULL JOIN records_organizationrecord AS beside
          ON beside.organization_id = head.organization_id AND beside.record_id = head.record_id
        WHERE (head.volunteer_id, head.version, head.standing, head.day, head.kind, head.minutes, head.grade, head.flags,
               head.source_id, lower(head.during), upper(head.during))
           IS DISTINCT FROM (beside.volunteer_id, beside.version, beside.standing, beside.day, beside.kind,
                             beside.minutes, beside.grade, beside.flags, beside.shift_id, beside.starts_at,
                             beside.ends_at)""",
    "a record of another node is one person's": """
        SELECT head.volunteer_id, head.record_id, carried.volunteer_id AS holder
        FROM records_recordhead AS head
        LEFT JOIN records_carriedrecord AS carried ON carried.record_id = head.record_id
        WHERE head.origin <> '' AND carried.volunteer_id IS DISTINCT FROM head.volunteer_id""",
}
