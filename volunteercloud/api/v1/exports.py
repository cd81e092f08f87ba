"""The figures of a region row by row, to take along: ordered, written by the worker, fetched in one go or piece by piece."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import Day
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.api.v1.statistics import Regional, Where, region_code_of
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.statistics.exports import actions, queries
from volunteercloud.domain.statistics.exports.models import Form
from volunteercloud.domain.statistics.open_data.writing import MEDIA
from volunteercloud.domain.statistics.open_data.writing import Form as OpenForm
from volunteercloud.web import ranged

router = Router(tags=["statistics"], auth=needs(Scope.OFFICE))

ONE = "/exports/{uuid:export_id}"


class ExportIn(Schema):
    region: Where = Field(examples=["990101"])
    since: Day = Field(examples=["2026-01-01"])
    until: Day = Field(description="The day after the last.", examples=["2026-05-01"])
    form: Literal["csv", "parquet"] = Field("csv", examples=["parquet"])


class ExportOut(Regional):
    """No row says whose it is. `trouble` is why it stopped: `disk` was full, or the `right` to the figures had ended."""

    id: UUID
    region: str = Field(examples=["990101"])
    since: date = Field(examples=["2026-01-01"])
    until: date = Field(description="The day after the last.", examples=["2026-05-01"])
    form: str = Field(examples=["parquet"])
    state: str = Field(
        description="waiting, running, done, cancelled, failed (may be resumed) or deleted.", examples=["running"]
    )
    expected: int = Field(description="Rows, as the figures say.", examples=[120000])
    done: int = Field(description="Rows that are written.", examples=[40000])
    bytes: int = Field(examples=[1310720])
    trouble: str = Field(examples=[""])
    asked_at: datetime
    ended_at: datetime | None


@router.get("/exports", response=list[ExportOut], summary=_("List my exports"))
def list_exports(request):
    """The last twenty, the newest first. Files are kept for a week."""
    return queries.mine(request.auth.actor)


@router.post("/exports", response={201: ExportOut}, summary=_("Order an export"))
@done_once
def order_export(request, body: ExportIn):
    """One at a time."""
    export = actions.order(
        actor=request.auth.actor,
        region_code=region_code_of(body.region),
        since=body.since,
        until=body.until,
        form=Form(body.form),
        at=timezone.now(),
    )
    return Status(201, ExportOut.from_orm(export))


@router.get(ONE, response=ExportOut, summary=_("Show how far an export is"))
def show_export(request, export_id: UUID):
    return queries.export(request.auth.actor, export_id)


@router.post(f"{ONE}/cancel", response=ExportOut, summary=_("Cancel an export"))
def cancel_export(request, export_id: UUID):
    """What was written is deleted. Refused once it has ended (`statistics.export_ended`)."""
    return actions.cancel(actor=request.auth.actor, export_id=export_id, at=timezone.now())


@router.post(f"{ONE}/resume", response=ExportOut, summary=_("Carry on an export that stopped"))
def resume_export(request, export_id: UUID):
    """From where it stopped by itself."""
    return actions.resume(actor=request.auth.actor, export_id=export_id, at=timezone.now())


@router.get(f"{ONE}/file", summary=_("Fetch the file of an export"))
def export_file(request, export_id: UUID):
    """Whole, or from where a download stopped: one range (RFC 9110)."""
    export, path = queries.file_of(request.auth.actor, export_id)
    return ranged.sent(request, path, MEDIA[OpenForm(export.form)], str(export.id))
