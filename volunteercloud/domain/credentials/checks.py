"""What must hold between credentials, the records behind them and their bits in the status lists.

A record that changed within the last minutes may still be on its way to its credentials; what is found twice is a fault.
"""

from .status import LENGTH

STATEMENTS = {
    "a credential stands exactly as long as the records behind it": """
        SELECT credential.volunteer_id, credential.id, line.record_id
        FROM credentials_credential AS credential
        JOIN credentials_credentialline AS line
          ON line.volunteer_id = credential.volunteer_id AND line.credential_id = credential.id
        LEFT JOIN records_recordhead AS head
          ON head.volunteer_id = line.recorded_for AND head.record_id = line.record_id
        WHERE credential.revoked_at IS NULL
          AND (head.standing, head.kind, head.whereabouts, head.day, head.minutes, head.grade)
              IS DISTINCT FROM ('valid', 'service', 'here', line.day, line.minutes, line.grade)""",
    "a credential's total is the sum of its lines": """
        SELECT credential.volunteer_id, credential.id
        FROM credentials_credential AS credential
        LEFT JOIN credentials_credentialline AS line
          ON line.volunteer_id = credential.volunteer_id AND line.credential_id = credential.id
        GROUP BY credential.volunteer_id, credential.id
        HAVING (count(line.record_id), credential.credit_minutes + credential.honour_minutes)
               IS DISTINCT FROM (credential.records::bigint, coalesce(sum(line.minutes), 0))""",
    "a place in the lists leads to its credential": """
        SELECT credential.volunteer_id, credential.id, credential.place
        FROM credentials_credential AS credential
        LEFT JOIN credentials_statusplace AS place ON place.place = credential.place
        WHERE place.credential_id IS DISTINCT FROM credential.id""",
    "a bit is set for each credential that was revoked, and for no other": f"""
        SELECT place.place, credential.volunteer_id, credential.id
        FROM credentials_statusplace AS place
        JOIN credentials_statuslist AS list ON list.number = place.place / {LENGTH}
        LEFT JOIN credentials_credential AS credential
          ON credential.volunteer_id = place.volunteer_id AND credential.id = place.credential_id
        WHERE (get_bit(list.bits, place.place % {LENGTH}) = 1) IS DISTINCT FROM (credential.revoked_at IS NOT NULL)""",  # noqa: S608  a number of ours
}
