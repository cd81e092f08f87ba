"""Offers to help with needs: of volunteers and organizations, for posters, stations and officers to choose from."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, Reason, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.api.v1.docking import NEED, ListedFrom, Words
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs.actions import offering

router = Router(tags=["needs"])


class OfferIn(Schema):
    words: Words = Field("", description="What you bring, in your words; whoever chooses reads it.")


class MyOfferIn(OfferIn):
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class OfferReasonIn(Schema):
    reason: Reason


class OfferWithdrawalIn(Schema):
    reason: string(1000) = Field("", description="Needed for an offer that was chosen; the poster is told.")


class NeedOfferOut(Schema):
    id: UUID
    need_id: UUID
    organization_id: UUID | None
    name: str = Field(description="The organization, or the masked name of a volunteer.", examples=["小＊"])
    words: str
    state: str = Field(description="waiting, chosen, declined or withdrawn", examples=["waiting"])
    offered_at: datetime
    reason: str = Field(description="Why it was declined or withdrawn.")
    answered_at: datetime | None


@router.post(
    "/needs/{uuid:need_id}/offers",
    response={201: NeedOfferOut},
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Offer to help with a small need"),
)
@done_once
def offer_myself(request, need_id: UUID, body: MyOfferIn):
    """Through its station, which signs up whom it chooses. Offered again, the offer that waits says the new words."""
    made = offering.offer_myself(actor=request.auth.actor, need_id=need_id, **body.dict(), at=timezone.now())
    return Status(201, NeedOfferOut.from_orm(made))


@router.get(
    "/me/need-offers",
    response=Page[NeedOfferOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List my offers to help with needs"),
)
def my_need_offers(request, wanted: Query[ListedFrom]):
    """The latest first."""
    rows = docking_queries.my_offers(request.auth.actor, after=wanted.key)
    return cursors.page(rows, docking_queries.PAGE, lambda row: (row.offered_at, row.id))


@router.post(
    "/me/need-offers/{uuid:offer_id}/withdrawal",
    response=NeedOfferOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Take my offer to help back"),
)
def withdraw_my_offer(request, offer_id: UUID, body: OfferWithdrawalIn):
    """Not once you are on the roster: then leave the shift."""
    return offering.withdraw_offer(actor=request.auth.actor, offer_id=offer_id, reason=body.reason, at=timezone.now())


@router.post(
    f"{NEED}/offers",
    response={201: NeedOfferOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Offer to take a need up"),
)
@done_once
def offer(request, organization_id: UUID, need_id: UUID, body: OfferIn):
    """For an organization at work. Several may; the poster or the station chooses one."""
    made = offering.offer(
        actor=request.auth.actor, organization_id=organization_id, need_id=need_id, words=body.words, at=timezone.now()
    )
    return Status(201, NeedOfferOut.from_orm(made))


@router.post(
    "/need-offers/{uuid:offer_id}/withdrawal",
    response=NeedOfferOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Take an organization’s offer back"),
)
def withdraw_offer(request, offer_id: UUID, body: OfferWithdrawalIn):
    """Of a docked need the shifts to come are called off, and everybody is told why; the need is open again."""
    return offering.withdraw_offer(actor=request.auth.actor, offer_id=offer_id, reason=body.reason, at=timezone.now())


def _choose(request, offer_id):
    return offering.choose(actor=request.auth.actor, offer_id=offer_id, at=timezone.now())


def _decline(request, offer_id, body):
    return offering.decline(actor=request.auth.actor, offer_id=offer_id, reason=body.reason, at=timezone.now())


@router.get(
    "/me/needs/{uuid:need_id}/offers",
    response=list[NeedOfferOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List the offers for my need"),
)
def offers_for_mine(request, need_id: UUID):
    """Chosen ones first, then those that wait, in their order."""
    return docking_queries.offers(request.auth.actor, need_id)


@router.get(
    f"{NEED}/offers",
    response=list[NeedOfferOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the offers for a need that a station looks after"),
)
def offers_for_station(request, organization_id: UUID, need_id: UUID):
    """Also for a need that the organization posted."""
    return docking_queries.offers(request.auth.actor, need_id)


@router.post(
    "/me/need-offers/{uuid:offer_id}/choice",
    response=NeedOfferOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Choose who helps with my need"),
)
def choose_for_mine(request, offer_id: UUID):
    """One organization, or some volunteers. Sent again, it stays as it is."""
    return _choose(request, offer_id)


@router.post(
    "/need-offers/{uuid:offer_id}/choice",
    response=NeedOfferOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Choose an offer, as a station or an organization that posted"),
)
def choose_offer(request, offer_id: UUID):
    """One organization, or some volunteers, whom the station docks with."""
    return _choose(request, offer_id)


@router.post(
    "/office/need-offers/{uuid:offer_id}/choice",
    response=NeedOfferOut,
    auth=needs(Scope.OFFICE),
    summary=_("Choose an offer, as an officer"),
)
def choose_offer_at_desk(request, offer_id: UUID):
    """Not of an organization of one's own."""
    return _choose(request, offer_id)


@router.post(
    "/me/need-offers/{uuid:offer_id}/refusal",
    response=NeedOfferOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Decline an offer for my need"),
)
def decline_for_mine(request, offer_id: UUID, body: OfferReasonIn):
    """With a reason that its sender is told; one that was chosen and not docked yet is let go."""
    return _decline(request, offer_id, body)


@router.post(
    "/need-offers/{uuid:offer_id}/refusal",
    response=NeedOfferOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Decline an offer, as a station or an organization that posted"),
)
def decline_offer(request, offer_id: UUID, body: OfferReasonIn):
    """With a reason that its sender is told."""
    return _decline(request, offer_id, body)


@router.post(
    "/office/need-offers/{uuid:offer_id}/refusal",
    response=NeedOfferOut,
    auth=needs(Scope.OFFICE),
    summary=_("Decline an offer, as an officer"),
)
def decline_offer_at_desk(request, offer_id: UUID, body: OfferReasonIn):
    """With a reason that its sender is told."""
    return _decline(request, offer_id, body)
