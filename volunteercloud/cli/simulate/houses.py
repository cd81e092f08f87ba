"""Organizations in their tree, with their projects, activities and posts: what the product's own actions leave of them."""

# A federation for the nation and one a province, which everything else stands below. Their owners are the first people.
FEDERATIONS = """
    CREATE TEMP TABLE federation ON COMMIT DROP AS
    SELECT 0 AS place, simulation.id(5, 0) AS id, '谷雨志愿者联合会' AS name, NULL::uuid AS parent_id,
           ARRAY[]::uuid[] AS above, min(code) AS region
    FROM regions_region WHERE level = 1 AND valid_to IS NULL
    UNION ALL
    SELECT province.code::int, simulation.id(5, province.code::int), '谷雨志愿者联合会（' || region.name || '）',
           simulation.id(5, 0), ARRAY[simulation.id(5, 0)], region.code
    FROM simulation.province JOIN regions_region AS region ON region.code = province.code"""
FEDERATION_HOUSES = """
    INSERT INTO house
    SELECT federation.place, id, simulation.public_number('G', 900000 + place), federation.name, 'social-group',
           'SN9' || lpad(place::text, 15, '0'), region, parent_id, above, simulation.id(1, place),
           simulation.person_name(place), simulation.id(1, place + 100), simulation.person_name(place + 100),
           %(begins)s::date - 400
    FROM federation"""

HOUSE = """
    CREATE TEMP TABLE IF NOT EXISTS house (
        place int, id uuid, number text, name text, kind text, uscc text, street text, parent_id uuid, above uuid[],
        owner_id uuid, owner_name text, leader_id uuid, leader_name text, created date
    )"""
# The first organization of a chunk stands below its province, the others below the first. A USCC never has an S.
BUILD = """
    INSERT INTO house
    WITH placed AS (
        SELECT o, (o - %(o0)s)::int AS place,
               (%(chunk)s + (o - %(o0)s + 0.5::float8) / (%(o1)s - %(o0)s)) / %(chunks)s AS position
        FROM generate_series(%(o0)s, %(o1)s - 1) AS o
    )
    SELECT placed.place, simulation.id(6, o), simulation.public_number('G', o),
           (ARRAY['阳光', '青松', '晨光', '绿岸', '清泉', '向阳', '同行', '星火'])[1 + simulation.pick(o, 30, 8)]
               || (ARRAY['社区', '助老', '环保', '助学', '应急', '文化', '交通'])[1 + simulation.pick(o, 31, 7)]
               || CASE placed.place WHEN 0 THEN '志愿服务协会' ELSE '志愿服务队' END || o,
           made.kind, CASE WHEN made.kind = 'team' THEN '' ELSE 'SN' || lpad(o::text, 16, '0') END, street.code,
           CASE placed.place WHEN 0 THEN simulation.id(5, left(street.code, 2)::int) ELSE simulation.id(6, %(o0)s) END,
           CASE placed.place WHEN 0 THEN ARRAY[simulation.id(5, 0), simulation.id(5, left(street.code, 2)::int)]
                ELSE ARRAY[simulation.id(5, 0), simulation.id(5, left(first.code, 2)::int), simulation.id(6, %(o0)s)] END,
           owner.id, owner.name, leader.id, leader.name,
           %(begins)s::date - 30 - simulation.pick(o, 32, 300)
    FROM placed
    CROSS JOIN LATERAL (SELECT code FROM simulation.street WHERE ends > position ORDER BY ends LIMIT 1) AS street
    CROSS JOIN LATERAL (
        SELECT code FROM simulation.street
        WHERE ends > (%(chunk)s + 0.5::float8 / (%(o1)s - %(o0)s)) / %(chunks)s ORDER BY ends LIMIT 1) AS first
    CROSS JOIN LATERAL (
        SELECT CASE WHEN placed.place = 0 THEN 'social-group' ELSE
            (ARRAY['team', 'team', 'team', 'team', 'social-group', 'social-service', 'resident-body', 'school',
                   'enterprise', 'public-institution'])[1 + simulation.pick(o, 33, 10)] END AS kind) AS made
    JOIN person AS owner ON owner.place = 2 * placed.place
    JOIN person AS leader ON leader.place = 2 * placed.place + 1
    ORDER BY o"""

ACTIVITY = """
    CREATE TEMP TABLE IF NOT EXISTS activity (
        x int, a bigint, id uuid, house int, organization_id uuid, organization_name text, project_id uuid, project text,
        is_open boolean, created date, post_id uuid, title text, post text, spot text, street text, latitude float8,
        longitude float8, category text, beneficiary text, target text, kind text, rhythm int, phase int, saturday int,
        workday int, minute int, duration int, owner_id uuid, owner_name text, leader_id uuid, leader_name text
    )"""
# A few activities meet each half week, more of them every two weeks, most of them every eight: the first ones of a chunk are
# the large ones. What is done, for whom, towards which target of the SDG.
PLAN = """
    INSERT INTO activity
    WITH kinds (n, category, beneficiary, target, title, post) AS (VALUES
        (0, 'community', 'residents', '11.3', '社区便民服务日', '引导'), (1, 'elderly', 'elderly', '3.8', '探访独居老人', '陪伴'),
        (2, 'environment', 'environment', '12.5', '河岸清洁', '清捡'),
        (3, 'education', 'children', '4.1', '课后作业辅导', '辅导'),
        (4, 'traffic', 'public', '3.6', '路口文明引导', '引导'), (5, 'health', 'patients', '3.8', '门诊导医', '导医'),
        (6, 'event', 'public', '11.4', '赛事与会展服务', '引导'), (7, 'culture', 'public', '11.4', '图书馆整架', '整架'),
        (8, 'disability', 'disabled', '10.2', '助残出行', '陪伴'), (9, 'elderly', 'elderly', '2.1', '长者食堂分餐', '分餐'),
        (10, 'emergency', 'disaster', '11.5', '应急演练', '协助'), (11, 'digital', 'elderly', '9.c', '教长者用手机', '辅导')
    ), planned AS (
        SELECT p, (p - %(j0)s)::int AS place, half, 2 * p + half AS a, 2 * (p - %(j0)s)::int + half AS x,
               CASE WHEN p - %(j0)s < %(o1)s - %(o0)s THEN p - %(j0)s
                    ELSE floor((%(o1)s - %(o0)s) * simulation.chance(p, 34) ^ 2) END::int AS house
        FROM generate_series(%(j0)s, %(j1)s - 1) AS p CROSS JOIN generate_series(0, 1) AS half
    ), sorted AS (
        SELECT *, CASE WHEN x < %(often)s THEN 1 WHEN x < %(at_times)s THEN 4 ELSE 16 END AS rhythm FROM planned
    )
    SELECT x, a, simulation.id(8, a), house, house.id, house.name, simulation.id(7, p), kinds.title || '项目',
           p %% 5 < 2, house.created + 20, simulation.id(9, a), kinds.title, kinds.post, '服务点' || 1 + p %% 9,
           house.street, street.latitude, street.longitude, kinds.category, kinds.beneficiary, kinds.target,
           CASE simulation.pick(a, 35, 50) WHEN 0 THEN 'training' WHEN 1 THEN 'preparation' ELSE 'service' END, rhythm,
           CASE WHEN rhythm = 1 THEN 0
                ELSE 2 * simulation.pick(a, 36, rhythm / 2) + CASE WHEN simulation.chance(a, 37) < 0.64 THEN 0 ELSE 1 END END,
           simulation.pick(a, 38, 2), 2 + simulation.pick(a, 39, 5),
           (ARRAY[510, 540, 810, 840, 1110])[1 + simulation.pick(a, 40, 5)],
           (ARRAY[90, 90, 120, 150, 150, 150, 180, 180, 210, 240, 240])[1 + simulation.pick(a, 41, 11)],
           owner_id, owner_name, leader_id, leader_name
    FROM sorted JOIN house ON house.place = house
    JOIN kinds ON kinds.n = simulation.pick(p, 42, 12)
    JOIN simulation.street ON street.code = house.street
    ORDER BY x"""

STAFF = """
    INSERT INTO organizations_staff (organization_id, person_id, name, role, project_ids, since)
    SELECT id, owner_id, owner_name, 'owner', '{}'::uuid[], created::timestamptz FROM house
    UNION ALL
    SELECT id, leader_id, leader_name, 'leader', '{}', created::timestamptz FROM house"""
SEATS = """
    INSERT INTO organizations_seat (person_id, organization_id, organization_name, role)
    SELECT owner_id, id, name, 'owner' FROM house UNION ALL SELECT leader_id, id, name, 'leader' FROM house"""
ORGANIZATIONS = """
    INSERT INTO organizations_organization (
        id, number, name, name_en, kind, uscc, region_id, liaison_name, parent_id, parent_name, successor_name, owner_id,
        categories, purpose, purpose_en, address, contact_name, contact_phone, contact_email, head, handler, state, trusted,
        barred, reason, created_at, decided_at)
    SELECT id, number, name, '', kind, uscc, street, '', parent_id, '', '', owner_id, '{}', '', '', '', '', '', '', '', '',
           'active', false, '{}', '', created::timestamptz, created::timestamptz
    FROM house ORDER BY id"""
USCC_CLAIMS = """
    INSERT INTO organizations_usccclaim (uscc, organization_id) SELECT uscc, id FROM house WHERE uscc <> ''"""
NODES = """
    INSERT INTO organizations_node (
        organization_id, parent_id, parent_path, path, number, name, name_en, kind, uscc, region_id, state, search_text)
    SELECT id, parent_id, above, above || id, number, name, '', kind, uscc, street, 'active',
           rtrim(lower(name || ' ' || number || ' ' || uscc))
    FROM house ORDER BY cardinality(above), id"""
PROJECTS = """
    INSERT INTO projects_project (
        organization_id, id, state, title, title_en, content, content_en, category, beneficiaries, sdg_targets, region_id,
        place, place_en, latitude, longitude, risks, risks_en, has_meal, has_transport, has_insurance, has_kit, is_dangerous,
        policy_number, contact_name, contact_phone, reason, created_at, changed_at, published_at, closed_at, summary)
    SELECT organization_id, project_id, CASE WHEN is_open THEN 'published' ELSE 'closed' END, project, '',
           project || '：由' || organization_name || '组织，欢迎附近居民参加。', '', category, ARRAY[beneficiary], ARRAY[target],
           street, spot, '', latitude, longitude, '注意往返路上的交通安全。', '', false, false, true, false, false,
           '', '', '', '',
           created::timestamptz, created::timestamptz, created::timestamptz + interval '2 days',
           CASE WHEN NOT is_open THEN %(until)s::date::timestamptz - interval '1 day' END, ''
    FROM activity WHERE x %% 2 = 0"""
ACTIVITIES = """
    INSERT INTO activities_activity (
        organization_id, id, project_id, title, title_en, region_id, place, place_en, latitude, longitude, is_remote,
        is_accessible, created_at)
    SELECT organization_id, id, project_id, title, '', street, spot, '', latitude, longitude, false, x %% 3 = 0,
           created::timestamptz
    FROM activity"""
POSTS = """
    INSERT INTO activities_post (
        organization_id, id, activity_id, name, name_en, duties, skills, languages, qualification, needs_approval, time_kind,
        is_meeting, cover_needs_approval)
    SELECT organization_id, post_id, id, post, '', '', '{}', '{}', '', false, kind, false, false FROM activity"""

HOUSES = {
    "organizations_staff": STAFF,
    "organizations_seat": SEATS,
    "organizations_organization": ORGANIZATIONS,
    "organizations_usccclaim": USCC_CLAIMS,
    "organizations_node": NODES,
}
WRITES = HOUSES | {
    "projects_project": PROJECTS,
    "activities_activity": ACTIVITIES,
    "activities_post": POSTS,
}
