"""What the chunks are made from: chance by number, ids by number, the streets of the nation, and which chunks stand.

It lies in a schema of its own, beside the tables of the product and unknown to them. `DROP SCHEMA simulation CASCADE` takes
it away once the nation stands.
"""

import string
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from psycopg import Connection

from volunteercloud.cli import steps
from volunteercloud.cli.bench.nation import SIGNS
from volunteercloud.core.ids import READABLE
from volunteercloud.domain.statistics import locations
from volunteercloud.domain.statistics.recounting import pieces

from . import facts
from .nation import Nation

PROVINCES = Path(__file__).parent / "provinces.csv"
MONTHS = (0.7, 0.55, 1.7, 1.1, 1.2, 1.0, 1.3, 1.25, 1.0, 1.1, 1.05, 1.25)
HALVES = (1.8, 1.0)
SPREAD, OFFSET = 7_364_129_837, 40_503_161  # the first shares no factor with 30
ALPHABET = string.digits + string.ascii_uppercase

# The hash is that of PostgreSQL's hash partitions, which may never change. Each use takes a ``salt`` of its own.
FUNCTIONS = """
    CREATE FUNCTION simulation.dice(number bigint, salt int) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT hashint8extended($1, ({seed} * 1000 + $2)::bigint)';
    CREATE FUNCTION simulation.chance(number bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT ((simulation.dice($1, $2) >> 11) & 4503599627370495)::float8 / 4503599627370496';
    CREATE FUNCTION simulation.pick(number bigint, salt int, among int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT (((simulation.dice($1, $2) >> 11) & 4503599627370495) % $3)::int';
    -- UUIDv7 in the order of the numbers, so that rows made together lie together in every index. ``kind`` from 0 to 63.
    CREATE FUNCTION simulation.id(kind int, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT (lpad(to_hex(((1600000000000 + $1 * 1000000000::bigint + $2) << 16)
                             | 28672 | (simulation.dice($2, 900 + $1) & 4095)), 16, ''0'')
                 || to_hex((simulation.dice($2, 800 + $1) & 4611686018427387903)
                           | (-9223372036854775807 - 1)))::uuid';
    CREATE FUNCTION simulation.person_name(number bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        'SELECT substr(''{signs}'', 1 + simulation.pick($1, 20, {many}), 1)
             || substr(''{signs}'', 1 + simulation.pick($1, 21, {many}), 1)
             || CASE WHEN $1 % 3 > 0 THEN substr(''{signs}'', 1 + simulation.pick($1, 22, {many}), 1) ELSE '''' END';
    CREATE FUNCTION simulation.public_number(prefix text, number bigint) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT {public_number}';
"""
TABLES = """
    CREATE TABLE simulation.plan (scale text NOT NULL, seed bigint NOT NULL, until date NOT NULL, is_sealed boolean NOT NULL);
    CREATE TABLE simulation.done (
        step text NOT NULL, number int NOT NULL, facts jsonb NOT NULL DEFAULT '{}', PRIMARY KEY (step, number));
    CREATE TABLE simulation.loose (
        relation text NOT NULL, name text NOT NULL, kind text NOT NULL, definition text NOT NULL, PRIMARY KEY (relation, name));
    CREATE TABLE simulation.province (code text PRIMARY KEY, residents bigint, latitude float8, longitude float8);
    -- Streets in the order of their codes, each from where the one before ends; the whole nation is from 0 to 1.
    CREATE TABLE simulation.street (
        ends float8 PRIMARY KEY, code text NOT NULL, name text NOT NULL, latitude float8 NOT NULL, longitude float8 NOT NULL);
"""
# A province has its residents' share; its streets share that, the largest three times the smallest.
STREETS = """
    INSERT INTO simulation.street
    WITH weighed AS (
        SELECT region.code, region.name, residents, latitude, longitude,
               0.5 + simulation.chance(row_number() OVER (ORDER BY region.code), 1) AS weight
        FROM regions_region AS region JOIN simulation.province ON province.code = left(region.code, 2)
        WHERE region.level = 4 AND region.valid_to IS NULL
    ), shared AS (
        SELECT *, residents * weight / sum(weight) OVER (PARTITION BY left(code, 2)) AS share FROM weighed
    ), summed AS (
        SELECT *, sum(share) OVER (ORDER BY code) AS upto FROM shared
    )
    SELECT upto / max(upto) OVER (), code, name,
           (2 * round(1000 * (latitude - 1 + 2 * simulation.chance(left(code, 6)::bigint, 2))) + 1) / 2000,
           (2 * round(1000 * (longitude - 1 + 2 * simulation.chance(left(code, 6)::bigint, 3))) + 1) / 2000
    FROM summed ORDER BY code"""


def standing(connection: Connection[Any]) -> tuple[Nation, bool] | None:
    """The nation that was begun here, and whether its leaves have places in the log; None where none was."""
    if connection.execute("SELECT to_regclass('simulation.plan')").fetchone() == (None,):
        return None
    found = connection.execute("SELECT scale, seed, until, is_sealed FROM simulation.plan").fetchone()
    if found is None:
        return None
    scale, seed, until, is_sealed = found
    return Nation(Fraction(scale), seed, until), is_sealed


def load_lists() -> None:
    """What people and places are told by, and where each place counts, which the chunks ask."""
    steps.load_codes()
    steps.load_regions()
    steps.load_numbers()
    locations.store()


def lay(connection: Connection[Any], nation: Nation, *, is_sealed: bool) -> None:
    """All of it in one transaction."""
    with connection.transaction():
        connection.execute("DROP SCHEMA IF EXISTS simulation CASCADE")
        connection.execute("CREATE SCHEMA simulation")
        connection.execute(_functions(nation.seed).encode())
        connection.execute(TABLES)
        pieces.lay(connection, facts.PARTS)
        with connection.cursor().copy("COPY simulation.province FROM STDIN (FORMAT csv)") as sink:
            sink.write("".join(line for line in PROVINCES.read_text().splitlines(keepends=True) if line[0].isdigit()))
        connection.execute(STREETS)
        connection.execute("ANALYZE simulation.street")
        connection.execute(
            "INSERT INTO simulation.plan (scale, seed, until, is_sealed) VALUES (%s, %s, %s, %s)",
            [str(nation.scale), nation.seed, nation.until, is_sealed],
        )


def seasons(nation: Nation) -> list[float]:
    """How much service each half week sees: weekends more than the days between, March (the month of Lei Feng) and the
    summer more, the weeks around the New Year less, and each year an eighth more than the one before."""
    weights = []
    for unit in range(nation.units):
        day = nation.begins + timedelta(weeks=unit // 2)
        weights.append(round(MONTHS[day.month - 1] * HALVES[unit % 2] * 1.12 ** (unit / 104), 4))
    return weights


def _functions(seed: int) -> str:
    said = {"seed": seed, "signs": SIGNS, "many": len(SIGNS), "public_number": _public_number().replace("'", "''")}
    return FUNCTIONS.format(**said)


def _public_number() -> str:
    """The expression that makes a public number of the prefix ``$1`` and a number ``$2``: seven digits to the base of 30 that
    no other number has, three of chance, and the check character of ISO 7064 MOD 37,36 (`core.ids`)."""
    base = len(READABLE)
    spread = f"(($2 + {OFFSET}) * {SPREAD} % {base**7})"
    digits = [f"({spread} / {base**place} % {base})" for place in range(7)]
    digits += [f"simulation.pick($2, {26 + place}, {base})::bigint" for place in range(3)]
    worths = [ALPHABET.index(sign) for sign in READABLE]
    check = "18"
    for worth in ["(ascii($1) - 55)", *(f"(ARRAY{worths})[1 + {digit}]" for digit in digits)]:
        check = f"((({check} + 35) % 36 + 1) * 2 % 37 + {worth}) % 36"
    last = f"substr('{ALPHABET}', 1 + (37 - (({check} + 35) % 36 + 1) * 2 % 37) % 36, 1)"
    return " || ".join(["$1", *(f"substr('{READABLE}', 1 + {digit}::int, 1)" for digit in digits), last])
