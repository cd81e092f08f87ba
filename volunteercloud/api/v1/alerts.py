"""Alerts of officers, and the bands that they come from."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema
from pydantic import Field as Limits

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, Paged, string
from volunteercloud.api.keys import needs
from volunteercloud.api.v1.statistics import NATION, Regional, Where, region_code_of
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.statistics.watching import actions, alerts
from volunteercloud.domain.statistics.watching.alerts import Rule
from volunteercloud.domain.statistics.watching.models import Against, Band, Crossing

router = Router(tags=["statistics"], auth=needs(Scope.OFFICE))

Limit = Annotated[float, Limits(ge=0, le=1e12, allow_inf_nan=False, examples=[0.2])]


class CrossedOut(Schema):
    """`limit` is in the unit of the figure: a fraction, minutes, people or fen; of `grows` and `shrinks` a fraction of the
    value before, of `leaps` points as a fraction."""

    region: str = Field(examples=["990101"])
    figure: str = Field(description="A measure, or `grade_e_share`.", examples=["no_show_rate"])
    crossing: Crossing = Field(examples=["above"])
    against: Against = Field(description="Which month a change is measured against.", examples=["month"])
    limit: float = Field(examples=[0.2])


class AlertOut(Regional, CrossedOut):
    id: UUID
    band: str = Field(description="The name of the band.", examples=["no-show"])
    month: date = Field(examples=["2026-10-01"])
    value: float = Field(description="As it was judged last.", examples=[0.31])
    before: float | None = Field(description="What a change was measured against.", examples=[0.18])
    opened_at: datetime
    closed_at: datetime | None
    outcome: str = Field(description="open, back (within its band) or over (judged no more).", examples=["open"])


class BandOut(CrossedOut):
    """One without an `id` holds for every region that sets none of its own for the same figure and crossing."""

    name: str = Field(examples=["no-show"])
    id: UUID | None
    set_by_label: str | None = Field(examples=["立秋"])
    set_at: datetime | None


class BandIn(Schema):
    region: Where = Field(examples=["990101"])
    figure: string(30, examples=["no_show_rate"])
    crossing: Crossing = Field(examples=["above"])
    limit: Limit
    against: Against = Field(Against.MONTH, examples=["month"])


class WantedAlerts(Paged):
    is_open: bool | None = Field(None, description="Open ones, or those that are over; both if left out.")


class OfRegion(Schema):
    region: Where


@router.get("/alerts", response=Page[AlertOut], summary=_("List alerts"))
def list_alerts(request, wanted: Query[WantedAlerts]):
    """Of all your regions and below, the latest month first."""
    viewer = request.auth.actor
    codes = officers.offices(viewer, Right.STATISTICS)
    after = cursors.read(wanted.cursor, date, UUID)
    found = alerts.alerts(viewer, codes, is_open=wanted.is_open, after=after, limit=wanted.limit)
    return cursors.page(found, wanted.limit, lambda alert: (alert.month, alert.id))


@router.get("/alerts/{uuid:alert_id}", response=AlertOut, summary=_("Show an alert"))
def show_alert(request, alert_id: UUID):
    return alerts.alert(request.auth.actor, alert_id)


@router.get("/bands", response=list[BandOut], summary=_("List the bands of a region"))
def list_bands(request, wanted: Query[OfRegion]):
    """What is judged there: its own, and those for all regions whose place none of them takes."""
    code = region_code_of(wanted.region)
    own = alerts.bands(request.auth.actor, code)
    by_name = {str(band.id): band for band in own}
    return [_band(rule, code, by_name.get(rule.name)) for rule in alerts.rules(own)]


@router.put("/bands", response=BandOut, summary=_("Set a band"))
def set_band(request, body: BandIn):
    """It takes the place of the one for the same figure and crossing, and is judged within a quarter of an hour. The same
    again changes nothing."""
    said = body.dict(exclude={"region"})
    return _set(
        actions.set_band(actor=request.auth.actor, region_code=region_code_of(body.region), at=timezone.now(), **said)
    )


@router.delete("/bands/{uuid:band_id}", response=BandOut, summary=_("End a band"))
def end_band(request, band_id: UUID):
    """Its alerts stay as history; open ones are closed."""
    return _set(actions.end_band(actor=request.auth.actor, band_id=band_id, at=timezone.now()))


def _set(band: Band) -> dict[str, Any]:
    return _band(alerts.rule_of(band), band.region_code, band)


def _band(rule: Rule, region_code: str, band: Band | None) -> dict[str, Any]:
    return {
        "name": rule.name,
        "region": region_code or NATION,
        "figure": rule.figure,
        "crossing": rule.crossing,
        "against": rule.against,
        "limit": rule.limit,
        "id": band.id if band else None,
        "set_by_label": band.set_by_label if band else None,
        "set_at": band.set_at if band else None,
    }
