"""What every step of a list does last: the entry in the trail, and the job that goes on with it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.bulk.models import Sheet


def locked(organization_id: UUID, sheet_id: UUID) -> Sheet:
    sheet = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("organization")
        .filter(organization_id=organization_id, id=sheet_id)
        .first()
    )
    if sheet is None:
        raise NotFound
    return sheet


def tell(actor: Actor, name: str, sheet: Sheet, at: datetime, facts: dict[str, Any] | None = None) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=sheet.organization_id,
        subject=("sheet", sheet.id, str(sheet.file_name or sheet.activity_title)),
        region_code=sheet.organization.region_id,
        facts=facts,
    )


def start(sheet: Sheet) -> None:
    """Let the worker go on with a sheet. One job at a time for each; sent twice, the second finds nothing to do."""
    job = app.configure_task("bulk.work", queue="bulk", lock=f"sheet/{sheet.id}")
    job.defer(organization_id=str(sheet.organization_id), sheet_id=str(sheet.id))
