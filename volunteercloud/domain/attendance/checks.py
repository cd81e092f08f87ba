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
    "who is there, or was, has the scans that say so": """
        SELECT attendance.organization_id, attendance.shift_id, attendance.volunteer_id, attendance.state
        FROM attendance_attendance AS attendance
        LEFT JOIN attendance_scan AS came
          ON came.organization_id = attendance.organization_id AND came.shift_id = attendance.shift_id
         AND came.volunteer_id = attendance.volunteer_id
         AND came.direction = 'in' AND came.at = attendance.in_at AND came.verdict <> 'void'
        LEFT JOIN attendance_scan AS went
          ON went.organization_id = attendance.organization_id AND went.shift_id = attendance.shift_id
         AND went.volunteer_id = attendance.volunteer_id
         AND went.direction = 'out' AND went.at = attendance.out_at AND went.verdict <> 'void'
        WHERE attendance.state IN ('present', 'left')
          AND (came.request_id IS NULL OR (attendance.out_at IS NOT NULL AND went.request_id IS NULL))""",
    "what waits about a scan that was kept has that scan": """
        SELECT conflict.organization_id, conflict.id, conflict.reason
        FROM attendance_conflict AS conflict
        LEFT JOIN attendance_scan AS scan
          ON scan.organization_id = conflict.organization_id AND scan.request_id = conflict.id
        WHERE conflict.state = 'open' AND (conflict.reason IN ('contradiction', 'overlap')) <> (scan.request_id IS NOT NULL)""",
}
