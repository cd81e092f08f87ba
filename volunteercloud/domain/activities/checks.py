"""What must hold between shifts, sign-ups and the volunteers' copies."""

STATEMENTS = {
    "a shift's count is the number of people who hold a place": """
        SELECT shift.organization_id, shift.id, shift.taken, count(signup.volunteer_id) AS held
        FROM activities_shift AS shift
        LEFT JOIN activities_signup AS signup
          ON signup.organization_id = shift.organization_id AND signup.shift_id = shift.id
         AND signup.state IN ('requested', 'confirmed', 'offered')
        GROUP BY shift.organization_id, shift.id, shift.taken
        HAVING shift.taken <> count(signup.volunteer_id)""",
    "both sides of a sign-up tell the same state": """
        SELECT signup.organization_id, signup.shift_id, signup.volunteer_id, signup.state, mine.state AS mine
        FROM activities_signup AS signup
        LEFT JOIN activities_mysignup AS mine
          ON mine.volunteer_id = signup.volunteer_id AND mine.shift_id = signup.shift_id
        WHERE mine.state IS DISTINCT FROM signup.state""",
    "both sides of an absence tell the same kind": """
        SELECT mine.volunteer_id, mine.shift_id, mine.absence, absence.kind
        FROM activities_mysignup AS mine
        FULL JOIN activities_absence AS absence
          ON absence.volunteer_id = mine.volunteer_id AND absence.shift_id = mine.shift_id
        WHERE coalesce(mine.absence, '') <> coalesce(absence.kind, '')""",
    "whoever asks for cover holds a settled place": """
        SELECT cover.organization_id, cover.id, signup.state
        FROM activities_cover AS cover
        LEFT JOIN activities_signup AS signup
          ON signup.organization_id = cover.organization_id AND signup.shift_id = cover.shift_id
         AND signup.volunteer_id = cover.giver_id
        WHERE cover.state IN ('open', 'agreed') AND signup.state IS DISTINCT FROM 'confirmed'""",
    "a shift that is found is open and public": """
        SELECT document.id, shift.state, project.state AS project, organization.state AS organization
        FROM search_document AS document
        LEFT JOIN activities_shift AS shift ON shift.organization_id = document.owner_id AND shift.id = document.id
        LEFT JOIN projects_project AS project
          ON project.organization_id = document.owner_id AND project.id = document.project_id
        LEFT JOIN organizations_organization AS organization ON organization.id = document.owner_id
        WHERE document.kind = 'shift' AND document.state = 'open'
          AND (shift.state IS DISTINCT FROM 'open' OR project.state IS DISTINCT FROM 'published'
            OR organization.state IS DISTINCT FROM 'active' OR shift.starts_at <> document.starts_at)""",
    "a shift that is open and public is found": """
        SELECT shift.organization_id, shift.id
        FROM activities_shift AS shift
        JOIN projects_project AS project
          ON project.organization_id = shift.organization_id AND project.id = shift.project_id
        JOIN organizations_organization AS organization ON organization.id = shift.organization_id
        WHERE shift.state = 'open' AND project.state = 'published' AND organization.state = 'active'
          AND shift.starts_at > now()
          AND NOT EXISTS (SELECT 1 FROM search_document AS document WHERE document.id = shift.id)""",
}
