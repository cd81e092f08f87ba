"""The database of the journeys where the suite runs on a distributed one: of its own beside those of the other tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg

from tests import tables

END_ITS_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


@dataclass(frozen=True)
class Database:
    """Begins with the tables as they are now. It cannot be stopped as a server can: it takes nobody in."""

    node: str
    name: str

    @property
    def url(self) -> str:
        return urlsplit(self.node)._replace(path=f"/{self.name}").geturl()

    def make_empty(self) -> None:
        template = tables.made(self.node)
        with psycopg.connect(self.node, autocommit=True) as session:
            session.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            session.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{template}"')

    def start(self) -> None:
        with psycopg.connect(self.node, autocommit=True) as session:
            session.execute(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS true')

    def stop(self) -> None:
        with psycopg.connect(self.node, autocommit=True) as session:
            session.execute(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS false')
            session.execute(END_ITS_SESSIONS, [self.name])


@contextmanager
def made(name: str) -> Iterator[Database]:
    """Left where it is, as a cluster of its own would be: to look at what a journey left."""
    database = Database(os.environ["DATABASE_URL"], name)
    database.make_empty()
    yield database
