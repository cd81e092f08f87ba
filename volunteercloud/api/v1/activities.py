"""Finding a shift, signing up and leaving, one's own calendar. What is public needs no key."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Code, Day, OfWhom, Page, Paging, RegionCode, string
from volunteercloud.api.keys import knows, needs
from volunteercloud.api.v1.attendance import RefusalOut
from volunteercloud.api.v1.projects import ProjectOut
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities import calendar, looking, queries
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.choices import Choice, choices
from volunteercloud.domain.activities.looking import Answer
from volunteercloud.domain.activities.models import MySignUp
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.models import Document, Kind

router = Router(tags=["activities"])

MY_SIGN_UP = "/me/sign-ups/{uuid:organization_id}/{uuid:shift_id}"
WORKING_DAYS = (1, 2, 3, 4, 5)
CALENDAR_REACHES_BACK = timedelta(days=90)


class FindIn(Schema):
    """What is left out asks for nothing."""

    region: RegionCode = Field("", description="This region and below.")
    category: Code = ""
    text: string(60) = Field("", description="Words in title, organization, post or place.")
    from_on: Day | None = None
    to_on: Day | None = None
    evenings: bool = Field(False, description="Only on evenings of weekdays.")


class FoundOut(Schema):
    organization_id: UUID
    organization_name: str
    organization_name_en: str
    project_id: UUID
    shift_id: UUID
    title: str
    title_en: str
    post: str
    post_en: str
    category: str
    region_code: str
    place: str
    place_en: str
    latitude: float | None
    longitude: float | None
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    minimum_age: int | None
    has_insurance: bool
    has_transport: bool
    has_meal: bool
    has_kit: bool
    places_left: int
    waiting: bool = Field(description="Full: who signs up now joins the waiting list.")

    @staticmethod
    def of(document: Document, answer: Answer):
        said = {name: getattr(document, name) for name in FoundOut.model_fields if hasattr(document, name)}
        return said | {
            "organization_id": document.owner_id,
            "organization_name": document.owner_name,
            "organization_name_en": document.owner_name_en,
            "shift_id": document.id,
            "places_left": answer.places_left,
            "waiting": answer.places_left == 0,
        }


class ChoiceOut(Schema):
    """A shift with whether the reader may take it. `why_not` is the first reason against it; full is no reason."""

    shift_id: UUID
    starts_at: datetime
    ends_at: datetime
    break_minutes: int
    activity_id: UUID
    title: str
    title_en: str
    post_id: UUID
    post: str
    post_en: str
    duties: str
    minimum_age: int | None
    maximum_age: int | None
    skills: list[str]
    languages: list[str]
    qualification: str
    needs_approval: bool
    time_kind: str = Field(description="What the time is; only service makes credit or honour hours.")
    is_meeting: bool = Field(description="Who attends is kept, and no record comes of it.")
    asks_first_until: datetime | None = Field(
        description="Until then a coordinator approves your sign-ups, because of shifts you did not come to."
    )
    places: int
    places_left: int
    mine: str = Field(description="The state of one's own sign-up; empty without one.")
    why_not: RefusalOut | None

    @staticmethod
    def of(choice: Choice):
        shift, post, activity = choice.shift, choice.shift.post, choice.shift.activity
        return {
            "shift_id": shift.id,
            "starts_at": shift.starts_at,
            "ends_at": shift.ends_at,
            "break_minutes": shift.break_minutes,
            "activity_id": activity.id,
            "title": activity.title,
            "title_en": activity.title_en,
            "post_id": post.id,
            "post": post.name,
            "post_en": post.name_en,
            "duties": post.duties,
            "minimum_age": post.minimum_age,
            "maximum_age": post.maximum_age,
            "skills": post.skills,
            "languages": post.languages,
            "qualification": post.qualification,
            "needs_approval": post.needs_approval,
            "time_kind": post.time_kind,
            "is_meeting": post.is_meeting,
            "asks_first_until": choice.asks_first.until if choice.asks_first else None,
            "places": shift.places,
            "places_left": choice.places_left,
            "mine": choice.mine,
            "why_not": RefusalOut.of(choice.why_not),
        }


class PublicProjectOut(Schema):
    project: ProjectOut
    shifts: list[ChoiceOut]


class MySignUpOut(Schema):
    """`state` is requested, confirmed, waiting or offered while it stands; else cancelled, declined or expired."""

    organization_id: UUID
    organization_name: str
    project_id: UUID
    shift_id: UUID
    title: str
    title_en: str
    post: str
    post_en: str
    place: str
    place_en: str
    starts_at: datetime
    ends_at: datetime
    state: str
    changed_at: datetime

    @staticmethod
    def resolve_starts_at(row: MySignUp):
        return row.during.lower

    @staticmethod
    def resolve_ends_at(row: MySignUp):
        return row.during.upper


class SignUpOut(Schema):
    organization_id: UUID
    shift_id: UUID
    volunteer_id: UUID
    state: str = Field(examples=["confirmed"])
    queue_position: int | None = Field(
        None, description="The number drawn on the waiting list: smaller ones come first."
    )
    place_in_line: int | None = Field(None, description="On the waiting list now, counted from one.")
    offered_until: datetime | None = Field(None, description="Until then an offered place is held.")
    reason: str = Field("", description="Why a coordinator declined it.")
    changed_at: datetime

    @staticmethod
    def of(place: queries.MyPlace):
        return SignUpOut.from_orm(place.sign_up).dict() | {"place_in_line": place.place_in_line}


class SignUpIn(Schema):
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class CalendarOut(Schema):
    address: str = Field(description="Subscribe to this in a calendar. Whoever has it can read it.")


@router.get("/shifts", response=Page[FoundOut], auth=None, summary=_("Find a shift"))
def find_shifts(request, wanted: Query[FindIn], paging: Paging):
    """Public shifts that people can sign up for, the soonest first."""
    (after,) = cursors.read(paging.cursor, str) or ("",)
    search = search_queries.Query(
        kinds=(Kind.SHIFT,),
        region_code=wanted.region,
        categories=(wanted.category,) if wanted.category else (),
        text=wanted.text,
        from_on=wanted.from_on,
        to_on=wanted.to_on,
        weekdays=WORKING_DAYS if wanted.evenings else (),
        parts_of_day=(search_queries.Part.EVENING,) if wanted.evenings else (),
        sort=search_queries.Sort.DATE,
        after=after,
    )
    now = timezone.now()
    page = search_queries.find(search, now, paging.limit)
    shifts = [hit.document for hit in page.hits]
    answers = looking.answers(None, [(shift.owner_id, shift.id) for shift in shifts], now)
    items = [FoundOut.of(shift, answers[shift.id]) for shift in shifts if shift.id in answers]
    return {"items": items, "next": cursors.written(page.after) if page.after else None}


@router.get(
    "/projects/{uuid:organization_id}/{uuid:project_id}",
    response=PublicProjectOut,
    auth=knows(Scope.SERVICE_READ),
    summary=_("Show a public project with its shifts"),
)
def public_project(request, organization_id: UUID, project_id: UUID, volunteer_id: OfWhom = None):
    """With a key, each shift says whether the reader, or a child in their account, may take it, and if not, why."""
    actor = request.auth.actor
    shifts = choices(actor, organization_id, project_id, timezone.now(), volunteer_id=volunteer_id)
    return {
        "project": project_queries.public_project(organization_id, project_id),
        "shifts": [ChoiceOut.of(choice) for choice in shifts],
    }


@router.get(
    "/me/sign-ups", response=list[MySignUpOut], auth=needs(Scope.SERVICE_READ), summary=_("List what is coming up")
)
def my_sign_ups(request, volunteer_id: OfWhom = None):
    """What stands and is not over, the soonest first, at most fifty."""
    actor = request.auth.actor
    return queries.coming_up(actor, volunteer_id or actor.id, timezone.now())


@router.get(MY_SIGN_UP, response=SignUpOut, auth=needs(Scope.SERVICE_READ), summary=_("Show one of my sign-ups"))
def my_sign_up(request, organization_id: UUID, shift_id: UUID, volunteer_id: OfWhom = None):
    actor = request.auth.actor
    return SignUpOut.of(queries.my_place(actor, organization_id, shift_id, volunteer_id or actor.id))


@router.put(
    MY_SIGN_UP,
    response={200: SignUpOut, 201: SignUpOut},
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Sign up for a shift"),
)
def sign_up(request, organization_id: UUID, shift_id: UUID, body: SignUpIn):
    """Takes a place, or one on the waiting list when the shift is full: 201 with the state it has.

    Safe to send again: whoever has signed up already is answered 200 with the sign-up that stands.
    """
    actor = request.auth.actor
    volunteer_id = body.volunteer_id or actor.id
    try:
        written = signing_up.sign_up(
            actor=actor,
            organization_id=organization_id,
            shift_id=shift_id,
            volunteer_id=volunteer_id,
            at=timezone.now(),
        )
    except Refused as refusal:
        if refusal.code != "signup.already":
            raise
        return Status(200, SignUpOut.of(queries.my_place(actor, organization_id, shift_id, volunteer_id)))
    return Status(201, written)


@router.delete(MY_SIGN_UP, response=SignUpOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Cancel my sign-up"))
def cancel_sign_up(request, organization_id: UUID, shift_id: UUID, volunteer_id: OfWhom = None):
    """Gives a place back, leaves the waiting list, or turns an offered place down. Who waits next is offered the place."""
    actor = request.auth.actor
    return signing_up.cancel_sign_up(
        actor=actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id or actor.id,
        at=timezone.now(),
    )


@router.post(
    f"{MY_SIGN_UP}/acceptance",
    response=SignUpOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Accept an offered place"),
)
def accept_offer(request, organization_id: UUID, shift_id: UUID, body: SignUpIn):
    """While the place is held. Accepted already, it stays as it is."""
    actor = request.auth.actor
    return signing_up.accept_offer(
        actor=actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=body.volunteer_id or actor.id,
        at=timezone.now(),
    )


@router.get(
    "/me/calendar", response=CalendarOut, auth=needs(Scope.SERVICE_READ), summary=_("Give the address of my calendar")
)
def my_calendar(request):
    """The address works in any calendar, without a key."""
    return {"address": f"{settings.SITE_URL}/calendar/{calendar.feed_token(request.auth.actor.id)}.ics"}


@router.get("/me/calendar.ics", auth=needs(Scope.SERVICE_READ), summary=_("Fetch my calendar"))
def my_calendar_text(request, volunteer_id: OfWhom = None):
    """An iCalendar text (RFC 5545) with everything signed up for since ninety days ago."""
    actor = request.auth.actor
    rows = queries.my_calendar(actor, volunteer_id or actor.id, timezone.now() - CALENDAR_REACHES_BACK)
    return HttpResponse(calendar.calendar_text(rows, get_language()), content_type="text/calendar; charset=utf-8")
