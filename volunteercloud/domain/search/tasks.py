"""Jobs: people are told what is new for the searches that they keep."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions, saved

TOLD_AT_ONCE = 5000
BY_DAY = range(9, 20)  # hours of the site's clock


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="tell_of_new", pass_context=False)
def tell_of_new(timestamp: int) -> None:
    """By day only, so that no telephone lights up at night; each search once a day, in its own transaction."""
    now = timezone.now()
    if timezone.localtime(now).hour in BY_DAY:
        tell_of_new_at(now)


def tell_of_new_at(moment: datetime) -> int:
    """Look through the searches that were not looked through today. Returns how many people were told something."""
    keys = saved.due(timezone.localdate(moment), TOLD_AT_ONCE)
    return sum(
        bool(
            actions.tell_of_new(actor=system("tell_of_new"), volunteer_id=volunteer_id, search_id=search_id, at=moment)
        )
        for volunteer_id, search_id in keys
    )
