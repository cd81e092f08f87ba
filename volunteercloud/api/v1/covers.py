"""Cover and swap: asking that somebody takes a place over, taking it, and how coordinators ask people and decide."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema

from volunteercloud.api.fields import OfWhom, numbers, string
from volunteercloud.api.keys import needs
from volunteercloud.api.v1.attendance import RefusalOut
from volunteercloud.domain.activities import standing_in
from volunteercloud.domain.activities.actions import asking, covering, taking_over
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["activities"])

MINE = "/me/covers/{uuid:organization_id}/{uuid:cover_id}"
ORGANIZATION = "/organizations/{uuid:organization_id}"


class CoverIn(Schema):
    note: string(300) = Field(
        "", description="Why, if one likes to say. Shown to coordinators.", examples=["孩子病了。"]
    )
    other_shift_id: UUID | None = Field(None, description="A shift of the project whose place is wanted in return.")
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class WhoIn(Schema):
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class CoverOut(Schema):
    """A request for cover. `state` is open, agreed (a coordinator has to approve), done, withdrawn or undone."""

    id: UUID
    organization_id: UUID
    project_id: UUID
    shift_id: UUID
    other_shift_id: UUID | None
    state: str = Field(examples=["open"])
    asked_at: datetime
    taken_at: datetime | None


class MyCoverOut(CoverOut):
    """As one person sees it. `partner` is the other of the two, told once both know of each other."""

    role: str = Field(description="giver, taker or anybody.", examples=["anybody"])
    partner: str
    asked: bool = Field(description="Whether a coordinator asked this person.")
    answer: str = Field(description="What this person said: yes, no, or nothing yet.", examples=["no"])
    waits_for_undo: bool = Field(description="The other one asked to take it back; asking too undoes it.")
    why_not: RefusalOut | None = Field(description="Why this person cannot take the place over.")

    @staticmethod
    def of(seen: standing_in.CoverSeen):
        return CoverOut.from_orm(seen.cover).dict() | {
            "role": seen.role,
            "partner": seen.partner,
            "asked": seen.ask is not None and seen.ask.asked_at is not None,
            "answer": seen.ask.answer if seen.ask else "",
            "waits_for_undo": seen.waits_for_undo,
            "why_not": RefusalOut.of(seen.why_not),
        }


class AskOut(Schema):
    volunteer_id: UUID
    volunteer_name: str
    asked_at: datetime | None
    answer: str = Field(examples=["no"])
    answered_at: datetime | None


class SoughtOut(CoverOut):
    """As coordinators see it, with who was asked and what they said."""

    giver_id: UUID
    giver_name: str
    taker_id: UUID | None
    taker_name: str
    note: str
    asks: list[AskOut] = []

    @staticmethod
    def of(sought: standing_in.Sought):
        return SoughtOut.from_orm(sought.cover).dict() | {"asks": [AskOut.from_orm(ask) for ask in sought.asks]}


class CoverAskIn(Schema):
    number: numbers(0, 1000) = Field(5, description="How many people to ask, from 1 to 50.", examples=[5])


class CoverDecisionIn(Schema):
    approve: bool


@router.post(
    "/me/sign-ups/{uuid:organization_id}/{uuid:shift_id}/cover",
    response=CoverOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Ask that somebody takes my place over"),
)
def ask_cover(request, organization_id: UUID, shift_id: UUID, body: CoverIn):
    """The place stays one's own until somebody has it. Sent again, the request that stands is answered."""
    actor = request.auth.actor
    return covering.ask_cover(
        actor=actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=body.volunteer_id or actor.id,
        note=body.note,
        other_shift_id=body.other_shift_id,
        at=timezone.now(),
    )


@router.get(
    "/projects/{uuid:organization_id}/{uuid:project_id}/covers",
    response=list[CoverOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List where cover is sought"),
)
def open_covers(request, organization_id: UUID, project_id: UUID):
    """Of one project, the soonest first. Who asks is told to whoever takes the place over."""
    return standing_in.open_covers(organization_id, project_id, timezone.now())


@router.get(MINE, response=MyCoverOut, auth=needs(Scope.SERVICE_READ), summary=_("Show a request for cover"))
def show_cover(request, organization_id: UUID, cover_id: UUID, volunteer_id: OfWhom = None):
    """With whether one can take it, and if not, why."""
    return _seen(request, organization_id, cover_id, volunteer_id)


@router.post(f"{MINE}/acceptance", response=MyCoverOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Take a place over"))
def take_cover(request, organization_id: UUID, cover_id: UUID, body: WhoIn):
    """The first has it, at once and whole; in a swap both places change hands. Safe to send again."""
    return _step(taking_over.take_cover, request, organization_id, cover_id, body)


@router.post(
    f"{MINE}/refusal", response=MyCoverOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Say no to a request for cover")
)
def decline_cover(request, organization_id: UUID, cover_id: UUID, body: WhoIn):
    """For whoever was asked; nobody asks again about this place."""
    return _step(covering.decline_cover, request, organization_id, cover_id, body)


@router.post(
    f"{MINE}/undoing", response=MyCoverOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Take a hand-over back")
)
def undo_cover(request, organization_id: UUID, cover_id: UUID, body: WhoIn):
    """Before the shift begins: when the other one asks too, each has their own place again."""
    return _step(taking_over.undo_cover, request, organization_id, cover_id, body)


@router.delete(MINE, response=CoverOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Ask for cover no longer"))
def withdraw_cover(request, organization_id: UUID, cover_id: UUID):
    """The place is kept. Refused once somebody has taken it over."""
    return covering.withdraw_cover(
        actor=request.auth.actor, organization_id=organization_id, cover_id=cover_id, at=timezone.now()
    )


@router.get(
    f"{ORGANIZATION}/covers",
    response=list[SoughtOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List requests for cover"),
)
def pending_covers(request, organization_id: UUID):
    """Where somebody is still sought or a coordinator has to approve, the soonest shift first, without who was asked."""
    found = standing_in.pending_covers(request.auth.actor, organization_id, timezone.now())
    return [SoughtOut.of(standing_in.Sought(cover)) for cover in found]


@router.get(
    f"{ORGANIZATION}/shifts/{{uuid:shift_id}}/covers",
    response=list[SoughtOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List requests for cover of a shift"),
)
def covers_of_shift(request, organization_id: UUID, shift_id: UUID):
    """With who was asked and what they said. For whoever leads it."""
    found = standing_in.covers_of_shift(request.auth.actor, organization_id, shift_id)
    return [SoughtOut.of(sought) for sought in found]


@router.post(
    f"{ORGANIZATION}/covers/{{uuid:cover_id}}/asks",
    response=list[AskOut],
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Ask people for cover"),
)
def ask_people(request, organization_id: UUID, cover_id: UUID, body: CoverAskIn):
    """Those who were asked least recently, whom the shift fits. Nobody is asked twice for one place; each gets a message."""
    return asking.ask_people(
        actor=request.auth.actor,
        organization_id=organization_id,
        cover_id=cover_id,
        number=body.number,
        at=timezone.now(),
    )


@router.post(
    f"{ORGANIZATION}/covers/{{uuid:cover_id}}/decision",
    response=SoughtOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Decide whether a place changes hands"),
)
def decide_cover(request, organization_id: UUID, cover_id: UUID, body: CoverDecisionIn):
    """Where the post wants it. Not approved, others may take the place."""
    decided = taking_over.decide_cover(
        actor=request.auth.actor,
        organization_id=organization_id,
        cover_id=cover_id,
        approve=body.approve,
        at=timezone.now(),
    )
    return SoughtOut.of(standing_in.Sought(decided))


def _step(action, request, organization_id, cover_id, body):
    actor = request.auth.actor
    action(
        actor=actor,
        organization_id=organization_id,
        cover_id=cover_id,
        volunteer_id=body.volunteer_id or actor.id,
        at=timezone.now(),
    )
    return _seen(request, organization_id, cover_id, body.volunteer_id)


def _seen(request, organization_id, cover_id, volunteer_id):
    actor = request.auth.actor
    return MyCoverOut.of(standing_in.cover(actor, organization_id, cover_id, volunteer_id or actor.id, timezone.now()))
