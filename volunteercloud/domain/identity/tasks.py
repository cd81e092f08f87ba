"""Work of the job worker: asking a provider again that did not answer when a document was submitted."""

from uuid import UUID

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from volunteercloud.core import actor

from . import actions
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
