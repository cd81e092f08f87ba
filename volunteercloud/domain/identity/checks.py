"""What must hold between people, their accounts and what they have claimed."""

STATEMENTS = {
    "an account has its volunteer": """
        SELECT account.id FROM identity_account AS account
        LEFT JOIN identity_volunteer AS volunteer ON volunteer.id = account.id
        WHERE account.registered_at IS NOT NULL AND volunteer.id IS NULL
          AND NOT EXISTS (SELECT 1 FROM identity_officergrant AS office WHERE office.account_id = account.id)""",
    "a verified document's number is claimed": """
        SELECT document.volunteer_id, document.id FROM identity_document AS document
        WHERE document.state = 'verified' AND NOT EXISTS (
            SELECT 1 FROM identity_claim AS claim
            WHERE claim.kind = 'document' AND claim.holder_id = document.volunteer_id)
          AND NOT EXISTS (
            SELECT 1 FROM identity_volunteer AS other
            WHERE other.id = document.volunteer_id
              AND (other.merged_into_id IS NOT NULL OR other.closed_at IS NOT NULL))""",
    "whoever closed their account holds nothing": """
        SELECT claim.value_index FROM identity_claim AS claim
        JOIN identity_volunteer AS volunteer ON volunteer.id = claim.holder_id
        WHERE volunteer.closed_at IS NOT NULL""",
    "who is known by name has a verified document or a guardian": """
        SELECT volunteer.id FROM identity_volunteer AS volunteer
        WHERE volunteer.real_name_level > 0 AND volunteer.guardian_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM identity_document AS document
            WHERE document.volunteer_id = volunteer.id AND document.state = 'verified')""",
}
