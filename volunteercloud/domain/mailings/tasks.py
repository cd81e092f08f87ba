"""Work of the job worker: sending mailings batch by batch."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions, queueing
from .models import Mailing, State

SENDER = system("mailings")
MOST_TAKEN_UP = 1_000


@app.task(name="mailings.send_batch", queue="mailings", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def send_batch(*, organization_id: str, mailing_id: str) -> None:
    """One batch; the next is queued in the same transaction."""
    actions.send_batch(
        actor=SENDER, organization_id=UUID(organization_id), mailing_id=UUID(mailing_id), at=timezone.now()
    )


@app.periodic(cron="*/10 * * * *")
@app.task(name="mailings.take_up", queue="mailings", queueing_lock="mailings.take_up", pass_context=False)
def take_up(timestamp: int) -> None:
    """Every ten minutes: what is sending and has no job any more, because it failed too often, gets one again."""
    take_up_at(timezone.now())


def take_up_at(moment: datetime) -> int:
    """Returns how many mailings are under way."""
    under_way = Mailing.objects.filter(state=State.SENDING).order_by("organization_id", "id")
    found = list(under_way.values_list("organization_id", "id")[:MOST_TAKEN_UP])
    for organization_id, mailing_id in found:
        queueing.queue(organization_id, mailing_id)
    return len(found)
