"""What an organization plans: activities with posts and shifts, who is signed up for them, and calling a shift off."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api.fields import Codes, Day, Latitude, Longitude, Minutes, Moment, Reason, numbers, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.api.v1.activities import SignUpOut
from volunteercloud.domain.activities import queries
from volunteercloud.domain.activities.actions import planning, signing_up
from volunteercloud.domain.activities.actions.planning import PostDraft
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.records.models import Kind

router = Router(tags=["planning"])

ORGANIZATION = "/organizations/{uuid:organization_id}"
SHIFT = f"{ORGANIZATION}/shifts/{{uuid:shift_id}}"
Age = Annotated[numbers(0, 120) | None, Field(None)]
Places = numbers(0, 1_000_000, description="How many people the shift takes, from 1 to 10,000.")


class ActivityIn(Schema):
    """Title, place and point are the project's unless given."""

    title: string(100) = ""
    title_en: string(200) = ""
    place: string(200) = ""
    place_en: string(200) = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class ActivityOut(Schema):
    id: UUID
    organization_id: UUID
    project_id: UUID
    title: str
    title_en: str
    region_code: str
    place: str
    place_en: str
    latitude: float | None
    longitude: float | None

    @staticmethod
    def resolve_region_code(activity):
        return activity.region_id


Limit = numbers(0, 100_000) | None


class PostIn(Schema):
    """A post with what it asks for; empty lists and nulls ask for nothing."""

    name: string(100) = Field(examples=["引导"])
    name_en: string(200) = Field("", examples=["Usher"])
    duties: string(1000) = ""
    minimum_age: Age
    maximum_age: Age
    skills: Codes = []
    languages: Codes = []
    qualification: string(100) = ""
    needs_approval: bool = Field(False, description="A coordinator approves each sign-up.")
    time_kind: Kind = Field(Kind.SERVICE, description="What the time is; only service makes credit or honour hours.")
    is_meeting: bool = Field(False, description="Who attends is kept, and no record comes of it.")
    cover_needs_approval: bool = Field(False, description="A coordinator approves who takes over a place.")
    most_shifts_in_row: Limit = Field(None, description="With less than an hour between them.")
    most_minutes_in_row: Limit = None
    rest_minutes: Limit = Field(None, description="Between two shifts, or two rows of them, in any organization.")
    most_shifts_a_week: Limit = Field(None, description="Of one person in this project, from Monday.")
    most_shifts: Limit = Field(None, description="Of one person in this project.")


class PostOut(PostIn):
    id: UUID
    organization_id: UUID
    activity_id: UUID


class ShiftsIn(Schema):
    starts_at: Moment
    ends_at: Moment
    break_minutes: Minutes = 0
    places: Places
    weeks: numbers(0, 1000) = Field(1, description="Repeated in so many weeks, from 1 to 53, by the region's clock.")


class ShiftOut(Schema):
    id: UUID
    organization_id: UUID
    project_id: UUID
    activity_id: UUID
    post_id: UUID
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    places: int
    taken: int = Field(description="Places held; the waiting list is not counted.")
    state: str = Field(description="open or cancelled")


class ShiftsOut(Schema):
    shifts: list[ShiftOut]


class PostPlanOut(Schema):
    post: PostOut
    shifts: list[ShiftOut]


class PlanOut(Schema):
    activity: ActivityOut
    posts: list[PostPlanOut]

    @staticmethod
    def resolve_posts(plan: queries.Plan):
        return [{"post": post, "shifts": shifts} for post, shifts in plan.posts]


class WeekShiftOut(ShiftOut):
    title: str
    post: str

    @staticmethod
    def resolve_title(shift):
        return shift.activity.title

    @staticmethod
    def resolve_post(shift):
        return shift.post.name


class PlacesIn(Schema):
    places: Places


class ReasonIn(Schema):
    reason: Reason


class SignUpDecisionIn(Schema):
    approve: bool
    reason: string(300) = Field("", description="Needed to decline; the person is told.")


class Week(Schema):
    from_on: Day
    days: int = Field(7, ge=1, le=31)


@router.get(
    f"{ORGANIZATION}/projects/{{uuid:project_id}}/plan",
    response=list[PlanOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show the plan of a project"),
)
def project_plan(request, organization_id: UUID, project_id: UUID):
    """Its activities, each with its posts and their open shifts."""
    return queries.plans(request.auth.actor, organization_id, project_id)


@router.get(
    f"{ORGANIZATION}/shifts",
    response=list[WeekShiftOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show an organization's week"),
)
def organization_week(request, organization_id: UUID, span: Query[Week]):
    """The open shifts of some days, in order, at most five hundred."""
    return queries.week(request.auth.actor, organization_id, span.from_on, span.days)


@router.post(
    f"{ORGANIZATION}/projects/{{uuid:project_id}}/activities",
    response={201: ActivityOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Add an activity"),
)
@done_once
def add_activity(request, organization_id: UUID, project_id: UUID, body: ActivityIn):
    """The project must have a region by then."""
    activity = planning.add_activity(
        actor=request.auth.actor,
        organization_id=organization_id,
        project_id=project_id,
        **body.dict(),
        at=timezone.now(),
    )
    return Status(201, ActivityOut.from_orm(activity))


@router.post(
    f"{ORGANIZATION}/activities/{{uuid:activity_id}}/posts",
    response={201: PostOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Add a post"),
)
@done_once
def add_post(request, organization_id: UUID, activity_id: UUID, body: PostIn):
    post = planning.add_post(
        actor=request.auth.actor,
        organization_id=organization_id,
        activity_id=activity_id,
        draft=PostDraft(**body.dict()),
        at=timezone.now(),
    )
    return Status(201, PostOut.from_orm(post))


@router.post(
    f"{ORGANIZATION}/posts/{{uuid:post_id}}/shifts",
    response={201: ShiftsOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Add shifts"),
)
@done_once
def add_shifts(request, organization_id: UUID, post_id: UUID, body: ShiftsIn):
    """One, or the same in each of several weeks. Public at once if the project is."""
    shifts = planning.add_shifts(
        actor=request.auth.actor, organization_id=organization_id, post_id=post_id, **body.dict(), at=timezone.now()
    )
    return Status(201, ShiftsOut(shifts=[ShiftOut.from_orm(shift) for shift in shifts]))


@router.patch(SHIFT, response=ShiftOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Change the places of a shift"))
def change_places(request, organization_id: UUID, shift_id: UUID, body: PlacesIn):
    """Never fewer than are taken. Who waits is offered the new ones, in order."""
    return planning.change_places(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        places=body.places,
        at=timezone.now(),
    )


@router.delete(SHIFT, response={204: None}, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Remove a shift"))
def remove_shift(request, organization_id: UUID, shift_id: UUID):
    """One that nobody has signed up for; any other is cancelled instead."""
    planning.remove_shift(
        actor=request.auth.actor, organization_id=organization_id, shift_id=shift_id, at=timezone.now()
    )
    return Status(204, None)


@router.post(
    f"{SHIFT}/cancellation", response=ShiftOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Cancel a shift")
)
def cancel_shift(request, organization_id: UUID, shift_id: UUID, body: ReasonIn):
    """Everybody who is signed up is told the reason."""
    return signing_up.cancel_shift(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        reason=body.reason,
        at=timezone.now(),
    )


@router.post(
    f"{SHIFT}/sign-ups/{{uuid:volunteer_id}}/decision",
    response=SignUpOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Approve or decline a sign-up"),
)
def decide_sign_up(request, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, body: SignUpDecisionIn):
    """Declining takes somebody off the roster, also after an approval; it needs a reason, which the person is told."""
    return signing_up.decide_sign_up(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        approve=body.approve,
        reason=body.reason,
        at=timezone.now(),
    )
