"""What an organization plans over weeks: series, changes, days without service, copies, templates, rosters of last time,
and what came of a period."""

from datetime import date, datetime, time
from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import AfterValidator, WithJsonSchema

from volunteercloud.api.fields import Day, Minutes, Reason, numbers, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.api.v1.planning import ORGANIZATION, SHIFT, Places, ShiftOut
from volunteercloud.api.v1.projects import OwnProjectOut
from volunteercloud.domain.activities import planned
from volunteercloud.domain.activities.actions import changing, copying, pausing, rosters, series
from volunteercloud.domain.attendance import reports
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.projects import actions as project_actions
from volunteercloud.domain.projects import queries as project_queries

router = Router(tags=["planning"])

PROJECT = f"{ORGANIZATION}/projects/{{uuid:project_id}}"


def _without_zone(clock: time) -> time:
    if clock.tzinfo:
        raise ValueError("a time without a zone: that of the region holds")
    return clock


Clock = Annotated[
    time,
    Field(description="By the clock on the wall, in the region's time zone."),
    AfterValidator(_without_zone),
    WithJsonSchema(
        {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$", "examples": ["09:30"]}
    ),
]


class SlotIn(Schema):
    """It ends on the next day where `ends` is not after `starts`."""

    post_id: UUID
    starts: Clock
    ends: Clock
    break_minutes: Minutes = 0
    places: Places


class SeriesIn(Schema):
    """Without `to_on` and `times` the series goes on until it is ended. Of the two one may be given."""

    weekdays: list[numbers(1, 7)] = Field(max_length=7, examples=[[6]], description="1 is Monday, 7 is Sunday.")
    every_weeks: numbers(1, 12) = 1
    from_on: Day
    to_on: Day | None = None
    times: numbers(1, 500) | None = None
    keeps_holidays: bool = Field(False, description="Takes place on public holidays too.")
    keeps_workdays: bool = Field(False, description="Takes place on weekend days that are worked instead, too.")
    slots: list[SlotIn] = Field(max_length=20)


class SlotOut(Schema):
    post_id: UUID
    from_on: date
    to_on: date | None
    starts: time
    minutes: int
    break_minutes: int
    places: int


class SeriesOut(Schema):
    id: UUID
    organization_id: UUID
    project_id: UUID
    activity_id: UUID
    weekdays: list[int]
    every_weeks: int
    from_on: date
    to_on: date | None
    times: int | None
    keeps_holidays: bool
    keeps_workdays: bool
    made_until: date = Field(description="Up to which day its shifts are made.")
    ended_at: datetime | None


class SeriesSeenOut(Schema):
    series: SeriesOut
    slots: list[SlotOut]
    ahead: int = Field(description="How many of its shifts lie ahead.")
    next_at: datetime | None


class ChangeIn(Schema):
    """What is left out stays. `following` changes this shift of a series and those after it."""

    reach: Literal["one", "following"] = "one"
    starts: Clock | None = None
    ends: Clock | None = None
    break_minutes: Minutes | None = None
    places: Places | None = None


class ChangedOut(Schema):
    shifts: list[ShiftOut]
    let_go: int = Field(description="How many people serve elsewhere at the new time, and left.")


class SeriesEndIn(Schema):
    from_on: Day
    reason: Reason


class CalledOffOut(Schema):
    called_off: list[ShiftOut]


class PauseIn(Schema):
    from_on: Day
    to_on: Day
    reason: Reason


class PauseOut(Schema):
    id: UUID
    from_on: date
    to_on: date
    reason: str


class CopyIn(Schema):
    first_on: Day | None = Field(None, description="Shifts and series come along from this day; without it, no dates.")
    from_organization_id: UUID | None = Field(None, description="Of a template that an organization above keeps.")


class TemplateIn(Schema):
    name: string(100)


class RosterIn(Schema):
    from_shift_id: UUID
    confirms: bool = Field(False, description="Put them on the roster at once, with a reason.")
    reason: string(300) = ""


class CopiedOut(Schema):
    volunteer_id: UUID
    name: str
    state: str = Field(description="offered, confirmed, what they had before, or empty")
    is_new: bool
    refused: str | None = Field(None, description="The code of what stands against them.")

    @staticmethod
    def resolve_refused(copied):
        return copied.refusal.code if copied.refusal else None


class PeopleIn(Schema):
    volunteer_ids: list[UUID] = Field(max_length=1000)


class ApprovedOut(Schema):
    approved: list[UUID]


class ReportPeriodIn(Schema):
    from_on: Day
    to_on: Day


class SeriesLineOut(Schema):
    name: str
    number: str
    people: int
    credit_minutes: int
    honour_minutes: int
    records: int

    @staticmethod
    def resolve_people(line):
        return len(line.people)


class PeriodReportOut(Schema):
    people: list[SeriesLineOut]
    projects: list[SeriesLineOut]
    is_cut: bool


def _who(request, organization_id):
    return {"actor": request.auth.actor, "organization_id": organization_id, "at": timezone.now()}


@router.get(
    f"{PROJECT}/series",
    response=list[SeriesSeenOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the series of a project"),
)
def series_of(request, organization_id: UUID, project_id: UUID):
    """Those that go on first, each with what its posts do on each day."""
    return planned.series_of(request.auth.actor, organization_id, project_id, timezone.now())


@router.post(
    f"{ORGANIZATION}/activities/{{uuid:activity_id}}/series",
    response={201: SeriesOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Start a series"),
)
@done_once
def start_series(request, organization_id: UUID, activity_id: UUID, body: SeriesIn):
    """Its shifts are made eight weeks ahead, now and every night; each once."""
    given = body.dict()
    slots = [series.Slot(**slot) for slot in given.pop("slots")]
    started = series.start_series(
        **_who(request, organization_id), activity_id=activity_id, pattern=series.Pattern(**given), slots=slots
    )
    return Status(201, SeriesOut.from_orm(started))


@router.post(
    f"{ORGANIZATION}/series/{{uuid:series_id}}/end",
    response=CalledOffOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("End a series"),
)
def end_series(request, organization_id: UUID, series_id: UUID, body: SeriesEndIn):
    """Shifts from that day on are removed, or called off where people are signed up, who are told the reason."""
    called_off = changing.end_series(**_who(request, organization_id), series_id=series_id, **body.dict())
    return {"called_off": called_off}


@router.post(
    f"{SHIFT}/change",
    response=ChangedOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Change a shift or a series"),
)
def change_shift(request, organization_id: UUID, shift_id: UUID, body: ChangeIn):
    """Whoever is signed up keeps the place and is told a new time; who serves elsewhere then leaves, and is told."""
    change = {name: value for name, value in body.dict(exclude={"reach"}).items() if value is not None}
    action = changing.change_following if body.reach == "following" else changing.change_shift
    return action(**_who(request, organization_id), shift_id=shift_id, change=changing.Change(**change))


@router.get(
    f"{ORGANIZATION}/pauses",
    response=list[PauseOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List days without service"),
)
def pauses(request, organization_id: UUID):
    """Those that are not over, the next first."""
    return planned.pauses(request.auth.actor, organization_id, timezone.localdate())


@router.post(
    f"{ORGANIZATION}/pauses",
    response={201: PauseOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Enter days without service"),
)
@done_once
def add_pause(request, organization_id: UUID, body: PauseIn):
    """Series leave them out; shifts that exist are removed, or called off where people are signed up."""
    pause, _called_off = pausing.add_pause(**_who(request, organization_id), **body.dict())
    return Status(201, PauseOut.from_orm(pause))


@router.delete(
    f"{ORGANIZATION}/pauses/{{uuid:pause_id}}",
    response={204: None},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Take days without service back"),
)
def remove_pause(request, organization_id: UUID, pause_id: UUID):
    """Series make their shifts of these days again."""
    pausing.remove_pause(**_who(request, organization_id), pause_id=pause_id)
    return Status(204, None)


@router.get(
    f"{ORGANIZATION}/templates",
    response=list[OwnProjectOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the templates of projects"),
)
def templates(request, organization_id: UUID):
    """One's own and those of the organizations above, by title."""
    return project_queries.templates(request.auth.actor, organization_id)


@router.post(
    f"{PROJECT}/copies",
    response={201: OwnProjectOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Copy a project"),
)
@done_once
def copy_project(request, organization_id: UUID, project_id: UUID, body: CopyIn):
    """A draft that says the same, with the same activities and posts."""
    copied = copying.copy_project(**_who(request, organization_id), project_id=project_id, **body.dict())
    return Status(201, OwnProjectOut.from_orm(copied))


@router.post(
    f"{PROJECT}/templates",
    response={201: OwnProjectOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Keep a project as a template"),
)
@done_once
def keep_template(request, organization_id: UUID, project_id: UUID, body: TemplateIn):
    """For the organization and those below it."""
    kept = copying.keep_template(**_who(request, organization_id), project_id=project_id, name=body.name)
    return Status(201, OwnProjectOut.from_orm(kept))


@router.post(
    f"{PROJECT}/deletion",
    response={204: None},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Delete a draft or a template"),
)
def delete_draft(request, organization_id: UUID, project_id: UUID):
    """With everything planned in it. What was public, or decided about, stays."""
    copying.delete_draft(**_who(request, organization_id), project_id=project_id)
    return Status(204, None)


@router.put(
    f"{PROJECT}/archived",
    response=OwnProjectOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Put a project into the archive"),
)
def archive(request, organization_id: UUID, project_id: UUID):
    """One that has ended. Nothing is deleted."""
    return project_actions.archive(**_who(request, organization_id), project_id=project_id)


@router.delete(
    f"{PROJECT}/archived",
    response=OwnProjectOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Take a project out of the archive"),
)
def restore(request, organization_id: UUID, project_id: UUID):
    return project_actions.restore(**_who(request, organization_id), project_id=project_id)


@router.post(
    f"{SHIFT}/roster-copies",
    response=list[CopiedOut],
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Keep places for the people of an earlier shift"),
)
def copy_roster(request, organization_id: UUID, shift_id: UUID, body: RosterIn):
    """Each is asked, or put on the roster with a reason; who does not fit is left out, with the code of why. Twice is as
    good as once."""
    return rosters.copy_roster(**_who(request, organization_id), shift_id=shift_id, **body.dict())


@router.post(
    f"{SHIFT}/approvals",
    response=ApprovedOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Approve sign-ups together"),
)
def approve_many(request, organization_id: UUID, shift_id: UUID, body: PeopleIn):
    """Whoever no longer waits is left as they are."""
    approved = rosters.approve_many(**_who(request, organization_id), shift_id=shift_id, **body.dict())
    return {"approved": [sign_up.volunteer_id for sign_up in approved]}


@router.get(
    f"{ORGANIZATION}/report",
    response=PeriodReportOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show what came of a period"),
)
def report(request, organization_id: UUID, period: Query[ReportPeriodIn]):
    """By person and by project, from the records that stand. Credit and honour minutes are never added up."""
    return reports.report(request.auth.actor, organization_id, period.from_on, period.to_on)
