"""What is loosened before a nation is written is fastened after it as it was, and proved."""

import re
from datetime import date
from fractions import Fraction

import psycopg
import pytest
from django.db import connection

from volunteercloud.cli.commands import simulate
from volunteercloud.cli.simulate import bindings, chunks, ground
from volunteercloud.cli.simulate.nation import Nation
from volunteercloud.core import ids

pytestmark = pytest.mark.django_db(transaction=True)
NATION = Nation(Fraction(1, 10_000), 1, date(2026, 11, 22))
# Of every constraint and index; partitions have those of their table.
STANDING = """
    SELECT conrelid::regclass::text, conname, contype::text, convalidated, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY(%(tables)s::regclass[])
    UNION ALL
    SELECT indrelid::regclass::text, indexrelid::regclass::text, relkind::text, indisvalid, pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = ANY(%(tables)s::regclass[])
    ORDER BY 1, 2, 3"""
# PostgreSQL says a condition of texts otherwise once it has read it again; it is the same one.
CASTS = re.compile(r"::(text\[\]|text|character varying)|[()]")


def standing():
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"tables": sorted(chunks.TABLES)})
        return [(*row, CASTS.sub("", definition)) for *row, definition in cursor.fetchall()]


@pytest.fixture
def session():
    connection.ensure_connection()
    ground.lay(connection.connection, NATION, is_sealed=True)
    yield connection.connection
    bindings.fasten(simulate._address())


def loose(session):
    return session.execute("SELECT count(*) FROM simulation.loose").fetchone()[0]


def test_all_of_it_stands_again_and_is_proved(session):
    before = standing()
    bindings.loosen(session)
    loosened = standing()
    assert {kind for _table, _name, kind, *_rest in before} - {kind for _table, _name, kind, *_rest in loosened} == {
        "f",
        "x",
    }
    assert [row for row in loosened if row not in before] == []
    assert loose(session) > 0
    bindings.fasten(simulate._address())
    assert standing() == before
    assert loose(session) == 0


def test_it_is_loosened_once(session):
    bindings.loosen(session)
    bindings.fasten(simulate._address())
    whole = standing()
    bindings.loosen(session)
    assert standing() == whole


def test_a_row_that_leads_nowhere_is_found_and_the_rest_fastened_after_it_is_gone(session):
    before = standing()
    bindings.loosen(session)
    session.execute(
        "INSERT INTO identity_consent (volunteer_id, id, purpose, version, given_by, given_at) "
        "VALUES (%(id)s, %(id)s, 'service', '1', %(id)s, now())",
        {"id": ids.uuid7()},
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        bindings.fasten(simulate._address())
    assert standing() != before
    session.execute("DELETE FROM identity_consent")
    bindings.fasten(simulate._address())
    assert (standing(), loose(session)) == (before, 0)
