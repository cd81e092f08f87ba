"""The database a command works on: the one that is named, or the embedded one, joined for as long as it takes."""

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from volunteercloud.cli import progress
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem

OLDEST = 15


def is_embedded() -> bool:
    return not os.environ.get("DATABASE_URL")


@contextmanager
def joined() -> Iterator[Server | None]:
    """The embedded server, joined; or None where `DATABASE_URL` names another."""
    if not is_embedded():
        yield None
        return
    with Server(settings.DATA, progress.say).joined() as server:
        yield server


def with_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """For commands that read or write: the database is there, new enough, and let go afterwards."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        with joined():
            try:
                check()
                return command(*arguments, **options)
            finally:
                connection.close()

    return run


def check() -> None:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise Problem(f"The database does not answer: {error}", "Check DATABASE_URL.") from None
    version = connection.pg_version
    if version < OLDEST * 10_000:
        raise Problem(
            f"The database is PostgreSQL {version // 10_000}; {OLDEST} is the oldest we work with.",
            "Name a newer one in DATABASE_URL.",
        )
