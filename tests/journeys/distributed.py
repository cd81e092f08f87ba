"""The database of the journeys where the suite runs on a distributed one: of its own beside those of the other tests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg

from tests import tables

NAME = "journeys"
END_ITS_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


@dataclass(frozen=True)
class Database:
    """Begins with the tables as they are now. It cannot be stopped as a server can: it takes nobody in."""

    node: str

    @property
    def url(self) -> str:
        return urlsplit(self.node)._replace(path=f"/{NAME}").geturl()

    def make_empty(self) -> None:
        template = tables.made(self.node)
        with psycopg.connect(self.node, autocommit=True) as session:
            session.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            session.execute(f'CREATE DATABASE {NAME} TEMPLATE "{template}"')

    def start(self) -> None:
        with psycopg.connect(self.node, autocommit=True) as session:
            session.execute(f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS true")

    def stop(self) -> None:
        with psycopg.connect(self.node, autocommit=True) as session:
            session.execute(f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS false")
            session.execute(END_ITS_SESSIONS, [NAME])


@contextmanager
def made() -> Iterator[Database]:
    """Left where it is, as a cluster of its own would be: to look at what a journey left."""
    database = Database(os.environ["DATABASE_URL"])
    database.make_empty()
    yield database
