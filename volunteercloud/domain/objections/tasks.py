"""Jobs: what waits beyond its time goes on to whoever is next."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions, queries
from .models import State

STEPS = {
    State.OPEN: actions.refer_unanswered,
    State.REFERRED: actions.remind_officers,
    State.APPEALED: actions.remind_officers,
    State.DECIDED: actions.close_unappealed,
}
CLERK = system("objections")


@app.periodic(cron="23 * * * *")
@app.task(name="objections.keep_deadlines", queueing_lock="objections.keep_deadlines", pass_context=False)
def keep_deadlines(timestamp: int) -> None:
    """Every hour, each objection in its own transaction; a repeated run finds nothing left to do."""
    keep_deadlines_at(timezone.now())


def keep_deadlines_at(moment: datetime) -> int:
    late = queries.overdue(moment)
    for objection in late:
        STEPS[State(objection.state)](
            actor=CLERK, volunteer_id=objection.volunteer_id, objection_id=objection.id, at=moment
        )
    return len(late)
