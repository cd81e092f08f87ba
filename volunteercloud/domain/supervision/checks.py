"""What must hold between sanctions and what an organization may do."""

STATEMENTS = {
    "an organization may not publish exactly while a correction is overdue": """
        SELECT organization.id, organization.name, organization.barred
        FROM organizations_organization AS organization
        WHERE organization.state IN ('active', 'suspended') AND ('publish' = ANY(organization.barred)) IS DISTINCT FROM EXISTS (
            SELECT 1 FROM supervision_sanction AS sanction
            WHERE sanction.organization_id = organization.id AND sanction.state = 'overdue')""",
    "an organization is suspended exactly while a suspension stands": """
        SELECT organization.id, organization.name, organization.state
        FROM organizations_organization AS organization
        WHERE organization.state IN ('active', 'suspended') AND (organization.state = 'suspended') IS DISTINCT FROM EXISTS (
            SELECT 1 FROM supervision_sanction AS sanction
            WHERE sanction.organization_id = organization.id AND sanction.rung = 'suspension' AND sanction.state = 'standing')""",
}
