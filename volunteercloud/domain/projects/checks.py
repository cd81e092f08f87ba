"""What must hold between projects and the public index."""

STATEMENTS = {
    "a project that is found is public": """
        SELECT document.id, project.state
        FROM search_document AS document
        LEFT JOIN projects_project AS project
          ON project.organization_id = document.owner_id AND project.id = document.id
        WHERE document.kind = 'project' AND document.state = 'open' AND project.state IS DISTINCT FROM 'published'""",
    "a project that is public is found": """
        SELECT project.organization_id, project.id
        FROM projects_project AS project
        JOIN organizations_organization AS organization ON organization.id = project.organization_id
        WHERE project.state = 'published' AND organization.state = 'active'
          AND (project.recruits_to IS NULL OR project.recruits_to > current_date)
          AND NOT EXISTS (SELECT 1 FROM search_document AS document WHERE document.id = project.id)""",
}
