"""Jobs: corrections whose day has passed, reports to be opened after New Year and reminded of."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from . import actions, queries, rules
from .models import Report, Rung, Sanction, SanctionState

CLERK = system("supervision")
AT_ONCE = 500


@app.periodic(cron="10 0 * * *")
@app.task(name="supervision.keep_deadlines", queueing_lock="supervision.keep_deadlines", pass_context=False)
def keep_deadlines(timestamp: int) -> None:
    """Every night, each organization in its own transaction; a repeated run finds nothing left to do."""
    moment = timezone.now()
    while mark_overdue_at(moment):
        pass
    while remind_at(moment):
        pass


@app.periodic(cron="20 1 * 1-6 *")
@app.task(name="supervision.open_reports", queueing_lock="supervision.open_reports", pass_context=False)
def open_reports(timestamp: int) -> None:
    """In the first half of a year, every night: reports of the year before, for who owes one and has none."""
    open_reports_at(timezone.now())


def mark_overdue_at(moment: datetime) -> int:
    """How many corrections were marked; at most some hundreds at once."""
    late = Sanction.objects.filter(
        rung=Rung.CORRECTION, state=SanctionState.STANDING, deadline__lt=timezone.localdate(moment)
    )
    found = list(late.order_by("deadline", "organization_id", "id").values_list("organization_id", "id")[:AT_ONCE])
    for organization_id, sanction_id in found:
        actions.mark_overdue(actor=CLERK, organization_id=organization_id, sanction_id=sanction_id, at=moment)
    return len(found)


def remind_at(moment: datetime) -> int:
    """How many organizations were reminded of a report; at most some hundreds at once."""
    today = timezone.localdate(moment)
    due = Q()
    for sent, days in enumerate(rules.REMINDERS):
        due |= Q(reminded=sent, due_on__lte=today + timedelta(days=days))
    waiting = Report.objects.filter(due, state__in=queries.WRITABLE).order_by("due_on", "organization_id", "year")
    found = list(waiting.values_list("organization_id", "year")[:AT_ONCE])
    for organization_id, year in found:
        actions.remind_of_report(actor=CLERK, organization_id=organization_id, year=year, at=moment)
    return len(found)


def open_reports_at(moment: datetime) -> int:
    """How many organizations were looked at."""
    year, looked_at = timezone.localdate(moment).year - 1, 0
    page = actions.open_reports(actor=CLERK, year=year, at=moment)
    while page:
        looked_at += len(page)
        page = actions.open_reports(actor=CLERK, year=year, after=page[-1], at=moment)
    return looked_at
