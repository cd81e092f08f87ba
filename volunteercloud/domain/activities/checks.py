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
    "what is listed is open and public": """
        SELECT listing.shift_id, shift.state, project.state AS project
        FROM activities_listing AS listing
        LEFT JOIN activities_shift AS shift
          ON shift.organization_id = listing.organization_id AND shift.id = listing.shift_id
        LEFT JOIN projects_project AS project
          ON project.organization_id = listing.organization_id AND project.id = listing.project_id
        WHERE shift.state IS DISTINCT FROM 'open' OR project.state IS DISTINCT FROM 'published'""",
}
