"""Somebody with everything that there is: all of it is taken along, and once the account is closed no column says who it was."""

import json
from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection

from tests.access import world
from tests.domain.identity import factories as identity
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.privacy import actions, emptying, queries, register, settling, tasks

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


def test_every_field_is_taken_along_or_says_why_not(subject):
    taken = defaultdict(list)
    for one in queries.everything(subject, subject.id):
        taken[one["model"], one["when_closed"], one["purpose"]].append(one)
    people = [subject.id]
    whose = emptying.Whose(people, emptying.organizations_of(people))
    lacking = []
    for held in register.held():
        reasons = queries.withheld(held)
        rows = held.person not in queries.NOT_OF_A_PERSON and emptying.rows(held, whose).exists()
        told = taken[held.model, held.closing, held.purpose]
        shown = {name for one in told for row in one["rows"] for name in row}
        said = {name for one in told for name in one["kept_and_not_shown"]}
        lacking += [f"{held.model}.{name}" for name in set(reasons) - said]
        lacking += [f"{held.model}.{name}" for name in set(held.names) - set(reasons) - shown if rows]
    assert lacking == []
    assert len([1 for told in taken.values() if any(one["rows"] for one in told)]) > 30


def test_what_is_sealed_is_opened_and_the_number_is_not_written_out(subject):
    said = json.dumps(list(queries.everything(subject, subject.id)), default=str, ensure_ascii=False)
    assert world.PHONE in said
    assert identity.number(world.BIRTH_ON) not in said
