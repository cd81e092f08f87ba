"""What came of needs: visits, the poster's word, and who learned the address."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema

from volunteercloud.api.fields import Reason, numbers
from volunteercloud.api.keys import knows, needs
from volunteercloud.api.v1.docking import NEED, DockedNeedOut, Words
from volunteercloud.api.v1.planning import ORGANIZATION
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs.actions import confirming, following, opening
from volunteercloud.domain.organizations import queries as organization_queries

router = Router(tags=["needs"])


class VisitOut(Schema):
    shift_id: UUID
    project_id: UUID
    starts_at: datetime
    ends_at: datetime
    places: int
    taken: int
    state: str = Field(description="to_come, running, over, counted or called_off", examples=["counted"])
    served_people: int
    served_minutes: int


class ConfirmationIn(Schema):
    rating: numbers(1, 5) | None = Field(None, description="5 is the best; left out by who works for the organization.")
    words: Words = ""


class ContestIn(Schema):
    words: Reason = Field(description="How it was; the organization and the station read it.")


class NeedDetailsOut(Schema):
    """For whom and where. Not to be kept longer than the help takes."""

    address: str = Field(examples=["演示路7号3单元502室"])
    latitude: float | None
    longitude: float | None
    contact_name: str
    contact_phone: str
    person_name: str
    notes: str


class DetailsReaderOut(Schema):
    name: str
    role: str = Field(description="station, organization, leader or volunteer", examples=["leader"])
    at: datetime


class NeedResultsOut(Schema):
    """What an organization did with needs; `rating` is the mean of 1 to 5, null below five ratings."""

    answered: int
    met: int
    confirmed: int
    rated: int
    rating: float | None = Field(examples=[4.6])


@router.post(
    f"{NEED}/follow",
    response=DockedNeedOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Look now at what became of a need"),
)
def follow_need(request, organization_id: UUID, need_id: UUID):
    """As the worker does every few minutes. Sent again, it changes nothing."""
    return following.follow(
        actor=request.auth.actor, organization_id=organization_id, need_id=need_id, at=timezone.now()
    )


@router.get(
    f"{NEED}/visits",
    response=list[VisitOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the shifts that serve a need"),
)
def visits_of(request, organization_id: UUID, need_id: UUID):
    """In order, with what came of each, for the organization whose they are."""
    actor = request.auth.actor
    return docking_queries.visits(actor, need_id, organization_id=organization_id, now=timezone.now())


@router.get(
    "/me/needs/{uuid:need_id}/visits",
    response=list[VisitOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List the shifts that serve my need"),
)
def visits_for_mine(request, need_id: UUID):
    """In order, with what came of each."""
    return docking_queries.visits(request.auth.actor, need_id, now=timezone.now())


@router.post(
    "/me/needs/{uuid:need_id}/confirmation",
    response=DockedNeedOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Confirm what came of my need"),
)
def confirm_result(request, need_id: UUID, body: ConfirmationIn):
    """Once, with a rating. Also for a need that was posted in the name of an organization one manages."""
    return confirming.confirm_result(actor=request.auth.actor, need_id=need_id, **body.dict(), at=timezone.now())


@router.post(
    "/me/needs/{uuid:need_id}/contest",
    response=DockedNeedOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Say that my need was not met"),
)
def contest_result(request, need_id: UUID, body: ContestIn):
    """The station and the organization are told, and the need is open again."""
    return confirming.contest_result(actor=request.auth.actor, need_id=need_id, words=body.words, at=timezone.now())


@router.post(
    "/me/needs/{uuid:need_id}/details",
    response=NeedDetailsOut,
    auth=needs(Scope.SERVICE_READ),
    summary=_("Open the address of a need that I posted or help with"),
)
def open_my_details(request, need_id: UUID, volunteer_id: UUID | None = None):
    """For its poster; for who is on the roster, from 24 hours before the shift until its end. Each reading is seen by the
    poster."""
    return opening.open_details(actor=request.auth.actor, need_id=need_id, volunteer_id=volunteer_id, at=timezone.now())


@router.post(
    f"{NEED}/details",
    response=NeedDetailsOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Open the address of a need for station, organization or leader"),
)
def open_details(request, organization_id: UUID, need_id: UUID):
    """Each reading is seen by the poster."""
    return opening.open_details(actor=request.auth.actor, need_id=need_id, at=timezone.now())


@router.get(
    "/me/needs/{uuid:need_id}/readers",
    response=list[DetailsReaderOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List who looked at the address of my need"),
)
def readers_of_mine(request, need_id: UUID):
    """The latest first."""
    return docking_queries.readers(request.auth.actor, need_id)


@router.get(
    f"{ORGANIZATION}/need-results",
    response=NeedResultsOut,
    auth=knows(Scope.ORGANIZATION_READ),
    summary=_("Show how an organization answered needs"),
)
def need_results(request, organization_id: UUID):
    """For everybody who may know of the organization."""
    organization_queries.organization(request.auth.actor, organization_id)
    return docking_queries.organization_results(organization_id)
