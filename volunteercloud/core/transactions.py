"""A transaction that gives way and tries again, where steps meet on the same rows from two sides."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

GAVE_WAY = frozenset({"40P01", "40001"})  # SQLSTATE: deadlock detected, serialization failure
MOST_TRIES = 5
LONGEST_PAUSE_SECONDS = 0.1

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def retried(action: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """`transaction.atomic` for an action that locks rows of two owners, such as a shift and a person.

    No order of locks suits both sides: who signs up comes from the person to the shift, who frees a place from the
    shift to whoever waits. PostgreSQL breaks the rare deadlock by giving one of the two up, and that one is done again
    from its beginning, at most four times. Inside another transaction there is nothing to begin again: it decides. The same
    goes on a distributed database for what is unique and whole on every machine: of two who write it one waits for the row of
    the other, who waits for its turn to write to a table.
    """
    whole = transaction.atomic()

    @wraps(action)
    def attempt(*args: Parameters.args, **named: Parameters.kwargs) -> Result:
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                with whole:
                    return action(*args, **named)
            except OperationalError as error:
                if not tries_left or connection.in_atomic_block or not _gave_way(error):
                    raise
                time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))  # noqa: S311  no secret, only apart
        raise AssertionError("the last try answers or raises")

    return attempt


def _gave_way(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in GAVE_WAY
