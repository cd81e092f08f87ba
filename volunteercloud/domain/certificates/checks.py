"""What must hold between certificates, their numbers, their lines and their requests."""

STATEMENTS = {
    "a certificate's number leads to it": """
        SELECT certificate.volunteer_id, certificate.id, certificate.number
        FROM certificates_certificate AS certificate
        LEFT JOIN certificates_certificatenumber AS number ON number.number = certificate.number
        WHERE number.certificate_id IS DISTINCT FROM certificate.id""",
    "a certificate's total is the sum of its lines": """
        SELECT certificate.volunteer_id, certificate.id
        FROM certificates_certificate AS certificate
        LEFT JOIN certificates_certificateline AS line
          ON line.volunteer_id = certificate.volunteer_id AND line.certificate_id = certificate.id
        GROUP BY certificate.volunteer_id, certificate.id
        HAVING certificate.credit_minutes + certificate.honour_minutes <> coalesce(sum(line.minutes), 0)""",
    "both sides of a request tell the same": """
        SELECT request.organization_id, request.id, request.state, mine.state AS mine
        FROM certificates_certificaterequest AS request
        LEFT JOIN certificates_myrequest AS mine ON mine.volunteer_id = request.volunteer_id AND mine.id = request.id
        WHERE mine.state IS DISTINCT FROM request.state""",
}
