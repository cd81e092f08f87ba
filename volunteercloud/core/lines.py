"""What a process writes about its own work: a line each, as JSON for machines, or in words on a laptop.

The lines of real use go where many read them and they are kept for long. So they say which request or job and which account
it was, by id, and never a name, a phone, a number or what somebody typed: those are taken out of every text, whoever wrote
it. A line is one line: no text in it can begin another.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.db import Error as DatabaseError

HIDDEN = "…"
MOST_FRAMES = 40
HOUSE = Path(__file__).resolve().parents[2]
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
UUID = r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
# In this order: an id of ours and a name of our own code stay as they are, whatever follows is somebody's.
SOMEBODYS = re.compile(
    rf"""(?P<ours>{UUID}|["'][a-z]+(?:[_.][a-z0-9]+)+["'])"""
    r"""|"[^"]*"|'[^']*'"""  # what a message quotes is what was given
    r"|\S+@\S+"
    r"|\+?\d(?:[ -]?\d){5,}[Xx]?"
    r"|[^\x00-\x7f]+"
)

_work: ContextVar[dict[str, Any] | None] = ContextVar("work", default=None)


@contextmanager
def about(**facts: Any) -> Iterator[None]:
    """Every line inside says these, too: of which request it is, or of which job."""
    before = _work.set({**(_work.get() or {}), **facts})
    try:
        yield
    finally:
        _work.reset(before)


def current(name: str) -> str:
    """What the work at hand says of itself under a name, as `request`; empty where it says nothing."""
    return str((_work.get() or {}).get(name, ""))


def shielded(text: str) -> str:
    """A text without what it may have of a person."""
    return SOMEBODYS.sub(lambda found: found["ours"] or HIDDEN, text)


class Json(logging.Formatter):
    """One JSON object a line, in ASCII, with the time in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": _text(record),
            **(_work.get() or {}),
            **_job(record),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[1]:
            said["error"] = list(_errors(record.exc_info[1]))
        return json.dumps(said, default=str)


class Plain(logging.Formatter):
    """For whoever develops, with everything: only that no text can pass for a line of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", super().formatMessage(record))

    def formatException(self, ei: Any) -> str:
        return "\n".join(f"  | {line}" for line in super().formatException(ei).splitlines())


def _text(record: logging.LogRecord) -> str:
    if request := getattr(
        record, "request", None
    ):  # Django's own lines name the address, which may have anything in it
        match = getattr(request, "resolver_match", None)
        status = HTTPStatus(getattr(record, "status_code", 500)).phrase
        return f"{status}: {match.view_name if match else 'no such address'}"
    if action := getattr(record, "action", None):  # procrastinate's name what a job was given
        return str(action)
    return shielded(record.getMessage())


def _job(record: logging.LogRecord) -> dict[str, Any]:
    if jobs := getattr(record, "jobs", None):
        return {"jobs": [job.get("id") for job in jobs], "task": jobs[0].get("task_name")}
    job = getattr(record, "job", None)
    return {"job": job.get("id"), "task": job.get("task_name")} if job else {}


def _errors(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """What was raised and whatever led to it, the last first. Of a database only its code: its texts quote rows."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
        said = {"type": f"{type(error).__module__}.{type(error).__qualname__}", "text": _said_by(error)}
        yield said | {"frames": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]}
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _said_by(error: BaseException) -> str:
    if isinstance(error, DatabaseError):
        return ""
    if (told := getattr(error, "diag", None)) is not None:
        return " ".join(filter(None, (told.sqlstate, told.table_name, told.constraint_name)))
    return shielded(str(error))


def _short(path: str) -> str:
    return path.removeprefix(f"{HOUSE}/").rpartition("site-packages/")[2]
