"""Jobs: no need rests unseen, none outlives its time, and what became of them is counted."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import deadlines
from .actions import ending, figuring, following, stations
from .models import Need

CLERK = system("needs")

Due = Callable[[datetime], Sequence[UUID]]

# An end comes first: what is over goes nowhere and is nobody's to be reminded of.
STEPS: Sequence[tuple[Due, Callable[..., Any]]] = (
    (deadlines.to_expire, ending.expire_need),
    (deadlines.to_pass_upward, ending.pass_upward),
    (deadlines.to_remind, ending.remind),
    (deadlines.to_erase, ending.erase_details),
)


@app.periodic(cron="*/10 * * * *")
@app.task(name="needs.keep_deadlines", queueing_lock="needs.keep_deadlines", pass_context=False)
def keep_deadlines(timestamp: int) -> None:
    keep_deadlines_at(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="needs.follow_needs", queueing_lock="needs.follow_needs", pass_context=False)
def follow_needs(timestamp: int) -> None:
    follow_needs_at(timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="needs.count_figures", queueing_lock="needs.count_figures", pass_context=False)
def count_figures(timestamp: int) -> None:
    figuring.count_figures(actor=CLERK, at=timezone.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="needs.count_whole", queueing_lock="needs.count_whole", pass_context=False)
def count_whole(timestamp: int) -> None:
    figuring.count_figures(actor=CLERK, whole=True, at=timezone.now())


def keep_deadlines_at(moment: datetime) -> int:
    """What is due by now, at most so many of each step; a repeated run goes on, and finds nothing left to do in the end.
    Returns how many steps were taken."""
    return _each(_due(moment))


def _due(moment: datetime) -> Iterator[Callable[[], object]]:
    """Each step looks for what is due once those before it are taken."""
    for due, step in STEPS:
        yield from (partial(step, actor=CLERK, need_id=need_id, at=moment) for need_id in due(moment))
    reason = gettext("The organization has ended.")
    for station_id in stations.orphaned(deadlines.AT_ONCE):
        yield partial(stations.end_station, actor=CLERK, station_id=station_id, reason=reason, at=moment)


def follow_needs_at(moment: datetime) -> int:
    """What became of those that are due to be looked at. Returns how many were looked at."""
    due = Need.objects.filter(follows_at__lte=moment).order_by("follows_at", "id")
    rows = due.values_list("id", "organization_id", "state")[: deadlines.AT_ONCE]
    return _each(
        partial(following.follow, actor=CLERK, organization_id=organization_id, need_id=need_id, at=moment)
        if organization_id and state in following.FOLLOWED
        else partial(following.close, actor=CLERK, need_id=need_id, at=moment)
        for need_id, organization_id, state in rows
    )


def _each(steps: Iterable[Callable[[], object]]) -> int:
    """Take each step in its own transaction; returns how many. One that fails holds up none of the others: the job fails with
    all of those at its end, and is tried again at the next run."""
    failures: list[Exception] = []
    taken = 0
    for step in steps:
        try:
            step()
        except Exception as failure:
            failures.append(failure)
        taken += 1
    if failures:
        raise ExceptionGroup("needs that a job could not go on with", failures)
    return taken
