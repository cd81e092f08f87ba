"""Somebody with everything that there is closes their account: no column of any table says who it was."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.access import world
from tests.domain.identity import factories as identity
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.privacy import actions, settling, tasks

COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'bytea', 'inet')
    ORDER BY table_name, column_name
"""


def found_in_tables(*said: str) -> list[str]:
    """Every column of every table that says one of them, as text or in bytes."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column, kind in cursor.fetchall():
            if kind == "bytea":
                how, parts = "encode({}, 'hex')", [one.encode().hex() for one in said]
            else:
                how, parts = "{}::text", [one.translate(str.maketrans({"%": r"\%", "_": r"\_"})) for one in said]
            where = f"{how} LIKE ANY(%s)".format(f'"{column}"')
            cursor.execute(f'SELECT 1 FROM "{table}" WHERE {where} LIMIT 1', [[f"%{part}%" for part in parts]])
            found += [f"{table}.{column}"] if cursor.fetchone() else []
    return found


@pytest.fixture
def subject(db, at, monkeypatch, settings, tmp_path):
    """Nobody else is called so. What others wait for does not stand in the way here: it is emptied like everything."""
    settings.LOG_FILES = tmp_path / "log"
    settings.DEMO = True
    built = world.built(at)
    monkeypatch.setattr(settling, "OBSTACLES", ())
    return built.people["subject"]


def test_no_column_says_who_it_was(subject, at):
    volunteer = Volunteer.objects.get(id=subject.id)
    said = (volunteer.name, world.EMAIL, world.PHONE, world.PHONE.removeprefix("+86"), identity.number(world.BIRTH_ON))
    assert found_in_tables(*said) != []
    later = at + timedelta(days=30)
    closing = actions.ask_to_close(actor=subject, volunteer_id=subject.id, at=later)
    assert tasks.close_at(closing.closes_at) == 1
    assert found_in_tables(*said) == []
