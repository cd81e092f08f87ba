"""Work of the job worker: asking a provider again that did not answer when a document was submitted, beginning the moves
whose day has come, and asking where the offices of divided regions go on."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from volunteercloud.core import actor

from . import actions, officers
from .models import DocumentState

ASKER = actor.system("identity")


class StillUnanswered(Exception):
    """The provider is away: procrastinate tries again."""


@app.task(
    name="identity.verify_document",
    queue="identity",
    # 3, 9, 27 … 59,049 seconds: over a day in all. Then the document waits until the person submits it again.
    retry=RetryStrategy(max_attempts=10, exponential_wait=3, retry_exceptions={StillUnanswered}),
)
def verify_document(*, volunteer_id: str, document_id: str) -> None:
    document = actions.verify_document(
        actor=ASKER, volunteer_id=UUID(volunteer_id), document_id=UUID(document_id), at=timezone.now()
    )
    if document.state == DocumentState.CLAIMED and not document.provider:
        raise StillUnanswered


@app.periodic(cron="41 3 * * *")
@app.task(name="identity.ask_for_regions", queueing_lock="identity.ask_for_regions", pass_context=False)
def ask_for_regions(timestamp: int) -> None:
    """Every night, each office in its own transaction; nobody is asked twice."""
    ask_for_regions_at(timezone.now())


def ask_for_regions_at(moment: datetime) -> int:
    waiting = [grant for grant in officers.without_a_region() if grant.asked_above_at is None]
    for grant in waiting:
        actions.ask_where_office_goes_on(actor=ASKER, grant_id=grant.id, at=moment)
    return len(waiting)


@app.periodic(cron="* * * * *")
@app.task(name="identity.begin_residences", queueing_lock="identity.begin_residences", pass_context=False)
def begin_residences(timestamp: int) -> None:
    """Every minute, so that a day is a minute old at most before everything goes by the new region."""
    begin_residences_at(timezone.now())


def begin_residences_at(moment: datetime) -> int:
    begun = 0
    while some := actions.begin_residences(actor=ASKER, at=moment):
        begun += some
    return begun
