"""What must hold between members, their own side, their keys and the counts."""

from .keys import SCOPES

STATES = ", ".join(f"('{state}', '{scope}'::uuid)" for state, scope in SCOPES.items())

# Every list that a member stands in: that of the state, and those of groups and tags.
STANDING = f"""
    SELECT member.organization_id, list.scope, member.volunteer_id
    FROM members_member AS member
    JOIN (VALUES {STATES}) AS list (state, scope) ON list.state = member.state
    UNION ALL
    SELECT organization_id, unnest(labels), volunteer_id FROM members_member"""  # noqa: S608  ours alone

STATEMENTS = {
    "both sides of a membership tell the same": """
        SELECT member.organization_id, member.volunteer_id, member.state, membership.state AS mine
        FROM members_member AS member
        LEFT JOIN members_membership AS membership
          ON membership.volunteer_id = member.volunteer_id AND membership.organization_id = member.organization_id
        WHERE membership.is_quiet IS DISTINCT FROM true
          AND (membership.state, membership.name, membership.phone_tail)
              IS DISTINCT FROM (member.state, member.name, member.phone_tail)""",
    "a membership that is no quiet invitation stands with the organization too": """
        SELECT membership.organization_id, membership.volunteer_id, membership.state
        FROM members_membership AS membership
        LEFT JOIN members_member AS member
          ON member.organization_id = membership.organization_id AND member.volunteer_id = membership.volunteer_id
        WHERE NOT membership.is_quiet AND member.volunteer_id IS NULL""",
    "a count of members is the number of those in the list": f"""
        SELECT organization_id, scope, sum(counted) AS counted, sum(standing) AS standing
        FROM (
            SELECT organization_id, scope, number AS counted, 0 AS standing FROM members_membercount
            UNION ALL
            SELECT organization_id, scope, 0, 1 FROM ({STANDING}) AS standing) AS both_sides
        GROUP BY organization_id, scope
        HAVING sum(counted) <> sum(standing)""",  # noqa: S608  ours alone
    "a member is found once in each list": f"""
        SELECT organization_id, scope, volunteer_id, sum(found) AS found, sum(standing) AS standing
        FROM (
            SELECT organization_id, scope, volunteer_id, 1 AS found, 0 AS standing
            FROM members_memberkey WHERE key LIKE '=%'
            UNION ALL
            SELECT organization_id, scope, volunteer_id, 0, 1 FROM ({STANDING}) AS standing) AS both_sides
        GROUP BY organization_id, scope, volunteer_id
        HAVING sum(found) <> sum(standing)""",  # noqa: S608  ours alone
}
