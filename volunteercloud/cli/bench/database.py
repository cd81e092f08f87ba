"""A database for one run: made on the server that commands use, dropped at the end.

Where several runs follow each other, the tables are made once: each run copies them from a template.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from volunteercloud.cli import database, progress

TEMPLATE = "BENCH_TEMPLATE"  # told by one process to the next, set by nobody
END_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user
"""


@contextmanager
def throwaway(name: str, *, to_copy: bool = False) -> Iterator[str]:
    """An empty database with our tables; Django in this process works on it, and its address is for other processes.

    One ``to_copy`` takes nobody in: a database that somebody uses is no template, and a distributed one has a daemon that would.
    """
    with database.joined() as server:
        database.check()
        address = server.url if server else os.environ["DATABASE_URL"]
        was = settings.DATABASES["default"]["NAME"]
        name = f"{name}_{os.getpid()}"
        mine = urlsplit(address)._replace(path=f"/{name}").geturl()
        with psycopg.connect(address, autocommit=True) as session:
            template = os.environ.get(TEMPLATE)
            session.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template1"}"')
            try:
                _work_on(name)
                if not template:
                    with progress.step("Tables"):
                        call_command("migrate", verbosity=0, interactive=False)
                if to_copy:
                    connection.close()
                    session.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
                    session.execute(END_SESSIONS, [name])
                yield mine
            finally:
                _work_on(was)
                # Not `WITH (FORCE)`: that may not end a vacuum that is at work there, while a plain drop waits for it.
                session.execute(END_SESSIONS, [name])
                session.execute(f'DROP DATABASE "{name}"')


def _work_on(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
