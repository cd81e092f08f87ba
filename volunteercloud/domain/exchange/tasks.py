"""Every minute what changed goes into messages; what was answered long ago is forgotten, because it names people."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions
from .models import Message, State, System

CLERK = system("exchange")
MOST_STEPS = 500  # of one system in a minute; the next minute goes on
KEPT = timedelta(days=180)


@app.periodic(cron="* * * * *")
@app.task(name="exchange.collect", queueing_lock="exchange.collect", pass_context=False)
def collect(timestamp: int) -> None:
    for code in System.objects.filter(state=State.ACTIVE).order_by("code").values_list("code", flat=True):
        collect_for(code)


def collect_for(code: str) -> None:
    """Step by step, a transaction each, until there is nothing left for now."""
    for _step in range(MOST_STEPS):
        if not actions.collect(actor=CLERK, code=code, at=timezone.now()):
            return


@app.periodic(cron="50 3 * * *")
@app.task(name="exchange.forget", queueing_lock="exchange.forget", pass_context=False)
def forget(timestamp: int) -> None:
    Message.objects.filter(received_at__lt=timezone.now() - KEPT).delete()
