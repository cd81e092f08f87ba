"""Jobs: decisions about many, and every hour what nobody decided in time."""

from uuid import UUID

from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from volunteercloud.core.actor import Actor, ActorKind, system
from volunteercloud.domain.reviews.actions import AT_ONCE

from . import actions
from .models import Batch

CLOCK = system("office")


@app.periodic(cron="7 * * * *")
@app.task(name="office.escalate", queue="office", queueing_lock="office.escalate", pass_context=False)
def escalate(timestamp: int) -> None:
    while actions.escalate_overdue(actor=CLOCK, at=timezone.now()) == AT_ONCE:
        pass


@app.task(name="office.decide_batch", queue="office", retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def decide_batch(*, batch_id: str) -> None:
    run(UUID(batch_id))


def run(batch_id: UUID) -> Batch:
    """Go on with a batch where it is, in the name of the officer who ordered it and as of that moment.

    Run again after it was killed, it does what is left.
    """
    batch = Batch.objects.get(id=batch_id)
    actor = Actor(ActorKind.PERSON, batch.officer_label, batch.officer_id, batch.acting_for, batch.acting_for_label)
    # The lines say why something was refused, for the officer to read.
    with translation.override(batch.language):
        while actions.decide_next(actor=actor, batch_id=batch.id, at=timezone.now()):
            pass
        return actions.finish_batch(actor=actor, batch_id=batch.id, at=timezone.now())
