"""A register of national size, written by the database itself: what the desk and the console are measured on.

218,000 organizations in a tree of six levels, three of them with members; cases that wait in one province. Nobody in it
exists: names are made of the characters of the solar terms.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from volunteercloud.cli.bench.scene import Person
from volunteercloud.cli.problem import Problem
from volunteercloud.domain.members import keys
from volunteercloud.domain.members.models import Member, MemberKey, State
from volunteercloud.domain.regions.models import Level, Region

LEVELS = (1, 31, 400, 3_000, 30_000)  # federation, provinces, cities, districts, units; teams make up the rest
SIGNS = "谷雨小满芒种夏至暑立秋处白露分寒霜降冬雪大惊蛰春清明"
PROVINCE = "44"
AT_WORK = "active"

PLANT = """
    WITH made AS (
        SELECT md5('organization ' || %(level)s || ' ' || place)::uuid AS id, place,
               md5('organization ' || %(level)s - 1 || ' ' || place %% %(above)s)::uuid AS parent_id,
               (%(regions)s::text[])[1 + place %% cardinality(%(regions)s::text[])] AS region_id,
               (ARRAY['阳光', '青松', '晨光', '绿岸', '清泉', '向阳', '同行', '星火'])[1 + place %% 8]
                   || (ARRAY['社区', '助老', '环保', '助学', '应急', '文化', '交通'])[1 + place %% 7]
                   || '志愿服务' || (ARRAY['总会', '联合会', '协会', '分会', '站', '队'])[%(level)s] || place AS name
        FROM generate_series(0, %(size)s - 1) AS place
    ), organizations AS (
        INSERT INTO organizations_organization
            (id, number, name, name_en, kind, uscc, region_id, liaison_name, parent_id, parent_name, successor_name,
             categories, purpose, purpose_en, address, contact_name, contact_phone, contact_email, head, handler, state,
             trusted, barred, reason, created_at)
        SELECT id, 'G' || upper(substr(md5(id::text), 1, 11)), name, '', 'social-group',
               upper(substr(md5(id::text), 13, 18)), region_id, '',
               CASE WHEN %(level)s > 1 THEN parent_id END, '', '', '{}', '', '', '', '', '', '', '', '', 'draft', false,
               '{}', '', %(at)s
        FROM made
    ), staff AS (
        INSERT INTO organizations_staff (organization_id, person_id, name, role, project_ids, since)
        SELECT id, %(owner)s, '谷雨', 'owner', '{}', %(at)s FROM made
    )
    INSERT INTO organizations_node
        (organization_id, parent_id, parent_path, path, number, name, name_en, kind, uscc, region_id, state, search_text)
    SELECT id, CASE WHEN %(level)s > 1 THEN made.parent_id END, coalesce(above.path, '{}'),
           coalesce(above.path, '{}') || id, 'G' || upper(substr(md5(id::text), 1, 11)), made.name, '', 'social-group',
           upper(substr(md5(id::text), 13, 18)), made.region_id, 'active', made.name || ' g' || substr(md5(id::text), 1, 11)
    FROM made LEFT JOIN organizations_node AS above ON above.organization_id = made.parent_id AND %(level)s > 1"""
OPEN = "UPDATE organizations_organization SET state = 'active', owner_id = %s WHERE state = 'draft'"

JOIN = """
    INSERT INTO members_member
        (organization_id, volunteer_id, name, name_latin, number, member_number, phone_tail, state, via, labels, note,
         reason, asked_at, joined_at)
    SELECT %(organization)s, md5('member ' || place)::uuid,
           substr(%(signs)s, 1 + place * 7 %% %(many)s, 1) || substr(%(signs)s, 1 + (place / %(many)s * 31) %% %(many)s, 1)
               || CASE WHEN place %% 3 > 0 THEN substr(%(signs)s, 1 + (place / 676 * 17) %% %(many)s, 1) ELSE '' END,
           '', 'V' || upper(substr(md5('number ' || place), 1, 11)), '', lpad((place * 37 %% 10000)::text, 4, '0'), 'active',
           'list', '{}', '', '', %(at)s, %(at)s
    FROM generate_series(1, %(size)s) AS place"""
# What `keys.keys_of` makes of such a member, in its order; a sample is compared with it.
KEYS = """
    INSERT INTO members_memberkey (organization_id, scope, key, volunteer_id)
    SELECT organization_id, %(scope)s, key COLLATE "C", volunteer_id
    FROM members_member CROSS JOIN LATERAL (
        SELECT '=' || name UNION SELECT name UNION SELECT substr(name, 2) UNION SELECT substr(name, 3)
        UNION SELECT lower(number) UNION SELECT phone_tail
    ) AS made (key)
    WHERE organization_id = %(organization)s AND key <> ''
    ORDER BY key COLLATE "C", volunteer_id"""
COUNTS = """
    INSERT INTO members_membercount (organization_id, scope, slot, number) VALUES (%(organization)s, %(scope)s, 0, %(size)s)"""

SUBMIT = """
    INSERT INTO reviews_case
        (id, kind, owner_id, subject_id, region_id, title, submitted_by_label, submitted_at, due_at, level, asked_code, state,
         takes_two, proposed, proposed_by_label, proposed_reason, decided_by_label, reason)
    SELECT md5('case ' || place)::uuid, (ARRAY['organization', 'project', 'identity'])[1 + place %% 3],
           md5('owner ' || place)::uuid, md5('subject ' || place)::uuid,
           (%(regions)s::text[])[1 + place %% cardinality(%(regions)s::text[])], '第' || place || '件', '', %(at)s,
           %(at)s + make_interval(mins => place), 0, '', 'waiting', false, '', '', '', '', ''
    FROM generate_series(1, %(size)s) AS place"""

ANALYZE = (
    "organizations_organization",
    "organizations_node",
    "organizations_staff",
    "members_member",
    "members_memberkey",
    "reviews_case",
)


@dataclass(frozen=True, slots=True)
class Register:
    """The organizations that were given members, by how many, and the one that stands above all."""

    top: UUID
    with_members: dict[int, UUID]


def build(owner: Person, organizations: int, members: tuple[int, ...], cases: int, at: datetime) -> Register:
    regions = list(
        Region.objects.filter(level=Level.DISTRICT, valid_to__isnull=True)
        .order_by("code")
        .values_list("code", flat=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        ids = _plant(cursor, owner, organizations, regions, at)
        register = Register(ids[0], dict(zip(members, ids[1:], strict=False)))
        for size, organization_id in register.with_members.items():
            _join(cursor, organization_id, size, at)
        here = [code for code in regions if code.startswith(PROVINCE)]
        cursor.execute(SUBMIT, {"regions": here, "size": cases, "at": at})
        for table in ANALYZE:
            cursor.execute(f"VACUUM ANALYZE {table}")
    _compare_keys(register)
    return register


def _plant(cursor, owner: Person, organizations: int, regions: list[str], at: datetime) -> list[UUID]:
    sizes = [size for size in LEVELS if size < organizations]
    sizes.append(max(organizations - sum(sizes), 1))
    for level, size in enumerate(sizes, start=1):
        above = sizes[level - 2] if level > 1 else 1
        told = {"level": level, "size": size, "above": above, "regions": regions, "owner": owner.id, "at": at}
        cursor.execute(PLANT, told)
    cursor.execute(OPEN, [owner.id])
    cursor.execute("SELECT organization_id FROM organizations_node ORDER BY cardinality(path), name LIMIT 4")
    return [found for (found,) in cursor.fetchall()]


def _join(cursor, organization_id: UUID, size: int, at: datetime) -> None:
    told = {
        "organization": organization_id,
        "size": size,
        "signs": SIGNS,
        "many": len(SIGNS),
        "scope": keys.SCOPES[State.ACTIVE],
        "at": at,
    }
    for statement in (JOIN, KEYS, COUNTS):
        cursor.execute(statement, told)


def _compare_keys(register: Register) -> None:
    """The database's keys must be those of the product, or something else would be measured."""
    for organization_id in register.with_members.values():
        for member in Member.objects.filter(organization_id=organization_id).order_by("number")[:50]:
            found = MemberKey.objects.filter(organization_id=organization_id, volunteer_id=member.volunteer_id)
            if sorted(found.values_list("key", flat=True)) != keys.keys_of(member):
                raise Problem(
                    "The members of the benchmark are not found as real ones are.", "Mend `KEYS` in nation.py."
                )
