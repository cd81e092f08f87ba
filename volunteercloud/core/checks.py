"""Looking for what the two copies of a fact, or a count and what it counts, disagree about.

Each area says in its `checks` module which statements must find nothing. They read whole tables: run them at night.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import InternalError, NotSupportedError, connection, transaction

from volunteercloud.core.distributed import placing

SHOWN = 20
TABLE = re.compile(r"\b(FROM|JOIN) (\w+)(?: AS (\w+))?")


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that should not be: ``check`` says what must hold, ``row`` where it does not."""

    check: str
    row: tuple[object, ...]


def run(statements: Mapping[str, str]) -> Iterator[Finding]:
    """What each statement finds, at most ``SHOWN`` rows each."""
    for check, statement in statements.items():
        for row in found(f"{statement} LIMIT {SHOWN}"):
            yield Finding(check, row)


def found(statement: str) -> list[tuple[Any, ...]]:
    """The rows of one such statement: on a distributed database also of one that brings owners of two kinds together."""
    if not settings.DISTRIBUTED:
        return _asked(statement)
    try:
        with transaction.atomic():
            return _asked(statement)
    # They lie on different machines: where one would have to be moved to the other, Citus calls it an error of its own.
    except (NotSupportedError, InternalError):
        return _asked(_gathered(statement))


def _asked(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _gathered(statement: str) -> str:
    """The same over rows that are brought to one machine first. `OFFSET` is what keeps each table a question of its own."""
    spread = {place.table for place in placing.places() if place.placement in placing.SPREAD}

    def of(found: re.Match[str]) -> str:
        word, table, alias = found.groups()
        return f"{word} (SELECT * FROM {table} OFFSET 0) AS {alias or table}" if table in spread else found[0]  # noqa: S608  ours alone

    return TABLE.sub(of, statement)
