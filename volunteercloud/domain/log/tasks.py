"""Work behind the requests: taking in what was sealed, and watching other logs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import close_old_connections, connection
from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import monitoring, queries, witnessing
from .actions import integrate

log = logging.getLogger(__name__)

# What is sealed is in the tree and signed within five seconds (its merge delay): two for the pause, three for the work.
PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 60.0


@contextmanager
def sequencing() -> Iterator[None]:
    """Take in what waits for as long as this lasts, in a thread of its own.

    Not a periodic job: jobs wait behind each other, and a long one would hold up the log.
    """
    ending = Event()
    thread = Thread(target=keep_integrating, args=[ending], name="sequencer")
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def keep_integrating(ending: Event) -> None:
    """Several workers may do this at once: the lock lets one at a time. After a failure the pauses grow."""
    pause = PAUSE_SECONDS
    while not ending.wait(pause):
        try:
            close_old_connections()
            integrate_all(ending)
            pause = PAUSE_SECONDS
        except Exception:
            log.exception("The log did not take in what waits")
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
    connection.close()


def integrate_all(ending: Event) -> None:
    """Batch after batch, until nothing waits. A run that was cut off before it published is gone on with, too."""
    while integrate(timezone.now()) and queries.waiting() and not ending.is_set():
        pass


@app.periodic(cron="*/5 * * * *")
@app.task(name="log.watch", queue="log", queueing_lock="log.watch")
def watch(timestamp: int) -> None:
    """Look at every followed log, one after the other."""
    for followed in queries.followed():
        monitoring.look(system("log.watch"), followed, timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="log.submit", queue="log", queueing_lock="log.submit")
def submit(timestamp: int) -> None:
    """Ask each witness to cosign the newest checkpoint."""
    for witness in queries.witnesses():
        witnessing.submit(system("log.submit"), witness, timezone.now())
