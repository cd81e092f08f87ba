"""Printing in a process of its own, one document at a time in each process that serves.

Typesetter, faces and signing take hundreds of megabytes, which a process that serves pages would keep for ever, and half a
second to load. A press is a module that takes orders and gives documents (`work`). It waits a while for the next one, so
that a class that downloads its certificates prints them all with one, and ends. One press stands at a time.
"""

import atexit
import json
import logging
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

# A printing takes a second, the longest document two or three.
PRINTING_SECONDS = 30.0
QUEUE_SECONDS = 10.0
IDLE_SECONDS = 20.0
# What a press took for one document may not be free for the next; a new one begins with nothing.
MOST_ORDERS = 200
SAID = 4_000  # bytes of what a press said before it failed

log = logging.getLogger(__name__)
# A burst of downloads waits in line instead of eating the machine: a press takes 300 MB while it prints.
_is_free = threading.Semaphore()


class NotPrinted(Exception):
    """The press was busy for too long, or it failed; its own words are in the log."""


def command(module: str) -> list[str]:
    return [sys.executable, "-P", "-m", module]


def printed(press: list[str], order: dict[str, Any]) -> bytes:
    """The document that ``press`` makes of an order. Raises `NotPrinted`."""
    if not _is_free.acquire(timeout=QUEUE_SECONDS):
        raise NotPrinted
    try:
        return _room.print(press, json.dumps(order, ensure_ascii=False).encode())
    finally:
        _is_free.release()


def work(make: Callable[[dict[str, Any]], bytes], most: int = MOST_ORDERS) -> None:
    """What a press does: a line of standard input is an order as JSON, its answer the length of the document, whether another
    order is taken, and the document."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        document = make(json.loads(line))
        sys.stdout.buffer.write(b"%d %d\n" % (len(document), number < most))
        sys.stdout.buffer.write(document)
        sys.stdout.buffer.flush()
        if number == most:
            return


class _Press:
    """A process that was started for a command, and takes orders until it says otherwise."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        with ExitStack() as undone:
            self._said = undone.enter_context(tempfile.TemporaryFile())
            self._process = subprocess.Popen(  # noqa: S603  a command of ours
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said
            )
            undone.pop_all()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def take(self, order: bytes) -> tuple[bytes, bool]:
        """The document, and whether another order is taken. Raises `OSError` or `ValueError` where nothing comes of it."""
        assert self._process.stdin  # noqa: S101  pipes, as asked for
        assert self._process.stdout  # noqa: S101
        hurry = threading.Timer(PRINTING_SECONDS, self._process.kill)
        hurry.start()
        try:
            self._process.stdin.write(order + b"\n")
            self._process.stdin.flush()
            length, goes_on = map(int, self._process.stdout.readline().split())
            document = self._process.stdout.read(length)
        finally:
            hurry.cancel()
        if len(document) < length:
            raise ValueError("The document broke off.")
        return document, bool(goes_on)

    def end(self) -> str:
        """At once; answers the last it said."""
        self._process.kill()
        self._process.communicate()
        with self._said as said:
            said.seek(max(said.seek(0, 2) - SAID, 0))
            return said.read().decode(errors="replace")


class _Room:
    """Where a press stands between two orders. Whoever comes in holds `_is_free`."""

    def __init__(self) -> None:
        self._press: _Press | None = None
        self._idle_since = 0.0
        self._watch: threading.Timer | None = None

    def print(self, command: list[str], order: bytes) -> bytes:
        try:
            press = self._for(command)
            document, stays = press.take(order)
        except (OSError, ValueError) as error:
            log.error("The press failed: %s\n%s", error, self.clear())
            raise NotPrinted from error
        if stays:
            self._idle_since = time.monotonic()
            self._look_later()
        else:
            self.clear()
        return document

    def clear(self) -> str:
        press, self._press = self._press, None
        return press.end() if press else ""

    def _for(self, command: list[str]) -> _Press:
        if self._press and not (self._press.command == command and self._press.is_alive):
            self.clear()
        if not self._press:
            self._press = _Press(command)
        return self._press

    def _look_later(self) -> None:
        if self._watch is None:
            self._watch = threading.Timer(IDLE_SECONDS, self._look)
            self._watch.daemon = True
            self._watch.start()

    def _look(self) -> None:
        """Whether anybody came since: if not, the press ends."""
        with _is_free:
            self._watch = None
            if self._press and time.monotonic() - self._idle_since < IDLE_SECONDS:
                self._look_later()
            else:
                self.clear()


_room = _Room()
atexit.register(_room.clear)
