"""The statements that count what a node says of itself: sums by month and district, never a row of a person.

`counted` is what counts here, for the region where the person lives; `given` what was served with organizations here, for the
region where it was served, whoever counts it by now. Both know kind and grade. Added up over all nodes each is counted
once; people are not, since one may be registered at several.
"""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from volunteercloud.domain.identity.rules import REAL_NAME
from volunteercloud.domain.needs.models import MET, UNPOSTED
from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.projects.models import State as ProjectState
from volunteercloud.domain.records.models import Kind, Standing, Whereabouts

DISTRICT = 6  # digits of a code


class Key(NamedTuple):
    region: str
    kind: str
    grade: str


Cells = dict[Key, dict[str, int]]

# Whoever brought a record along lives where the profile says; of one written here the version says where that was.
FLOWS = """
    WITH standing AS (
        SELECT to_char(head.day, 'YYYY-MM') AS period, head.volunteer_id, head.organization_id, record.activity_id,
               head.kind, head.grade, head.minutes, head.whereabouts = %(here)s AS counted, head.origin = '' AS given,
               left(record.service_region_code, %(district)s) AS served_in,
               left(CASE WHEN head.origin = '' THEN record.home_region_code ELSE coalesce(person.region_id, '') END,
                    %(district)s) AS lives_in
        FROM records_recordhead AS head
        JOIN records_servicerecord AS record
          ON (record.volunteer_id, record.day, record.id) = (head.volunteer_id, head.day, head.version_id)
        JOIN identity_volunteer AS person ON person.id = head.volunteer_id
        WHERE head.standing = %(valid)s AND head.whereabouts <> %(arriving)s AND head.day < %(until)s
    ), needs AS (
        SELECT left(region_id, %(district)s) AS region, state,
               to_char(posted_at AT TIME ZONE %(zone)s, 'YYYY-MM') AS posted_in,
               to_char(coalesce(done_at, confirmed_at, ended_at) AT TIME ZONE %(zone)s, 'YYYY-MM') AS met_in
        FROM needs_need WHERE state <> ALL(%(unposted)s)
    )
    SELECT period, region, kind, grade, measure, value FROM (
        SELECT period, lives_in AS region, kind, grade, count(*) AS records, sum(minutes) AS minutes
        FROM standing WHERE counted GROUP BY 1, 2, 3, 4
    ) AS sums CROSS JOIN LATERAL (
        VALUES ('counted.records', sums.records), ('counted.minutes', sums.minutes)) AS said (measure, value)
    UNION ALL
    SELECT period, region, kind, grade, measure, value FROM (
        SELECT period, served_in AS region, kind, grade, count(*) AS records, sum(minutes) AS minutes
        FROM standing WHERE given GROUP BY 1, 2, 3, 4
    ) AS sums CROSS JOIN LATERAL (
        VALUES ('given.records', sums.records), ('given.minutes', sums.minutes)) AS said (measure, value)
    UNION ALL
    SELECT period, lives_in, '', '', 'people.served', count(DISTINCT volunteer_id)
    FROM standing WHERE counted AND kind = %(service)s GROUP BY 1, 2
    UNION ALL
    SELECT period, served_in, '', '', measure, value FROM (
        SELECT period, served_in, count(DISTINCT organization_id) AS organizations, count(DISTINCT activity_id) AS activities
        FROM standing WHERE given AND kind = %(service)s GROUP BY 1, 2
    ) AS sums CROSS JOIN LATERAL (
        VALUES ('organizations.served', organizations), ('activities.served', activities)) AS said (measure, value)
    UNION ALL
    SELECT posted_in, region, '', '', 'needs.posted', count(*) FROM needs GROUP BY 1, 2
    UNION ALL
    SELECT met_in, region, '', '', 'needs.met', count(*)
    FROM needs WHERE state = ANY(%(met)s) AND met_in IS NOT NULL GROUP BY 1, 2"""

STOCKS = """
    SELECT left(coalesce(region_id, ''), %(district)s), 'people.registered', count(*)
    FROM identity_volunteer WHERE real_name_level >= %(real_name)s AND merged_into_id IS NULL GROUP BY 1
    UNION ALL
    SELECT left(region_id, %(district)s), 'organizations.at_work', count(*)
    FROM organizations_node WHERE state = ANY(%(at_work)s) GROUP BY 1
    UNION ALL
    SELECT left(coalesce(region_id, ''), %(district)s), 'projects.open', count(*)
    FROM projects_project WHERE state = %(published)s GROUP BY 1"""

# What there is at one moment, and cannot be counted again for a month that has passed.
STOCK_MEASURES = frozenset({"people.registered", "organizations.at_work", "projects.open"})


def flows(until: date) -> dict[str, Cells]:
    """What happened, by month, of everything before a day. One pass over what stands of the records."""
    facts = {
        "district": DISTRICT,
        "here": Whereabouts.HERE,
        "arriving": Whereabouts.ARRIVING,
        "valid": Standing.VALID,
        "service": Kind.SERVICE,
        "unposted": list(UNPOSTED),
        "met": list(MET),
        "until": until,
        "zone": settings.TIME_ZONE,
    }
    found: dict[str, Cells] = defaultdict(dict)
    for period, region, kind, grade, measure, value in _rows(FLOWS, facts):
        found[period].setdefault(Key(region, kind, grade), {})[measure] = int(value)
    return found


def stocks() -> Cells:
    """What there is now."""
    facts = {
        "district": DISTRICT,
        "real_name": REAL_NAME,
        "at_work": [OrganizationState.ACTIVE, OrganizationState.SUSPENDED],
        "published": ProjectState.PUBLISHED,
    }
    found: Cells = {}
    for region, measure, value in _rows(STOCKS, facts):
        found.setdefault(Key(region, "", ""), {})[measure] = value
    return found


def _rows(statement: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return cursor.fetchall()
