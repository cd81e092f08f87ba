import psycopg
import pytest
from django.db import connection, transaction
from django.db.migrations import Migration

from volunteercloud.cli import steps
from volunteercloud.cli.problem import Problem


@pytest.fixture
def holder():
    """Somebody whose transaction has read a table."""
    named = {"dbname", "host", "port", "user", "password"}
    given = {name: value for name, value in connection.get_connection_params().items() if name in named}
    with psycopg.connect(**given) as other:
        other.execute("SELECT count(*) FROM limits_pace")
        yield other


@pytest.fixture
def changes(monkeypatch):
    """A migration that wants the table for itself, and how often it got it."""
    done = []

    def migrate(_command, area, name, **_options):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE limits_pace")
        done.append((area, name))

    monkeypatch.setattr(steps, "call_command", migrate)
    monkeypatch.setattr(steps, "LOCK_SECONDS", "0.05")
    return done


@pytest.mark.django_db(transaction=True)
def test_a_migration_gives_way_and_tries_again(holder, changes, monkeypatch):
    waits = []
    monkeypatch.setattr(steps.time, "sleep", lambda seconds: waits.append(holder.rollback()))
    steps._apply(Migration("0002_more", "limits"))
    assert (changes, len(waits)) == ([("limits", "0002_more")], 1)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_never_gets_its_table_says_so(holder, changes, monkeypatch):
    monkeypatch.setattr(steps.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(steps, "LOCK_TRIES", 2)
    with pytest.raises(Problem):
        steps._apply(Migration("0002_more", "limits"))
    assert changes == []
