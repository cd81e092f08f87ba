"""What a distributed database would refuse, found in the tables as they are: raw SQL of migrations included."""

import pytest
from django.db import connection

from volunteercloud.core.distributed import placing
from volunteercloud.core.placements import Placement

PLACES = {place.table: place for place in placing.places()}

UNIQUE = """
    SELECT held.indrelid::regclass::text, held.indexrelid::regclass::text,
           ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = held.indrelid AND attnum = ANY(held.indkey))
    FROM pg_index AS held JOIN pg_class AS index ON index.oid = held.indexrelid
    WHERE (held.indisunique OR held.indisexclusion) AND NOT index.relispartition
"""
FOREIGN = """
    SELECT held.conname, held.conrelid::regclass::text, held.confrelid::regclass::text,
           ARRAY(SELECT attname::text FROM unnest(held.conkey) WITH ORDINALITY AS part (number, place)
                 JOIN pg_attribute ON attrelid = held.conrelid AND attnum = part.number ORDER BY part.place),
           ARRAY(SELECT attname::text FROM unnest(held.confkey) WITH ORDINALITY AS part (number, place)
                 JOIN pg_attribute ON attrelid = held.confrelid AND attnum = part.number ORDER BY part.place)
    FROM pg_constraint AS held WHERE held.contype = 'f' AND held.conparentid = 0
"""
PARTITIONED = "SELECT relname FROM pg_class WHERE relkind = 'p'"


def found(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def can_be_kept(table, target, columns, to_columns):
    """The database can keep a foreign key to rows that lie on the same machine: of the same owner, or everywhere."""
    here, there = PLACES[table], PLACES[target]
    if there.placement == Placement.REFERENCE:
        return True
    if there.placement == Placement.LOCAL:
        return here.placement == Placement.LOCAL
    beside = here.placement == there.placement and here.placement in placing.GROUPS
    return beside and (here.column, there.column) in zip(columns, to_columns, strict=True)


@pytest.mark.django_db
def test_whatever_is_unique_in_the_database_names_the_column_that_spreads_it():
    spread = {table: place.column for table, place in PLACES.items() if place.placement in placing.SPREAD}
    indexes = [(table, index, columns) for table, index, columns in found(UNIQUE) if table in spread]
    assert len(indexes) > len(spread)
    assert [index for table, index, columns in indexes if spread[table] not in columns] == []


@pytest.mark.django_db
def test_every_foreign_key_of_the_database_can_be_kept():
    keys = [key for key in found(FOREIGN) if key[1] in PLACES]
    assert len(keys) > 100
    assert [name for name, *key in keys if not can_be_kept(*key)] == []


def test_a_foreign_key_to_another_owner_or_from_the_first_machine_would_be_found():
    shift_of = ("activities_shift", "activities_activity")
    assert can_be_kept(*shift_of, ["organization_id", "activity_id"], ["organization_id", "id"])
    assert not can_be_kept(*shift_of, ["activity_id"], ["id"])
    assert not can_be_kept("identity_account", "identity_volunteer", ["id"], ["id"])
    assert not can_be_kept("activities_signup", "identity_volunteer", ["volunteer_id"], ["id"])


@pytest.mark.django_db
def test_partitions_are_of_tables_that_are_spread():
    assert [table for (table,) in found(PARTITIONED) if PLACES[table].placement not in placing.SPREAD] == []
