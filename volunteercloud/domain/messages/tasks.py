"""Work of the job worker: delivering, and forgetting what is over."""

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from volunteercloud.core import actor

from . import actions
from .models import DeliveryState

SENDER = actor.system("messages")


class StillQueued(Exception):
    """The carrier is away: procrastinate tries again."""


@app.task(
    name="messages.deliver",
    queue="messages",
    # 3, 9, 27 … 2,187 seconds. One more than the action's own count, which is the one that gives up.
    retry=RetryStrategy(max_attempts=actions.MOST_ATTEMPTS + 1, exponential_wait=3, retry_exceptions={StillQueued}),
)
def deliver(*, recipient_id: str, delivery_id: str) -> None:
    delivery = actions.deliver(
        actor=SENDER, recipient_id=UUID(recipient_id), delivery_id=UUID(delivery_id), at=timezone.now()
    )
    if delivery is not None and delivery.state == DeliveryState.QUEUED:
        raise StillQueued(delivery.error)


@app.periodic(cron="*/5 * * * *")
@app.task(name="messages.drop_expired_codes", queue="messages", queueing_lock="messages.drop_expired_codes")
def drop_expired_codes(timestamp: int) -> None:
    actions.drop_expired_codes(actor=SENDER, at=timezone.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="messages.drop_news_days", queue="messages", queueing_lock="messages.drop_news_days")
def drop_news_days(timestamp: int) -> None:
    actions.drop_news_days(actor=SENDER, at=timezone.now())
