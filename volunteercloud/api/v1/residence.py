"""Residence: where people live, from which day on, and who moved where."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api.fields import Day, OfWhom, RegionCode, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import residences
from volunteercloud.domain.identity.consents import RESIDENCE
from volunteercloud.domain.identity.models import Residence
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["identity"])

EARLIEST = date(2000, 1, 1)


class ResidenceIn(Schema):
    """Where somebody lives from a day on: today, or one of the next 90."""

    region_code: RegionCode = Field(description="A district, or a street or community in one.", examples=["990102"])
    from_on: Day = Field(examples=["2026-12-01"])
    terms: string(20) = Field(
        description="The version of the text that was agreed to (`GET /me/residences/terms`).", examples=["2026-11"]
    )


class ResidenceOut(Schema):
    """Where somebody lives, from a day on until the day before `until_on`. `began_at` is null while it lies ahead."""

    id: UUID
    region_code: str = Field(examples=["990102"])
    before_region_code: str | None = Field(description="Where they lived until then; null for the first region.")
    from_on: date
    until_on: date | None
    terms: str = Field(description="The version that was agreed to; empty for the region said at registration.")
    stated_at: datetime
    began_at: datetime | None
    cancelled_at: datetime | None

    @staticmethod
    def resolve_region_code(residence: Residence):
        return residence.region_id

    @staticmethod
    def resolve_before_region_code(residence: Residence):
        return residence.before_id


class ResidenceTermsOut(Schema):
    version: str = Field(examples=["2026-11"])
    title: str
    text: str


class MovesIn(Schema):
    """Of which region and below; nothing means the whole country."""

    region: RegionCode = ""
    since: Day = Field(EARLIEST, description="The first month wanted.")


class MovesMonthOut(Schema):
    """How many people came in a month and how many left. Who moved within the region counts in neither."""

    first_on: date
    came: int
    left: int


@router.get(
    "/me/residences", response=list[ResidenceOut], auth=needs(Scope.PROFILE), summary=_("List where I live and lived")
)
def my_residences(request, volunteer_id: OfWhom = None):
    """The newest first, at most fifty, with what was called off."""
    actor = request.auth.actor
    return residences.history(actor, volunteer_id or actor.id)


@router.get(
    "/me/residences/terms", response=ResidenceTermsOut, auth=None, summary=_("Show what is agreed to by moving")
)
def residence_terms(request):
    """In the reader's language."""
    return {"version": RESIDENCE.version, "title": str(RESIDENCE.title), "text": str(RESIDENCE.text)}


@router.post("/me/residences", response={201: ResidenceOut}, auth=needs(Scope.PROFILE_WRITE), summary=_("State a move"))
@done_once
def move_residence(request, body: ResidenceIn, volunteer_id: OfWhom = None):
    """From that day the person counts where they live. The officers of both regions are told. The same statement again
    returns the one that stands."""
    actor = request.auth.actor
    moved = identity_actions.move_residence(
        actor=actor, volunteer_id=volunteer_id or actor.id, **body.dict(), at=timezone.now()
    )
    return Status(201, ResidenceOut.from_orm(moved))


@router.delete(
    "/me/residences/{uuid:residence_id}",
    response=ResidenceOut,
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Call a move off"),
)
def cancel_move(request, residence_id: UUID, volunteer_id: OfWhom = None):
    """One that lies ahead, or that began today. Called off already, it stays so."""
    actor = request.auth.actor
    return identity_actions.cancel_move(
        actor=actor, volunteer_id=volunteer_id or actor.id, residence_id=residence_id, at=timezone.now()
    )


@router.get(
    "/office/moves", response=list[MovesMonthOut], auth=needs(Scope.OFFICE), summary=_("Count who came and who left")
)
def moves(request, wanted: Query[MovesIn]):
    """By month, the latest first, at most twelve; for officers for identity there."""
    return residences.by_month(request.auth.actor, wanted.region, wanted.since)
