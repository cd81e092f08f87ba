"""Work behind the requests: taking in what was sealed, and watching other logs."""

from contextlib import AbstractContextManager
from threading import Event

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core import steady
from volunteercloud.core.actor import system

from . import monitoring, queries, witnessing
from .actions import integrate

# What is sealed is in the tree and signed within five seconds (its merge delay): two for the pause, three for the work.
PAUSE_SECONDS = 2.0


def sequencing() -> AbstractContextManager[None]:
    """Take in what waits for as long as this lasts."""
    return steady.steadily("sequencer", integrate_all, PAUSE_SECONDS)


def keep_integrating(ending: Event) -> None:
    """Several workers may do this at once: the lock lets one at a time."""
    steady.repeat(integrate_all, PAUSE_SECONDS, ending)


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
