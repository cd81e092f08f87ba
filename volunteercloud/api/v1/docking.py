"""Docking: needs that are taken up become shifts, activities and projects; twin help and its visits."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Day, Minutes, Moment, Page, Reason, numbers, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.api.v1.planning import ORGANIZATION, Places
from volunteercloud.api.v1.series import Clock
from volunteercloud.domain.activities.actions.series import Pattern
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs.actions import docking, pairing

router = Router(tags=["needs"])

NEED = f"{ORGANIZATION}/needs/{{uuid:need_id}}"
Words = string(1000, examples=["我们有一辆车，周六上午都有空。"])


class ListedFrom(Schema):
    """From where on: these lists come in pages of twenty."""

    cursor: string(400) = Field("", description="The `next` of the page before; leave it out for the first page.")

    @property
    def key(self):
        return cursors.read(self.cursor, datetime, UUID)


class OwnPart(ListedFrom):
    part: Literal["offered", "to_dock", "docked", "done", "over"] = "docked"


class StationPart(ListedFrom):
    part: Literal["moderate", "open", "offered", "taken_up", "contested", "over"] = "open"


class DockedNeedOut(Schema):
    """How far a need has come on the side of who takes it up."""

    id: UUID
    number: str = Field(examples=["N5TQWFKH23"])
    title: str
    state: str = Field(examples=["docked"])
    organization_id: UUID | None
    organization_name: str
    way: str = Field(description="What it became: shift, activity, project, or nothing yet.", examples=["shift"])
    project_id: UUID | None
    activity_id: UUID | None
    docked_at: datetime | None
    done_at: datetime | None
    served_people: int
    served_minutes: int
    rating: int | None = Field(description="1 to 5, of its poster.", examples=[5])
    rating_words: str
    unmet: str
    expires_at: datetime | None
    changed_at: datetime


class DockTimesIn(Schema):
    """One shift, or the same one in each of `weeks` weeks. Without `places`, as many as the need asks for."""

    starts_at: Moment
    ends_at: Moment
    break_minutes: Minutes = 0
    weeks: numbers(1, 53) = 1
    places: Places | None = None


class IntoShiftIn(Schema):
    activity_id: UUID
    post_id: UUID | None = Field(None, description="Without it a post is made from the need.")
    times: DockTimesIn
    offer_ids: list[UUID] = Field(
        default_factory=list, max_length=500, description="Volunteers to choose and sign up; for the station alone."
    )


class AsActivityIn(Schema):
    project_id: UUID
    title: string(100) = ""
    times: DockTimesIn
    offer_ids: list[UUID] = Field(default_factory=list, max_length=500)


class AsProjectIn(Schema):
    title: string(100) = ""
    risks: string(4000) = Field("", description="In place of what the need says of safety.")
    times: DockTimesIn
    submit: bool = Field(False, description="Hand it to the officer at once.")


class FilledOut(Schema):
    """What docking begins with."""

    title: str
    title_en: str
    duties: str
    skills: list[str]
    languages: list[str]
    minimum_age: int | None
    places: int
    place: str
    place_en: str
    risks: str
    starts_at: datetime | None
    ends_at: datetime | None


class PairingIn(Schema):
    """Twin help: a series of visits. Without `to_on` and `times` it goes on until it is ended."""

    household: string(60) = Field(description="What your team calls it; shown to your organization alone.")
    activity_id: UUID
    post_id: UUID | None = None
    weekdays: list[numbers(1, 7)] = Field(max_length=7, examples=[[6]], description="1 is Monday, 7 is Sunday.")
    every_weeks: numbers(1, 12) = 1
    from_on: Day
    to_on: Day | None = None
    times: numbers(1, 500) | None = None
    starts: Clock
    ends: Clock
    places: Places | None = None


class PairingEndIn(Schema):
    reason: Reason
    still_needed: bool = Field(description="Whether the need is to be open again.")


class PairingOut(Schema):
    id: UUID
    organization_id: UUID
    need_id: UUID
    series_id: UUID | None
    household: str
    since: datetime
    ended_at: datetime | None
    reason: str


def _who(request, organization_id):
    return {"actor": request.auth.actor, "organization_id": organization_id, "at": timezone.now()}


def _page(rows, key):
    return cursors.page(rows, docking_queries.PAGE, key)


def _changed(need):
    return need.changed_at, need.id


@router.get(
    f"{ORGANIZATION}/taken-up-needs",
    response=Page[DockedNeedOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List needs that an organization offers for or takes up"),
)
def taken_up_needs(request, organization_id: UUID, wanted: Query[OwnPart]):
    """What waits in the order in which it began to, what is over the last first."""
    return _page(
        docking_queries.of_organization(request.auth.actor, organization_id, wanted.part, wanted.key), _changed
    )


@router.get(
    f"{ORGANIZATION}/station-needs",
    response=Page[DockedNeedOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List needs that a station looks after"),
)
def station_needs(request, organization_id: UUID, wanted: Query[StationPart]):
    """What waits in the order in which it began to, what is over the last first."""
    return _page(docking_queries.of_station(request.auth.actor, organization_id, wanted.part, wanted.key), _changed)


@router.get(
    f"{NEED}/filled",
    response=FilledOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show what docking begins with"),
)
def filled(request, organization_id: UUID, need_id: UUID):
    """From what the need says in public. Times are null where it names none that is to come."""
    return docking_queries.filled(request.auth.actor, organization_id, need_id, timezone.now())


def _times(body):
    return docking.Times(**body.times.dict())


@router.post(
    f"{NEED}/shift",
    response={201: DockedNeedOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Dock a need as a shift"),
)
@done_once
def dock_into_activity(request, organization_id: UUID, need_id: UUID, body: IntoShiftIn):
    """Of an activity that runs. For the organization that was chosen, or the station while nobody is."""
    given = body.dict(exclude={"times"})
    need = docking.dock_into_activity(**_who(request, organization_id), need_id=need_id, times=_times(body), **given)
    return Status(201, DockedNeedOut.from_orm(need))


@router.post(
    f"{NEED}/activity",
    response={201: DockedNeedOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Dock a need as an activity"),
)
@done_once
def dock_as_activity(request, organization_id: UUID, need_id: UUID, body: AsActivityIn):
    """A new one of a project that is public, with its post and shift."""
    given = body.dict(exclude={"times"})
    need = docking.dock_as_activity(**_who(request, organization_id), need_id=need_id, times=_times(body), **given)
    return Status(201, DockedNeedOut.from_orm(need))


@router.post(
    f"{NEED}/project",
    response={201: DockedNeedOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Dock a need as a project"),
)
@done_once
def dock_as_project(request, organization_id: UUID, need_id: UUID, body: AsProjectIn):
    """A draft with activity, post and shift, which goes the ordinary way of review."""
    given = body.dict(exclude={"times"})
    need = docking.dock_as_project(**_who(request, organization_id), need_id=need_id, times=_times(body), **given)
    return Status(201, DockedNeedOut.from_orm(need))


@router.get(
    f"{ORGANIZATION}/pairings",
    response=Page[PairingOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List twin help"),
)
def pairings(request, organization_id: UUID, wanted: Query[ListedFrom]):
    """The latest begun first."""
    rows = docking_queries.pairings(request.auth.actor, organization_id, wanted.key)
    return _page(rows, lambda row: (row.since, row.id))


@router.post(
    f"{NEED}/pairing",
    response={201: PairingOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Begin twin help"),
)
@done_once
def pair(request, organization_id: UUID, need_id: UUID, body: PairingIn):
    """Visits of an activity that runs, planned as a series."""
    plan = ("weekdays", "every_weeks", "from_on", "to_on", "times")
    given = body.dict()
    pattern = Pattern(**{name: given.pop(name) for name in plan})
    made = pairing.pair(**_who(request, organization_id), need_id=need_id, pattern=pattern, **given)
    return Status(201, PairingOut.from_orm(made))


@router.post(
    f"{ORGANIZATION}/pairings/{{uuid:pairing_id}}/end",
    response=PairingOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("End twin help"),
)
def end_pairing(request, organization_id: UUID, pairing_id: UUID, body: PairingEndIn):
    """Visits to come are called off, and everybody is told the reason."""
    return pairing.end_pairing(**_who(request, organization_id), pairing_id=pairing_id, **body.dict())
