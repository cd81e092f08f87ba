"""The statements that count. Each writes only what differs from what stood there, so a quiet night writes nothing."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from volunteercloud.domain.members.keys import SCOPES
from volunteercloud.domain.members.models import State as MemberState
from volunteercloud.domain.organizations.models import State
from volunteercloud.domain.projects.models import State as ProjectState
from volunteercloud.domain.records.models import CREDIT_GRADES, Kind, Standing

ACTIVE_DAYS = 365

TOUCHED = "SELECT DISTINCT organization_id FROM records_organizationrecord WHERE written_at >= %s"

RECORDS = """
    INSERT INTO figures_organizationfigure
        (organization_id, records, credit_minutes, honour_minutes, active_people, members, projects, open_projects, counted_at)
    SELECT organization_id, count(*),
           coalesce(sum(minutes) FILTER (WHERE grade = ANY(%(credit)s)), 0),
           coalesce(sum(minutes) FILTER (WHERE NOT grade = ANY(%(credit)s)), 0),
           count(DISTINCT volunteer_id) FILTER (WHERE day > %(active_since)s), 0, 0, 0, %(at)s
    FROM records_organizationrecord
    WHERE standing = %(valid)s AND kind = %(service)s AND (%(whole)s OR organization_id = ANY(%(only)s))
    GROUP BY organization_id
    ON CONFLICT (organization_id) DO UPDATE
    SET records = EXCLUDED.records, credit_minutes = EXCLUDED.credit_minutes, honour_minutes = EXCLUDED.honour_minutes,
        active_people = EXCLUDED.active_people, counted_at = EXCLUDED.counted_at
    WHERE (figures_organizationfigure.records, figures_organizationfigure.credit_minutes,
           figures_organizationfigure.honour_minutes, figures_organizationfigure.active_people)
       IS DISTINCT FROM (EXCLUDED.records, EXCLUDED.credit_minutes, EXCLUDED.honour_minutes, EXCLUDED.active_people)"""

# Organizations whose last valid record was revoked have no group above. An insert over what is there, as a distributed
# database changes no table of all machines by what it finds in a spread one.
NO_RECORDS = """
    WITH recorded AS (
        SELECT DISTINCT organization_id FROM records_organizationrecord
        WHERE standing = %(valid)s AND kind = %(service)s AND (%(whole)s OR organization_id = ANY(%(only)s))
    )
    INSERT INTO figures_organizationfigure
        (organization_id, members, projects, open_projects, records, credit_minutes, honour_minutes, active_people, counted_at)
    SELECT organization_id, members, projects, open_projects, 0, 0, 0, 0, %(at)s FROM figures_organizationfigure AS figure
    WHERE records > 0 AND (%(whole)s OR organization_id = ANY(%(only)s))
      AND NOT EXISTS (SELECT 1 FROM recorded WHERE recorded.organization_id = figure.organization_id)
    ON CONFLICT (organization_id) DO UPDATE
    SET records = 0, credit_minutes = 0, honour_minutes = 0, active_people = 0, counted_at = EXCLUDED.counted_at"""

# Members and projects have small sums or few rows; they are taken whole each time.
BESIDES = """
    WITH members AS (
        SELECT organization_id, sum(number) AS members FROM members_membercount WHERE scope = %(active)s
        GROUP BY organization_id
    ), projects AS (
        SELECT organization_id, count(*) AS projects, count(*) FILTER (WHERE state = %(published)s) AS open_projects
        FROM projects_project WHERE state = ANY(%(public)s) GROUP BY organization_id
    ), counted AS (
        SELECT organization_id, coalesce(members.members, 0) AS members, coalesce(projects.projects, 0) AS projects,
               coalesce(projects.open_projects, 0) AS open_projects
        FROM members FULL JOIN projects USING (organization_id)
        UNION ALL
        SELECT organization_id, 0, 0, 0 FROM figures_organizationfigure AS figure
        WHERE (members > 0 OR projects > 0)
          AND NOT EXISTS (SELECT 1 FROM members WHERE members.organization_id = figure.organization_id)
          AND NOT EXISTS (SELECT 1 FROM projects WHERE projects.organization_id = figure.organization_id)
    )
    INSERT INTO figures_organizationfigure
        (organization_id, members, projects, open_projects, records, credit_minutes, honour_minutes, active_people, counted_at)
    SELECT organization_id, members, projects, open_projects, 0, 0, 0, 0, %(at)s FROM counted
    ON CONFLICT (organization_id) DO UPDATE
    SET members = EXCLUDED.members, projects = EXCLUDED.projects, open_projects = EXCLUDED.open_projects,
        counted_at = EXCLUDED.counted_at
    WHERE (figures_organizationfigure.members, figures_organizationfigure.projects, figures_organizationfigure.open_projects)
       IS DISTINCT FROM (EXCLUDED.members, EXCLUDED.projects, EXCLUDED.open_projects)"""

# Every organization adds to itself and to all above it.
BRANCHES = """
    WITH counted AS (
        SELECT above.id AS organization_id, count(*) FILTER (WHERE node.state = ANY(%(at_work)s)) AS organizations,
               coalesce(sum(figure.members), 0) AS members,
               coalesce(sum(figure.records), 0) AS records, coalesce(sum(figure.credit_minutes), 0) AS credit_minutes,
               coalesce(sum(figure.honour_minutes), 0) AS honour_minutes, coalesce(sum(figure.projects), 0) AS projects,
               coalesce(sum(figure.open_projects), 0) AS open_projects
        FROM organizations_node AS node CROSS JOIN LATERAL unnest(node.path) AS above (id)
        LEFT JOIN figures_organizationfigure AS figure ON figure.organization_id = node.organization_id
        GROUP BY above.id
    )
    INSERT INTO figures_branchfigure
        (organization_id, organizations, members, records, credit_minutes, honour_minutes, projects, open_projects, counted_at)
    SELECT organization_id, organizations, members, records, credit_minutes, honour_minutes, projects, open_projects, %(at)s
    FROM counted
    ON CONFLICT (organization_id) DO UPDATE
    SET organizations = EXCLUDED.organizations, members = EXCLUDED.members, records = EXCLUDED.records,
        credit_minutes = EXCLUDED.credit_minutes, honour_minutes = EXCLUDED.honour_minutes, projects = EXCLUDED.projects,
        open_projects = EXCLUDED.open_projects, counted_at = EXCLUDED.counted_at
    WHERE (figures_branchfigure.organizations, figures_branchfigure.members, figures_branchfigure.records,
           figures_branchfigure.credit_minutes, figures_branchfigure.honour_minutes, figures_branchfigure.projects,
           figures_branchfigure.open_projects)
       IS DISTINCT FROM (EXCLUDED.organizations, EXCLUDED.members, EXCLUDED.records, EXCLUDED.credit_minutes,
                         EXCLUDED.honour_minutes, EXCLUDED.projects, EXCLUDED.open_projects)"""


def touched(since: datetime) -> list[UUID]:
    """The organizations that wrote a version of a record since then."""
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED, [since])
        return [found for (found,) in cursor.fetchall()]


def count_own(only: Collection[UUID] | None, today: date, at: datetime) -> int:
    """Count organizations by themselves, those named or all; answers how many rows said something else before."""
    facts = _facts(today, at) | {"whole": only is None, "only": list(only or ())}
    return sum(_run(statement, facts) for statement in (RECORDS, NO_RECORDS, BESIDES))


def count_branches(today: date, at: datetime) -> int:
    """Sum up the tree; answers how many rows said something else before."""
    return _run(BRANCHES, _facts(today, at))


def _facts(today: date, at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "active_since": today - timedelta(days=ACTIVE_DAYS),
        "credit": list(CREDIT_GRADES),
        "valid": Standing.VALID,
        "service": Kind.SERVICE,
        "active": SCOPES[MemberState.ACTIVE],
        "published": ProjectState.PUBLISHED,
        "public": [ProjectState.PUBLISHED, ProjectState.CLOSED],
        "at_work": [State.ACTIVE, State.SUSPENDED],
    }


def _run(statement: str, facts: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING 1", facts)
        return len(cursor.fetchall())  # a distributed database would also report those that it left as they were
