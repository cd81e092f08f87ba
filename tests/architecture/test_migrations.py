"""Old and new program run on the same tables while an upgrade rolls: what a migration may do to a table that is there.

docs/operations/upgrade.md has the rules with their reasons and what to do instead.
"""

import re

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

# The last migration of each area in the first release: these and those before them ran on tables that nobody had. An area that
# is not named is newer; its first migration makes tables, which may be made in any way.
RELEASED = {
    "api": "0001_initial",
    "activities": "0008_the_listing_is_the_index",
    "attendance": "0004_scans_without_a_signal",
    "audit": "0001_initial",
    "bulk": "0001_initial",
    "certificates": "0002_tighter_constraints",
    "changes": "0003_organizations",
    "claims": "0002_pictures_by_organization",
    "codes": "0002_matches_with_others",
    "credentials": "0003_places_by_their_names",
    "elsewhere": "0002_likeness_and_latest_lists",
    "exchange": "0003_messages_keep_their_form",
    "figures": "0001_initial",
    "identity": "0010_closed_accounts",
    "intake": "0002_opportunities",
    "limits": "0001_initial",
    "log": "0002_witnesses",
    "mailings": "0001_mailings",
    "matching": "0002_first_weights",
    "members": "0001_belonging",
    "messaging": "0002_circulars",
    "national": "0002_deposits_a_day",
    "needs": "0004_erased",
    "nodes": "0001_initial",
    "objections": "0001_initial",
    "office": "0001_batches",
    "organizations": "0008_listed",
    "privacy": "0001_initial",
    "projects": "0004_templates_and_archive",
    "publications": "0001_initial",
    "radar": "0003_cases_in_the_queue",
    "records": "0007_sealed_details",
    "regions": "0005_rules_of_needs",
    "reviews": "0008_cases_of_needs",
    "search": "0006_held_and_the_feed",
    "statistics": "0006_rounds",
    "succession": "0001_endings",
    "supervision": "0001_reports_and_sanctions",
    "transfers": "0004_misnamed_by_region",
    "upkeep": "0001_initial",
}
# (area, migration): why it may break a rule all the same, such as the version that ceased to use what is dropped.
EXCUSED: dict[tuple[str, str], str] = {}

NAME = r'(?:ONLY )?(?:IF EXISTS )?"?(?P<table>\w+)"?'
CREATED = re.compile(r'CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?"?(?P<table>\w+)"?', re.IGNORECASE)
ALTERED = re.compile(rf"ALTER TABLE {NAME}", re.IGNORECASE)
INDEXED = re.compile(rf"CREATE (?:UNIQUE )?INDEX (?P<how>CONCURRENTLY )?.*? ON {NAME}", re.IGNORECASE | re.DOTALL)
# One change of several in a statement: until the next one begins.
CHANGE = re.compile(
    r"\b(?:ADD|ALTER|DROP|RENAME|VALIDATE|ATTACH)\b.*?(?=,\s*(?:ADD|ALTER|DROP)\b|$)", re.IGNORECASE | re.DOTALL
)
VOLATILE = r"DEFAULT[^,]*\b(?:random|gen_random_uuid|uuid\w*|clock_timestamp|nextval)\s*\("
REFUSED_CHANGES = {
    r"ADD COLUMN(?!.*\bDEFAULT\b).*\bNOT NULL\b": "a column that the old program leaves out, and that has no default",
    rf"ADD COLUMN.*(?:{VOLATILE}|GENERATED|SERIAL\b)": "a column for which every row is written anew",
    r"ADD COLUMN.*\b(?:UNIQUE|PRIMARY KEY)\b": "a column whose index is built under a lock",
    r"DROP DEFAULT": "a default that the old program needs",
    r"ALTER COLUMN\s+\S+\s+(?:SET DATA )?TYPE": "a type for which rows are written anew",
    r"SET NOT NULL": "a promise for which every row is read under a lock",
    r"ADD CONSTRAINT.*\b(?:CHECK|FOREIGN KEY)\b(?!.*NOT VALID)": "a constraint for which every row is read under a lock",
    r"ADD CONSTRAINT.*\b(?:UNIQUE|PRIMARY KEY|EXCLUDE)\b(?!.*USING INDEX)": "a constraint whose index is built under a lock",
    r"DROP COLUMN": "a column that the old program asks for",
    r"RENAME": "a name that the old program asks for",
}
STOPS_EVERYBODY = re.compile(
    r"^\s*(?:LOCK TABLE|TRUNCATE|VACUUM FULL|CLUSTER|REINDEX(?! \w+ CONCURRENTLY))\b", re.IGNORECASE
)
DROPPED = re.compile(rf"DROP TABLE {NAME}", re.IGNORECASE)
TEXT = re.compile(r"'(?:[^']|'')*'")


def objections(statements):
    """What stands against running ``statements`` while an older program serves; they are those of one migration."""
    new = {found["table"] for statement in statements for found in CREATED.finditer(statement)}
    return [said for statement in statements for said in _of(TEXT.sub("''", statement), new)]


def _of(statement, new):
    if STOPS_EVERYBODY.match(statement):
        yield "a statement that stops everybody"
    if (dropped := DROPPED.search(statement)) and dropped["table"] not in new:
        yield "a table that the old program asks for"
    if (indexed := INDEXED.search(statement)) and not indexed["how"] and indexed["table"] not in new:
        yield "an index during whose making nobody can write"
    altered = ALTERED.search(statement)
    if not altered or altered["table"] in new:
        return
    for change in CHANGE.findall(statement[altered.end() :]):
        for pattern, said in REFUSED_CHANGES.items():
            if re.search(pattern, change, re.IGNORECASE | re.DOTALL):
                yield said


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (
            ['ALTER TABLE "a" ADD COLUMN "b" integer NOT NULL'],
            ["a column that the old program leaves out, and that has no default"],
        ),
        (['ALTER TABLE "a" ADD COLUMN "b" integer DEFAULT 5 NOT NULL'], []),
        (
            ['ALTER TABLE "a" ADD COLUMN "b" integer NULL', 'ALTER TABLE "a" ADD COLUMN "c" text DEFAULT \'NOT NULL\''],
            [],
        ),
        (['ALTER TABLE "a" ALTER COLUMN "b" DROP DEFAULT'], ["a default that the old program needs"]),
        (
            ['ALTER TABLE "a" ADD COLUMN "b" uuid DEFAULT gen_random_uuid() NOT NULL'],
            ["a column for which every row is written anew"],
        ),
        (['ALTER TABLE "a" ADD COLUMN "b" integer NULL UNIQUE'], ["a column whose index is built under a lock"]),
        (['ALTER TABLE "a" ALTER COLUMN "b" TYPE bigint'], ["a type for which rows are written anew"]),
        (['ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL'], ["a promise for which every row is read under a lock"]),
        (
            ['ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("b" > 0)'],
            ["a constraint for which every row is read under a lock"],
        ),
        (
            ['ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("b" > 0) NOT VALID', 'ALTER TABLE "a" VALIDATE CONSTRAINT "c"'],
            [],
        ),
        (
            ["ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d (e)"],
            ["a constraint for which every row is read under a lock"],
        ),
        (['ALTER TABLE "a" ADD CONSTRAINT "c" UNIQUE ("b")'], ["a constraint whose index is built under a lock"]),
        (['ALTER TABLE "a" ADD CONSTRAINT "c" UNIQUE USING INDEX "d"'], []),
        (['CREATE INDEX "i" ON "a" ("b")'], ["an index during whose making nobody can write"]),
        (['CREATE UNIQUE INDEX CONCURRENTLY "i" ON "a" ("b")'], []),
        (['ALTER TABLE "a" DROP COLUMN "b" CASCADE'], ["a column that the old program asks for"]),
        (['ALTER TABLE "a" RENAME TO "b"'], ["a name that the old program asks for"]),
        (['DROP TABLE "a" CASCADE'], ["a table that the old program asks for"]),
        (["LOCK TABLE a"], ["a statement that stops everybody"]),
        (
            ["ALTER TABLE a ADD COLUMN b int NULL, ADD COLUMN c int NOT NULL"],
            ["a column that the old program leaves out, and that has no default"],
        ),
        (
            [
                'CREATE TABLE "a" ("b" int)',
                'CREATE INDEX "i" ON "a" ("b")',
                'ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL',
            ],
            [],
        ),
    ],
)
def test_what_stands_against_a_statement(statements, said):
    assert objections(statements) == said


def since_the_first_release():
    """The migrations that the rules hold for, with the operations that run Python."""
    loader = MigrationLoader(None)
    for (area, name), migration in sorted(loader.disk_migrations.items()):
        is_ours = type(migration).__module__.startswith("volunteercloud.")
        if is_ours and name > RELEASED.get(area, "") and (area, name) not in EXCUSED:
            yield migration


@pytest.mark.django_db
def test_a_migration_since_the_first_release_lets_the_old_program_run_on():
    loader = MigrationLoader(connection, replace_migrations=False)
    found = {}
    for migration in since_the_first_release():
        node = (migration.app_label, migration.name)
        statements = loader.collect_sql([(loader.graph.nodes[node], False)])
        if said := objections([one for one in statements if not one.startswith("--")]):
            found[node] = said
    assert found == {}


def test_python_that_moves_rows_has_a_migration_of_its_own():
    mixed = [
        (migration.app_label, migration.name)
        for migration in since_the_first_release()
        if any(isinstance(one, RunPython) for one in migration.operations)
        and (migration.atomic or any(not isinstance(one, RunPython) for one in migration.operations))
    ]
    assert mixed == []


def test_what_is_named_here_is_there():
    known = MigrationLoader(None).disk_migrations
    assert [node for node in [*RELEASED.items(), *EXCUSED] if node not in known] == []
