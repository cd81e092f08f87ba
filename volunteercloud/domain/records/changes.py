"""Who is told that a version of a record was written: the person at once, areas above by a job of theirs (`jobs`).

A job is a row of the same transaction: it runs after the commit, and never for a change that was rolled back.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages

from . import jobs
from .models import ServiceRecord


def tell(actor: Actor, template: str, before: ServiceRecord, after: ServiceRecord, at: datetime) -> None:
    """Part of the action that wrote ``after``. A person without any account has nobody to be told."""
    for name in jobs.AFTER_VERSION:
        job = app.configure_task(name, queue="records")
        job.defer(volunteer_id=str(after.volunteer_id), record_id=str(after.record_id))
    try:
        recipient = identity_queries.recipient(after.volunteer_id)
    except NotFound:
        return
    messages.tell(
        actor=actor,
        recipient=recipient,
        template=template,
        facts=_facts(before, after) | {"by": after.recorder_name, "reason": after.reason},
        link=f"/me/records/{after.record_id}/" + whose(after.volunteer_id, recipient.id),
        at=at,
    )


def whose(volunteer_id: object, reader_id: object) -> str:
    """What an address of the volunteer's pages needs so that a guardian reads about the child."""
    return "" if volunteer_id == reader_id else f"?for={volunteer_id}"


def gone(volunteer_ids: Collection[UUID]) -> None:
    """Part of the action by which records of these people count here no more, though no version was written."""
    people = sorted(str(volunteer_id) for volunteer_id in set(volunteer_ids))
    for name in jobs.AFTER_GOING:
        app.configure_task(name, queue="records").defer(volunteer_ids=[*people])


def _facts(before: ServiceRecord, after: ServiceRecord) -> dict[str, str]:
    return {
        "title": after.title,
        "title_en": after.title_en,
        "day_on": after.day.isoformat(),
        "hours_before": f"{before.minutes / 60:g}",
        "grade_before": before.grade,
        "hours_after": f"{after.minutes / 60:g}",
        "grade_after": after.grade,
    }
