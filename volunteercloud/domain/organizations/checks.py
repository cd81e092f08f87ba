"""What must hold between staff and their seats, between organizations and the register, and of every organization at work."""

STATEMENTS = {
    "both sides of a staff role tell the same": """
        SELECT staff.organization_id, staff.person_id, staff.role, seat.role AS seat
        FROM organizations_staff AS staff
        LEFT JOIN organizations_seat AS seat
          ON seat.person_id = staff.person_id AND seat.organization_id = staff.organization_id
        WHERE (seat.role, seat.ended_at) IS DISTINCT FROM (staff.role, staff.ended_at)""",
    "an organization at work has an owner": """
        SELECT organization.id, organization.name
        FROM organizations_organization AS organization
        WHERE organization.state = 'active' AND NOT EXISTS (
            SELECT 1 FROM organizations_staff AS staff
            WHERE staff.organization_id = organization.id AND staff.role = 'owner' AND staff.ended_at IS NULL)""",
    "a USCC in use is claimed by its organization": """
        SELECT organization.id, organization.uscc
        FROM organizations_organization AS organization
        LEFT JOIN organizations_usccclaim AS claim ON claim.uscc = organization.uscc
        WHERE organization.state IN ('submitted', 'active', 'suspended', 'listed') AND organization.uscc <> ''
          AND claim.organization_id IS DISTINCT FROM organization.id""",
    "the register shows every organization as it is": """
        SELECT organization.id, organization.name, node.name AS shown
        FROM organizations_organization AS organization
        FULL JOIN organizations_node AS node ON node.organization_id = organization.id
        WHERE (organization.parent_id, organization.number, organization.name, organization.name_en, organization.kind,
               organization.uscc, organization.region_id, organization.state)
           IS DISTINCT FROM (node.parent_id, node.number, node.name, node.name_en, node.kind, node.uscc,
                             node.region_id, node.state)""",
    "an organization is found as long as it is at work": """
        SELECT coalesce(organization.id, document.id), organization.state, document.state AS document
        FROM (SELECT id, state FROM organizations_organization WHERE state = 'active') AS organization
        FULL JOIN (SELECT id, state FROM search_document WHERE kind = 'organization' AND state = 'open') AS document
          ON document.id = organization.id
        WHERE organization.id IS NULL OR document.id IS NULL""",
}
