"""Jobs: issuing our figures by day, gathering those of others by hour, and what waits for the national node by minute."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system
from volunteercloud.domain.nodes import queries as nodes_queries

from . import actions, asking, gathering, presences

CLERK = system("national")


@app.periodic(cron="20 4 * * *")
@app.task(name="national.issue", queueing_lock="national.issue", pass_context=False)
def issue(timestamp: int) -> None:
    actions.issue(actor=CLERK, at=timezone.now())


@app.periodic(cron="35 * * * *")
@app.task(name="national.gather", queueing_lock="national.gather", pass_context=False)
def gather(timestamp: int) -> None:
    if nodes_queries.own().is_national:
        gathering.gather(CLERK, timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="national.follow", queueing_lock="national.follow", pass_context=False)
def follow(timestamp: int) -> None:
    if presences.is_set_up():
        asking.follow(CLERK, timezone.now())


@app.task(name="national.follow_person", queue="national", pass_context=False)
def follow_person(volunteer_id: str) -> None:
    """At once, for somebody who looks at a page and waits."""
    asking.follow_person(CLERK, UUID(volunteer_id), timezone.now())
