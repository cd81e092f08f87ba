"""What must hold between those who agreed to be found and their copies, and between both sides of a question."""

STATEMENTS = {
    "nobody is found who has not agreed to be": """
        SELECT findable.volunteer_id, findable.number
        FROM matching_findable AS findable
        WHERE NOT EXISTS (
            SELECT 1 FROM identity_consent AS consent
            WHERE consent.volunteer_id = findable.volunteer_id AND consent.purpose = 'found'
              AND consent.withdrawn_at IS NULL)""",
    "both sides of a question tell the same state": """
        SELECT ask.organization_id, ask.subject_id, ask.volunteer_id, ask.state, asked.state AS asked
        FROM matching_ask AS ask
        FULL JOIN matching_asked AS asked
          ON asked.volunteer_id = ask.volunteer_id AND asked.organization_id = ask.organization_id
         AND asked.subject_id = ask.subject_id
        WHERE asked.state IS DISTINCT FROM ask.state""",
}
