"""People, as registering and identification leave them. Nobody exists: names are made of the characters of the solar terms,
numbers of documents are made at no time, so their claims are chance and what is sealed of them is none."""

# A person is a row here while their chunk is written. ``n`` is how often they stand on a roster, ``before`` how often those
# before them in the chunk do, ``first_unit`` the half week from which on they serve.
PERSON = """
    CREATE TEMP TABLE IF NOT EXISTS person (
        i bigint, place int, id uuid, number text, name text, sex text, born date, registered timestamptz, street text,
        is_named boolean, first_unit int, n int, before bigint, moved boolean
    )"""

# Residents by the census: a man or a woman, 15 to 59 or older; children serve in the accounts of their guardians and are
# left out. Who is of working age serves most. A third of all has served at all, the others never did.
# How often: at least once, the rest is shared out by a log-normal chance and by how long one has been there.
# A public number ends in a check character (ISO 7064 MOD 37,36), which eleven steps lead to.
DRAW = """
    INSERT INTO person
    WITH drawn AS (
        SELECT i, (i - %(p0)s)::int AS place, i - %(p0)s < 2 * (%(o1)s - %(o0)s) AS is_staff,
               CASE WHEN simulation.chance(i, 10) < 0.772 THEN 15 + 45 * simulation.chance(i, 11)
                    WHEN simulation.chance(i, 12) < 0.278 THEN 60 + 5 * simulation.chance(i, 11)
                    ELSE 65 + 24 * simulation.chance(i, 11) ^ 2 END AS age,
               CASE WHEN simulation.chance(i, 13) < 0.5124 THEN '1' ELSE '2' END AS sex,
               (%(chunk)s + (i - %(p0)s + 0.5::float8) / (%(p1)s - %(p0)s)) / %(chunks)s AS position
        FROM generate_series(%(p0)s, %(p1)s - 1) AS i
    ), dated AS (
        SELECT *, %(until)s::date - (age * 365.25)::int AS born,
               least(%(until)s::date - 1, greatest(
                   %(until)s::date - 3300 + (3299 * sqrt(simulation.chance(i, 14)))::int,
                   %(until)s::date - ((age - 14) * 365.25)::int)) AS registered_on
        FROM drawn
    ), served AS (
        SELECT *, greatest(0, (registered_on - %(begins)s::date + 6) / 7 * 2) AS first_unit FROM dated
    ), active AS (
        SELECT *, (first_unit <= %(units)s - 16 AND simulation.chance(i, 15) <
                   0.353 * CASE WHEN age < 60 THEN 1.07 WHEN age < 70 THEN 0.95 ELSE 0.55 END) AS has_served
        FROM served
    ), weighed AS (
        SELECT *, CASE WHEN has_served THEN
            (%(units)s - first_unit) * least(6, exp(1.2 * sqrt(-2 * ln(1 - simulation.chance(i, 16)))
                                                    * cos(6.283185307179586 * simulation.chance(i, 17)) - 0.72))
            ELSE 0 END AS weight
        FROM active
    ), summed AS (
        SELECT *, sum(weight) OVER (ORDER BY i) AS upto, count(*) FILTER (WHERE has_served) OVER () AS actives FROM weighed
    ), shared AS (
        SELECT *, floor(upto / max(upto) OVER () * (%(e1)s - %(e0)s - actives)) AS share FROM summed
    ), counted AS (
        SELECT *, CASE WHEN has_served THEN 1 + share - lag(share, 1, 0) OVER (ORDER BY i) ELSE 0 END::int AS n FROM shared
    )
    SELECT i, place, simulation.id(1, i), simulation.public_number('V', i), simulation.person_name(i), sex, born,
           registered_on + make_interval(mins => 480 + simulation.pick(i, 18, 720)) , street.code,
           is_staff OR has_served OR simulation.chance(i, 19) < 0.85, first_unit, n,
           sum(n) OVER (ORDER BY i) - n, has_served AND i %% %(moves)s = 7
    FROM counted CROSS JOIN LATERAL (
        SELECT code FROM simulation.street WHERE ends > position ORDER BY ends LIMIT 1) AS street
    ORDER BY i"""

VOLUNTEERS = """
    INSERT INTO identity_volunteer (
        id, number, name, name_latin, sex, birth_on, nationality, region_id, real_name_level, real_name_at, skills, languages,
        categories, registered_at)
    SELECT id, number, CASE WHEN is_named THEN name ELSE '' END, '', CASE WHEN is_named THEN sex ELSE '0' END,
           CASE WHEN is_named THEN born END, '', street, is_named::int,
           CASE WHEN is_named THEN registered + interval '1 day' END, '{}', '{zh}', '{}', registered
    FROM person ORDER BY i"""
ACCOUNTS = """
    INSERT INTO identity_account (
        id, password, phone_tail, phone_verified, label, language, elder_mode, is_active, registered_at)
    SELECT id, '!', '', false, CASE WHEN is_named THEN name ELSE number END, 'zh-hans',
           born < %(until)s::date - 25000, true, registered
    FROM person ORDER BY i"""
# A public number is found by the keyed hash that the product makes of it (HMAC-SHA256 by its two halves).
CLAIMS = """
    INSERT INTO identity_claim (value_index, kind, key_version, holder_id)
    SELECT encode(substr(sha256(%(outer)s || sha256(%(inner)s || convert_to(number, 'UTF8'))), 1, 16), 'hex')::uuid,
           'number', 1, id
    FROM person
    UNION ALL
    SELECT encode(substr(sha256(int8send(simulation.dice(i, 24)) || int8send(i)), 1, 16), 'hex')::uuid, 'document', 1, id
    FROM person WHERE is_named
    ORDER BY 1"""
DOCUMENTS = """
    INSERT INTO identity_document (
        volunteer_id, id, kind, number_sealed, tail, length, state, provider, reference, level, stated, photo_type,
        submitted_at, decided_at)
    SELECT id, simulation.id(2, i), '111', '', '', 18, 'verified', 'simulated', '', 1, '{}', '', registered,
           registered + interval '1 day'
    FROM person WHERE is_named ORDER BY i"""
CONSENTS = """
    INSERT INTO identity_consent (volunteer_id, id, purpose, version, given_by, given_at)
    SELECT id, simulation.id(3, i), 'service', %(terms)s, id, registered FROM person ORDER BY i"""
RESIDENCES = """
    INSERT INTO identity_residence (
        volunteer_id, id, region_id, from_on, terms, stated_by, stated_at, stated_lately, began_at)
    SELECT id, simulation.id(4, i), street, registered::date, '', id, registered, 1, registered FROM person ORDER BY i"""

WRITES = {
    "identity_volunteer": VOLUNTEERS,
    "identity_account": ACCOUNTS,
    "identity_claim": CLAIMS,
    "identity_document": DOCUMENTS,
    "identity_consent": CONSENTS,
    "identity_residence": RESIDENCES,
}
