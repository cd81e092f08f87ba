"""Jobs: every night the radar goes through the organizations, a range after the other."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions, queries

RADAR = system("radar")
RANGE = 500


@app.periodic(cron="30 2 * * *")
@app.task(name="radar.sweep", queue="radar", queueing_lock="radar.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    """At half past two: the first range; each range asks for the next, so that none is a long job."""
    scan_range.defer(after="")


@app.task(name="radar.scan_range", queue="radar")
def scan_range(*, after: str) -> None:
    """Look at the next organizations. Each is a transaction of its own; a job that is run again changes nothing."""
    found = queries.organizations_from(UUID(after) if after else None, RANGE)
    for organization_id in found:
        actions.scan(actor=RADAR, organization_id=organization_id, at=timezone.now())
    if len(found) == RANGE:
        scan_range.defer(after=str(found[-1]))
