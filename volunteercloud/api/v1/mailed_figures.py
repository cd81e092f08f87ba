"""Figures that officers get by mail, month by month or week by week."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema

from volunteercloud.api.fields import Codes
from volunteercloud.api.keys import needs
from volunteercloud.api.v1.statistics import Regional, Where, region_code_of
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.statistics.reports import actions, contents
from volunteercloud.domain.statistics.reports.models import Rhythm

router = Router(tags=["statistics"], auth=needs(Scope.OFFICE))


class MailedIn(Schema):
    region: Where = Field(examples=["990101"])
    rhythm: Rhythm = Field(
        description="`month`: on the second day about the month before; `week`: on Mondays about the month so far.",
        examples=["month"],
    )
    measures: Codes = Field(
        description="What is no measure, or no single number, is left out; the answer says what stands.",
        examples=[["credit_hours", "people"]],
    )


class MailedOut(Regional):
    id: UUID
    region: str = Field(examples=["990101"])
    rhythm: Rhythm = Field(examples=["month"])
    measures: list[str] = Field(examples=[["credit_hours", "people"]])
    since_on: date
    ended_at: datetime | None


@router.get("/reports", response=list[MailedOut], summary=_("List the figures that I get by mail"))
def mailed_figures(request):
    return contents.mine(request.auth.actor)


@router.put("/reports", response=MailedOut, summary=_("Get figures by mail"))
def get_figures_by_mail(request, body: MailedIn):
    """As a paper and as a spreadsheet, for as long as your office has the right. For a region and rhythm that you get already,
    these measures take the place of the others."""
    return actions.subscribe(
        actor=request.auth.actor,
        region_code=region_code_of(body.region),
        rhythm=body.rhythm,
        measures=body.measures,
        at=timezone.now(),
    )


@router.delete("/reports/{uuid:report_id}", response=MailedOut, summary=_("Get figures by mail no more"))
def end_figures_by_mail(request, report_id: UUID):
    return actions.end(actor=request.auth.actor, report_id=report_id, at=timezone.now())
