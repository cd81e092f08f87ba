import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from volunteercloud.core import readiness

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asks_anew(monkeypatch):
    monkeypatch.setattr(readiness, "_applied", set())


def test_the_migrations_by_their_files_are_those_that_django_loads():
    loaded = MigrationLoader(None).disk_migrations
    assert readiness.migrations() == {f"{app}.{name}" for app, name in loaded}


def test_ready_with_every_table_then_asked_shortly(django_assert_num_queries):
    assert readiness.missing() == []
    with django_assert_num_queries(1):
        assert readiness.missing() == []


def test_a_migration_that_waits_is_missing():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'upkeep'")
    assert (readiness.missing(), readiness.pending()) == (["migrations"], ["upkeep.0001_initial"])


def test_an_empty_database_misses_all():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME TO elsewhere")
    assert readiness.missing() == ["migrations"]
