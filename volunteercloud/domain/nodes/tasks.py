"""Work behind the requests: looking at the nodes on the list, and forgetting what can be heard no more."""

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions, looking, queries

WORKER = system("nodes")


@app.periodic(cron="*/10 * * * *")
@app.task(name="nodes.look_at_all", queue="nodes", queueing_lock="nodes.look_at_all")
def look_at_all(timestamp: int) -> None:
    """Look at every node on the list, one after the other."""
    for node in queries.listed():
        looking.look(WORKER, node, timezone.now())


@app.task(name="nodes.look", queue="nodes")
def look(name: str) -> None:
    """Look at one node, because something was signed by a key that is not known."""
    node = queries.node(name)
    if node is not None:
        looking.look(WORKER, node, timezone.now())


@app.periodic(cron="7,27,47 * * * *")
@app.task(name="nodes.forget_heard", queue="nodes", queueing_lock="nodes.forget_heard")
def forget_heard(timestamp: int) -> None:
    actions.forget_heard(actor=WORKER, at=timezone.now())
