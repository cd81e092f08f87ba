"""The tables that test databases begin with: migrated once, kept beside them, and copied for each run and each worker."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from volunteercloud.cli.drill import nodes

KEPT = "tables_"
DRAFT = f"{KEPT}draft"
ONE_AT_A_TIME = 0x7AB1E5
SHARED_BY_MIGRATIONS = nodes.OURS / "core" / "migrations.py"
PACKAGES = nodes.CHECKOUT / "requirements.lock"
TOLD = 'SELECT json_agg(row)::text FROM "{}" AS row'
WITHOUT_KEYS = """
    SET LOCAL citus.propagate_set_commands TO 'local'; SET LOCAL session_replication_role TO 'replica'
"""
BACK = 'INSERT INTO "{0}" SELECT * FROM json_populate_recordset(NULL::"{0}", %s)'


def made(address: str, *, anew: bool = False) -> str:
    """The name of a database of this server that has the tables as they are now, and that nobody uses: to copy.

    It takes half a minute where there is none yet, or where one is wanted ``anew``.
    """
    name = f"{KEPT}{fingerprint()}"
    with psycopg.connect(address, autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        found = session.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [KEPT]).fetchall()
        if anew or (name,) not in found:
            for (older,) in found:
                session.execute(f'DROP DATABASE "{older}"')
            session.execute(f'CREATE DATABASE "{DRAFT}"')
            migrate(urlsplit(address)._replace(path=f"/{DRAFT}").geturl())
            # Nobody may look in while it is copied, and a distributed database has a daemon that would.
            session.execute(f'ALTER DATABASE "{DRAFT}" ALLOW_CONNECTIONS false')
            session.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DRAFT])
            session.execute(f'ALTER DATABASE "{DRAFT}" RENAME TO "{name}"')
    return name


@dataclass(frozen=True, slots=True)
class Kept:
    """What every table held before the first test, as one JSON text each; None where it held nothing."""

    tables: dict[str, str | None]

    def bring_back(self) -> None:
        """After a test that really committed. Tables that nobody wrote to are left alone."""
        if changed := self._changed():
            with transaction.atomic(), connection.cursor() as cursor:
                empty(cursor, changed)
        with connection.cursor() as cursor:
            for table in self._changed():  # also what pointed at something that was truncated
                cursor.execute(BACK.format(table), [self.tables[table]])

    def _changed(self) -> list[str]:
        return [table for table, told in as_they_are().items() if told != self.tables[table]]


def empty(cursor: CursorWrapper, tables: list[str]) -> None:
    """A distributed database takes a tenth of a second to truncate a table, and truncates all that point at it: there rows are
    deleted, by a superuser who looks at no foreign key."""
    if not settings.DISTRIBUTED:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        return
    cursor.execute(WITHOUT_KEYS)
    for table in tables:
        cursor.execute(f"DELETE FROM {table}")


def kept() -> Kept:
    """Those of a database in which nothing but its migrations has written."""
    return Kept(as_they_are())


def as_they_are() -> dict[str, str | None]:
    """All tables, in an order in which what others point at comes first."""
    found = {}
    with connection.cursor() as cursor:
        for table in (
            model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed
        ):
            cursor.execute(TOLD.format(table))
            [(found[table],)] = cursor.fetchall()
    return found


def migrate(address: str) -> None:
    """In a process of its own, as this one is forbidden to touch a database outside of tests."""
    command = [sys.executable, "-P", "-m", "volunteercloud", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=nodes.CHECKOUT, env=os.environ | {"DATABASE_URL": address}, check=True)


def fingerprint() -> str:
    """Changes with everything that migrations are made of: ours, what they share, and those of the packages."""
    digest = hashlib.sha256(nodes.fingerprint().encode())
    for path in (SHARED_BY_MIGRATIONS, PACKAGES):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
