"""What must hold between confirmed attendance and the records written from it."""

STATEMENTS = {
    "a confirmed attendance has its record": """
        SELECT attendance.organization_id, attendance.shift_id, attendance.volunteer_id
        FROM attendance_attendance AS attendance
        LEFT JOIN records_recordhead AS head
          ON head.volunteer_id = attendance.volunteer_id AND head.record_id = attendance.record_id
        WHERE attendance.state = 'confirmed' AND head.record_id IS NULL""",
    "a record of a shift has its confirmed attendance": """
        SELECT head.volunteer_id, head.record_id
        FROM records_recordhead AS head
        LEFT JOIN attendance_attendance AS attendance
          ON attendance.organization_id = head.organization_id AND attendance.shift_id = head.source_id
         AND attendance.volunteer_id = head.volunteer_id
        WHERE head.source_kind = 'shift' AND attendance.record_id IS DISTINCT FROM head.record_id""",
    "a record of a shift is of somebody on its roster": """
        SELECT head.volunteer_id, head.record_id
        FROM records_recordhead AS head
        LEFT JOIN activities_signup AS sign_up
          ON sign_up.organization_id = head.organization_id AND sign_up.shift_id = head.source_id
         AND sign_up.volunteer_id = head.volunteer_id
        WHERE head.source_kind = 'shift' AND head.standing = 'valid' AND sign_up.state IS DISTINCT FROM 'confirmed'""",
}
