"""The job by which the worker goes on with an export; written in the transaction of who orders it."""

from uuid import UUID

from procrastinate.contrib.django import app

NAME = "statistics.export"
QUEUE = "exports"


def carry_on(export_id: UUID) -> None:
    app.configure_task(NAME, queue=QUEUE).defer(export_id=str(export_id))
