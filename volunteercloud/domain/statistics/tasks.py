"""What the worker does for the figures: count what was noted every second, note the shifts that ended every minute, and count
everything where nothing was ever counted."""

import logging
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core import steady
from volunteercloud.core.actor import system

from . import actions, recounting
from .exports import actions as export_actions
from .exports import jobs, running
from .models import Progress
from .open_data import publishing
from .questions import actions as question_actions
from .questions import working
from .reports import sending
from .watching import judging

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
SWEPT_EVERY_SECONDS = 60.0
ACTOR = system("statistics")


def counting() -> AbstractContextManager[None]:
    """Count for as long as this lasts. Several workers may: one counts, the others rest."""
    return steady.steadily("statistics", Counter().follow, PAUSE_SECONDS)


@dataclass(slots=True)
class Counter:
    """What one worker remembers from round to round; nothing of it is needed after a restart."""

    swept_at: float = float("-inf")

    def follow(self, ending: Event) -> None:
        """One round: until less waits than is counted at once, or the end. What came meanwhile is counted in the next round, with
        what comes until then: a cell that many add to is written once a second, not once for each of them."""
        if not Progress.objects.filter(recounted_at__isnull=False).exists():
            begin(timezone.now())
        if time.monotonic() - self.swept_at >= SWEPT_EVERY_SECONDS:
            while not ending.is_set() and actions.sweep(actor=ACTOR, at=timezone.now()):
                pass
            self.swept_at = time.monotonic()
        while not ending.is_set() and actions.count(actor=ACTOR, at=timezone.now()) >= actions.AT_ONCE:
            pass


def begin(at: datetime) -> None:
    """Count everything for the first time: an installation that is new, or was there before the figures."""
    found = recounting.recount(actor=ACTOR, at=at)
    log.info("the figures were counted for the first time: %s people, %s records", found.people, found.facts)


@app.periodic(cron="50 4 * * *")
@app.task(name="statistics.publish", queueing_lock="statistics.publish", pass_context=False)
def publish(timestamp: int) -> None:
    publishing.follow(ACTOR, timezone.now())


@app.task(name=jobs.NAME, queue=jobs.QUEUE, pass_context=False)
def export(*, export_id: str) -> None:
    """A turn of some seconds; the next one waits behind whatever else there is to do."""
    if running.run(UUID(export_id), timezone.now()):
        jobs.carry_on(UUID(export_id))


@app.periodic(cron="17 * * * *")
@app.task(name="statistics.delete_exports", queueing_lock="statistics.delete_exports", pass_context=False)
def delete_exports(timestamp: int) -> None:
    export_actions.delete_old(actor=ACTOR, at=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="statistics.judge", queue="statistics", queueing_lock="statistics.judge", pass_context=False)
def judge(timestamp: int) -> None:
    """Hold the figures against their bands."""
    judging.judge(ACTOR, timezone.now())


@app.periodic(cron="5-59/10 * * * *")
@app.task(
    name="statistics.send_reports", queue="statistics", queueing_lock="statistics.send_reports", pass_context=False
)
def send_reports(timestamp: int) -> None:
    sending.send_due(ACTOR, timezone.now())


@app.task(name="statistics.answer", queue="statistics", pass_context=False)
def answer(*, inquiry_id: str) -> None:
    """A question that takes longer than a page may."""
    working.work(ACTOR, UUID(inquiry_id), timezone.now())


@app.periodic(cron="20 3 * * *")
@app.task(
    name="statistics.drop_answers", queue="statistics", queueing_lock="statistics.drop_answers", pass_context=False
)
def drop_answers(timestamp: int) -> None:
    question_actions.drop_old(actor=ACTOR, at=timezone.now())
