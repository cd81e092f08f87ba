"""How far a long run is, told while its transaction is still open: by a connection of its own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID

from django.db import connection

TOLD_EVERY_SECONDS = 0.5
TELL = "UPDATE bulk_sheet SET done = %s WHERE organization_id = %s AND id = %s"


class Tell(Protocol):
    def __call__(self, done: int) -> None: ...


def silent(done: int) -> None:
    """For whoever does not wait."""


@contextmanager
def told(owner_id: UUID, list_id: UUID, statement: str = TELL) -> Iterator[Tell]:
    """A function that writes how many lines are done, at most twice a second; ``statement`` says where.

    A run must not change the row of its list before its last step: the two connections would wait for each other.
    """
    beside = connection.copy()
    last = 0.0

    def tell(done: int) -> None:
        nonlocal last
        if time.monotonic() - last < TOLD_EVERY_SECONDS:
            return
        with beside.cursor() as cursor:
            cursor.execute(statement, [done, owner_id, list_id])
        last = time.monotonic()

    try:
        yield tell
    finally:
        beside.close()
