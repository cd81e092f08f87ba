"""Work that goes on for as long as a process does, in a thread of its own, with a pause of seconds between two rounds."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import close_old_connections, connection

log = logging.getLogger(__name__)

# A database that was away and is back is worked on again within seconds; to look for it costs nothing.
LONGEST_PAUSE_SECONDS = 4.0


@contextmanager
def steadily(name: str, work: Callable[[Event], object], pause_seconds: float) -> Iterator[None]:
    """Not a periodic job: jobs wait behind each other, and a long one would hold this up."""
    ending = Event()
    thread = Thread(target=repeat, args=[work, pause_seconds, ending], name=name)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def repeat(work: Callable[[Event], object], pause_seconds: float, ending: Event) -> None:
    """Again and again until the end, which the work may look for itself; after a failure the pauses grow."""
    pause = pause_seconds
    while not ending.wait(pause):
        try:
            close_old_connections()
            work(ending)
            pause = pause_seconds
        except Exception:
            log.exception("%s failed; it is tried again", work)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
    connection.close()
