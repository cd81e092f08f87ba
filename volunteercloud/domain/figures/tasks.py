"""Jobs: counting every ten minutes what changed, and everything at night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions

COUNTER = system("figures")


@app.periodic(cron="*/10 * * * *")
@app.task(name="figures.count", queueing_lock="figures.count")
def count(timestamp: int) -> None:
    actions.count(actor=COUNTER, at=timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(name="figures.count_whole", queueing_lock="figures.count_whole")
def count_whole(timestamp: int) -> None:
    actions.count(actor=COUNTER, whole=True, at=timezone.now())
