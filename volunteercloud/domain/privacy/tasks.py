"""Work of the job worker: accounts whose day has come are closed, and what was sealed goes at the end of its term."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions
from .models import Closing, Sealed, State

CLERK = system("privacy")


@app.periodic(cron="23 2 * * *")
@app.task(name="privacy.close", queueing_lock="privacy.close", pass_context=False)
def close(timestamp: int) -> None:
    close_at(timezone.now())


def close_at(moment: datetime) -> int:
    """Each account in a transaction of its own; one that something is still open for waits for the next night."""
    due = Closing.objects.filter(state=State.WAITING, closes_at__lte=moment).order_by("closes_at", "volunteer_id")
    closed = 0
    for volunteer_id in list(due.values_list("volunteer_id", flat=True)):
        closing = actions.close_account(actor=CLERK, volunteer_id=volunteer_id, at=moment)
        closed += closing.state == State.CLOSED
    Sealed.objects.filter(kept_until__lt=timezone.localdate(moment)).delete()
    return closed
