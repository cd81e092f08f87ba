"""The job for the next batch of a mailing."""

from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def queue(organization_id: UUID, mailing_id: UUID) -> None:
    """A job for the next batch, unless one waits already. By name: tasks stand above actions."""
    job = app.configure_task("mailings.send_batch", queue="mailings", queueing_lock=f"mailing {mailing_id}")
    try:
        with transaction.atomic():
            job.defer(organization_id=str(organization_id), mailing_id=str(mailing_id))
    except AlreadyEnqueued:
        pass
