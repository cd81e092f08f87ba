"""Who may ask every machine: jobs and commands always, a request only where it says so.

A statement that names no owner is sent to all shards. It costs some fifteen to forty times as much as one for one owner,
and fails when any machine is away. So a request is held to statements of one owner; a list for officers and whatever
else must look everywhere says so by `allowed`, in its code, where a reader of the code sees it. In between are a page of
people or of organizations: a statement that names all of them (`reading.among`) asks the machines that have them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

NAMED = "/* owners named */"  # stands in a statement before their ids

_is_refused: ContextVar[bool] = ContextVar("is_refused", default=False)


def is_refused() -> bool:
    return _is_refused.get()


@contextmanager
def refused() -> Iterator[None]:
    """From here on statements stay with one owner. The engine does what the setting `FAN_OUT` says with others."""
    before = _is_refused.set(True)
    try:
        yield
    finally:
        _is_refused.reset(before)


@contextmanager
def allowed() -> Iterator[None]:
    """What happens inside may ask every machine: also a function, as its decorator."""
    before = _is_refused.set(False)
    try:
        yield
    finally:
        _is_refused.reset(before)
