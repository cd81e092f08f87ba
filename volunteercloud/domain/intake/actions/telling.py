"""What every step of a list does last: the entry in the trail, and the job that goes on with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.intake.models import Intake


def locked(owner_id: UUID, intake_id: UUID) -> Intake:
    found = Intake.objects.select_for_update().filter(owner_id=owner_id, id=intake_id).first()
    if found is None:
        raise NotFound
    return found


def tell(actor: Actor, name: str, intake: Intake, at: datetime, facts: dict[str, Any] | None = None) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=intake.owner_id,
        subject=("intake", intake.id, intake.file_name),
        region_code=intake.region_code,
        facts={"kind": str(intake.kind)} | (facts or {}),
    )


def start(intake: Intake) -> None:
    """Let the worker go on with a list. One job at a time for each; sent twice, the second finds nothing to do."""
    job = app.configure_task("intake.work", queue="bulk", lock=f"intake/{intake.id}")
    job.defer(owner_id=str(intake.owner_id), intake_id=str(intake.id))
