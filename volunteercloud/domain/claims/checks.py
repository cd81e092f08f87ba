"""What must hold between the two sides of a claim, and between evidence and the records written from it."""

STATEMENTS = {
    "both sides of a claim say the same": """
        SELECT claim.organization_id, claim.id
        FROM claims_serviceclaim AS claim
        LEFT JOIN claims_myclaim AS mine ON mine.volunteer_id = claim.volunteer_id AND mine.claim_id = claim.id
        WHERE (mine.state, mine.record_id) IS DISTINCT FROM (claim.state, claim.record_id)""",
    "a confirmed claim has its record": """
        SELECT claim.organization_id, claim.id
        FROM claims_serviceclaim AS claim
        LEFT JOIN records_recordhead AS head
          ON head.volunteer_id = claim.volunteer_id AND head.record_id = claim.record_id
        WHERE claim.state = 'confirmed' AND head.record_id IS NULL""",
    "a redeemed code has its record": """
        SELECT redemption.organization_id, redemption.batch_id, redemption.serial
        FROM claims_redemption AS redemption
        LEFT JOIN records_recordhead AS head
          ON head.volunteer_id = redemption.volunteer_id AND head.record_id = redemption.record_id
        WHERE head.record_id IS NULL""",
}
