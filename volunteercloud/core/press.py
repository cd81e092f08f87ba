"""Printing in a process of its own, one document at a time in each process that serves.

Typesetter, faces and signing take hundreds of megabytes, which a process that serves pages would keep for ever. A press is
a module that takes an order as JSON on standard input and gives the document on standard output; then it ends.
"""

import json
import logging
import subprocess
import sys
import threading
from typing import Any

# A printing takes a second, the longest document two or three.
PRINTING_SECONDS = 30.0
QUEUE_SECONDS = 10.0

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
        done = subprocess.run(  # noqa: S603  a command of ours
            press,
            input=json.dumps(order, ensure_ascii=False).encode(),
            capture_output=True,
            check=True,
            timeout=PRINTING_SECONDS,
        )
    except (subprocess.SubprocessError, OSError) as error:
        log.error("The press failed: %s\n%s", error, (getattr(error, "stderr", None) or b"").decode(errors="replace"))
        raise NotPrinted from error
    finally:
        _is_free.release()
    return done.stdout
