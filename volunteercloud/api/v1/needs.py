"""Needs: the public board, posting one's own, moderating at a station, and the officers' desk."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Code, Day, Done, Page, Paging, Reason, RegionCode, string
from volunteercloud.api.keys import knows, needs
from volunteercloud.api.v1.need_shapes import (
    ModerationOut,
    NeedFiguresOut,
    NeedIn,
    NeedLineOut,
    NeedOut,
    OwnLineOut,
    OwnNeedOut,
    PassedUpOut,
    StationIn,
    StationOut,
    UnmetIn,
)
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.needs import queries
from volunteercloud.domain.needs.actions import ending, moderating, posting, stations
from volunteercloud.domain.needs.models import Need, Part, PosterKind
from volunteercloud.domain.reviews.models import Decision

router = Router(tags=["needs"])

MINE = "/me/needs/{uuid:need_id}"
OURS = "/organizations/{uuid:organization_id}/needs"
OUR = f"{OURS}/{{uuid:need_id}}"
DESK = "/office/needs/{uuid:need_id}"


class BoardIn(Schema):
    region: RegionCode = Field("", description="A region with everything below it; everywhere if left out.")
    category: Code = Field("", description="A code of the list category.")
    part: Part = Field(Part.OPEN, description="What may be taken up, what somebody looks after, what was met.")
    limit: int = Field(20, ge=1, le=100, description="How many at most.")
    cursor: string(400) = ""


class MonthsIn(Schema):
    region: RegionCode = Field("", description="The whole country if left out.")
    from_month: Day = Field(description="Any day of the first month.", examples=["2026-01-01"])
    to_month: Day = Field(description="Any day of the last month.", examples=["2026-05-01"])


class StationsIn(Schema):
    region: RegionCode = Field("", description="A region with everything below it; everywhere if left out.")


class WithdrawalIn(Schema):
    reason: string(2000, examples=["孙子回来了，谢谢大家。"]) = ""


class VerdictIn(Schema):
    decision: Decision
    reason: Reason = Field("", description="Needed to return or reject; the poster reads it.")


class EndIn(Schema):
    reason: Reason


# For everybody


@router.get("/needs", response=Page[NeedLineOut], auth=knows(Scope.SERVICE_READ), summary=_("Show the board of needs"))
def needs_board(request, wanted: Query[BoardIn]):
    """Urgent ones first, then the latest."""
    after = cursors.read(wanted.cursor, int, datetime, UUID)
    rows = queries.board(wanted.region, wanted.category, wanted.part, after=after, limit=wanted.limit)
    page = cursors.page(rows, wanted.limit, queries.cursor)
    return page | {"items": [NeedLineOut.line(need) for need in page["items"]]}


@router.get("/needs/figures", response=NeedFiguresOut, auth=knows(Scope.OFFICE), summary=_("Show the figures of needs"))
def needs_figures(request, wanted: Query[MonthsIn]):
    """What was posted, met and not met for which reason, in a region and those right below it. Exact for its officers."""
    return NeedFiguresOut.of(
        queries.figures(request.auth.actor, wanted.region, _month(wanted.from_month), _month(wanted.to_month))
    )


@router.get("/needs/stations", response=list[StationOut], auth=knows(Scope.SERVICE_READ), summary=_("List stations"))
def need_stations(request, wanted: Query[StationsIn]):
    """Which organizations look after needs in a region and below."""
    return [StationOut.of(station) for station in queries.stations(wanted.region)]


@router.get("/needs/{number}", response=NeedOut, auth=knows(Scope.SERVICE_READ), summary=_("Show a need"))
def need(request, number: string(40)):
    """By its public number, as people type it. What is not public is found by its poster, its station and its officers."""
    return NeedOut.of(queries.need(request.auth.actor, number))


# Of a person


@router.get("/me/needs", response=Page[OwnLineOut], auth=needs(Scope.SERVICE_READ), summary=_("List my needs"))
def my_needs(request, paging: Paging):
    """Drafts too, the latest first."""
    after = cursors.read(paging.cursor, datetime, UUID)
    return _own_page(queries.mine(request.auth.actor, after=after, limit=paging.limit), paging.limit)


@router.get(MINE, response=OwnNeedOut, auth=needs(Scope.SERVICE_READ), summary=_("Show my need"))
def my_need(request, need_id: UUID):
    """With what is sealed, and what happened to it."""
    return OwnNeedOut.of(_mine(request.auth.actor, need_id))


@router.put(
    MINE,
    response=OwnNeedOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Write a need down, or mend it"),
)
def save_my_need(request, need_id: UUID, body: NeedIn):
    """You make up the id, so it may be sent again. Nobody else reads it until it is posted and was looked at."""
    return _saved(request.auth.actor, need_id, body, None)


@router.post(f"{MINE}/posting", response=OwnNeedOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Post my need"))
def post_my_need(request, need_id: UUID):
    """Its station or an officer looks at it first. Refused with the passages that would give somebody away."""
    return _posted(request.auth.actor, _mine(request.auth.actor, need_id).need)


@router.post(f"{MINE}/withdrawal", response=Done, auth=needs(Scope.SERVICE_WRITE), summary=_("Withdraw my need"))
def withdraw_my_need(request, need_id: UUID, body: WithdrawalIn):
    """A draft is deleted. Refused once an organization has taken it up."""
    return _withdrawn(request.auth.actor, _mine(request.auth.actor, need_id).need, body.reason)


@router.post(
    f"{MINE}/extension", response=OwnNeedOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Keep my need open for longer")
)
def extend_my_need(request, need_id: UUID):
    return _extended(request.auth.actor, _mine(request.auth.actor, need_id).need)


# Of an organization


@router.get(
    OURS, response=Page[OwnLineOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("List an organization's needs")
)
def organization_needs(request, organization_id: UUID, paging: Paging):
    """What was posted in its name, the latest first. For those who manage it."""
    after = cursors.read(paging.cursor, datetime, UUID)
    return _own_page(
        queries.posted_for(request.auth.actor, organization_id, after=after, limit=paging.limit), paging.limit
    )


@router.get(OUR, response=OwnNeedOut, auth=needs(Scope.ORGANIZATION_READ), summary=_("Show an organization's need"))
def organization_need(request, organization_id: UUID, need_id: UUID):
    return OwnNeedOut.of(_ours(request.auth.actor, organization_id, need_id))


@router.put(
    OUR,
    response=OwnNeedOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Write a need down for an organization"),
)
def save_organization_need(request, organization_id: UUID, need_id: UUID, body: NeedIn):
    """You make up the id, so it may be sent again."""
    return _saved(request.auth.actor, need_id, body, organization_id)


@router.post(
    f"{OUR}/posting",
    response=OwnNeedOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Post an organization's need"),
)
def post_organization_need(request, organization_id: UUID, need_id: UUID):
    return _posted(request.auth.actor, _ours(request.auth.actor, organization_id, need_id).need)


@router.post(
    f"{OUR}/withdrawal",
    response=Done,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Withdraw an organization's need"),
)
def withdraw_organization_need(request, organization_id: UUID, need_id: UUID, body: WithdrawalIn):
    need = _ours(request.auth.actor, organization_id, need_id).need
    return _withdrawn(request.auth.actor, need, body.reason)


@router.post(
    f"{OUR}/extension",
    response=OwnNeedOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Keep an organization's need open for longer"),
)
def extend_organization_need(request, organization_id: UUID, need_id: UUID):
    return _extended(request.auth.actor, _ours(request.auth.actor, organization_id, need_id).need)


# For a station, and at the officer's desk


@router.get(
    f"{OUR}/moderation",
    response=ModerationOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Look at a station's need"),
)
def station_moderation(request, organization_id: UUID, need_id: UUID):
    """What a manager of the station decides about: with the words found in it and the needs much like it."""
    return ModerationOut.of(_of_station(request.auth.actor, organization_id, need_id))


@router.post(
    f"{OUR}/decision",
    response=NeedOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Decide about a station's need"),
)
def decide_station_need(request, organization_id: UUID, need_id: UUID, body: VerdictIn):
    """Approved it is public at once. Of two who decide the second is told who was first."""
    return _decided(request.auth.actor, _of_station(request.auth.actor, organization_id, need_id), body)


@router.post(
    f"{OUR}/unmet",
    response=NeedOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Close a station's need as not met"),
)
def close_station_need(request, organization_id: UUID, need_id: UUID, body: UnmetIn):
    """The reason is counted: it says what is missing where."""
    return _closed(request.auth.actor, _of_station(request.auth.actor, organization_id, need_id).need, body)


@router.get(
    "/office/needs/passed-up",
    response=Page[PassedUpOut],
    auth=needs(Scope.OFFICE),
    summary=_("List needs that came up to me"),
)
def needs_passed_up(request, paging: Paging):
    """Open needs that nobody took up in time: urgent first, then those open longest."""
    after = cursors.read(paging.cursor, int, datetime, UUID)
    rows = queries.passed_up(request.auth.actor, after=after, limit=paging.limit)
    page = cursors.page(rows, paging.limit, queries.cursor)
    return page | {"items": [PassedUpOut.of(need) for need in page["items"]]}


@router.get(
    f"{DESK}/moderation", response=ModerationOut, auth=needs(Scope.OFFICE), summary=_("Look at a need as an officer")
)
def office_moderation(request, need_id: UUID):
    """It is decided about as every case, at `/office/cases`."""
    return ModerationOut.of(queries.moderation(request.auth.actor, need_id, timezone.now()))


@router.post(
    f"{DESK}/unmet", response=NeedOut, auth=needs(Scope.OFFICE), summary=_("Close a need as not met, as an officer")
)
def close_need(request, need_id: UUID, body: UnmetIn):
    """The reason is counted: it says what is missing where."""
    seen = queries.moderation(request.auth.actor, need_id, timezone.now())
    return _closed(request.auth.actor, seen.need, body)


@router.post(
    "/office/stations", response={201: StationOut}, auth=needs(Scope.OFFICE), summary=_("Name the station of a region")
)
def name_station(request, body: StationIn):
    """An organization of this region or above it, at work. Named again, it is the station already."""
    station = stations.name_station(actor=request.auth.actor, at=timezone.now(), **body.dict())
    return Status(201, StationOut.of(station))


@router.post(
    "/office/stations/{uuid:station_id}/end", response=StationOut, auth=needs(Scope.OFFICE), summary=_("End a station")
)
def end_station(request, station_id: UUID, body: EndIn):
    """Its needs go to the next station above, or to the officers."""
    station = stations.end_station(
        actor=request.auth.actor, station_id=station_id, reason=body.reason, at=timezone.now()
    )
    return StationOut.of(station)


def _month(day: date) -> date:
    return day.replace(day=1)


def _own_page(rows: list[Need], limit: int) -> dict:
    page = cursors.page(rows, limit, lambda need: (need.created_at, need.id))
    return page | {"items": [OwnLineOut.of(need) for need in page["items"]]}


def _mine(actor: Actor, need_id: UUID) -> queries.MyNeed:
    """A key for one's own service reaches what one posted as a person."""
    found = queries.my_need(actor, need_id)
    if found.need.poster_kind != PosterKind.PERSON:
        raise NotFound
    return found


def _ours(actor: Actor, organization_id: UUID, need_id: UUID) -> queries.MyNeed:
    found = queries.my_need(actor, need_id)
    if found.need.poster_id != organization_id:
        raise NotFound
    return found


def _of_station(actor: Actor, organization_id: UUID, need_id: UUID) -> queries.Moderation:
    found = queries.moderation(actor, need_id, timezone.now())
    if found.need.station_id != organization_id:
        raise NotFound
    return found


def _saved(actor: Actor, need_id: UUID, body: NeedIn, organization_id: UUID | None) -> dict:
    posting.save_need(
        actor=actor, need_id=need_id, draft=body.as_draft(), organization_id=organization_id, at=timezone.now()
    )
    return OwnNeedOut.of(queries.my_need(actor, need_id))


def _posted(actor: Actor, need: Need) -> dict:
    posting.post_need(actor=actor, need_id=need.id, at=timezone.now())
    return OwnNeedOut.of(queries.my_need(actor, need.id))


def _withdrawn(actor: Actor, need: Need, reason: str) -> Done:
    posting.withdraw_need(actor=actor, need_id=need.id, reason=reason, at=timezone.now())
    return Done()


def _extended(actor: Actor, need: Need) -> dict:
    ending.extend_need(actor=actor, need_id=need.id, at=timezone.now())
    return OwnNeedOut.of(queries.my_need(actor, need.id))


def _decided(actor: Actor, seen: queries.Moderation, body: VerdictIn) -> dict:
    if seen.case is None:
        raise NotFound
    need = moderating.decide_need(
        actor=actor, case_id=seen.case.id, decision=body.decision, reason=body.reason, at=timezone.now()
    )
    return NeedOut.of(need)


def _closed(actor: Actor, need: Need, body: UnmetIn) -> dict:
    return NeedOut.of(ending.close_unmet(actor=actor, need_id=need.id, at=timezone.now(), **body.dict()))
