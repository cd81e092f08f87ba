"""Looking for what the two copies of a fact, or a count and what it counts, disagree about.

Each area says in its `checks` module which statements must find nothing. They read whole tables: run them at night.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One row that should not be: ``check`` says what must hold, ``row`` where it does not."""

    check: str
    row: tuple[object, ...]


def run(statements: Mapping[str, str]) -> Iterator[Finding]:
    """What each statement finds, at most ``SHOWN`` rows each."""
    with connection.cursor() as cursor:
        for check, statement in statements.items():
            cursor.execute(f"{statement} LIMIT {SHOWN}")
            for row in cursor.fetchall():
                yield Finding(check, row)
