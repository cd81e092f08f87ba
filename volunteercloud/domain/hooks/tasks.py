"""Work by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions

WORKER = system("webhooks")


@app.periodic(cron="25 3 * * *")
@app.task(name="hooks.purge", queueing_lock="hooks.purge", pass_context=False)
def purge(timestamp: int) -> None:
    actions.purge(actor=WORKER, at=timezone.now())
