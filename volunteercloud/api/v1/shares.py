"""Pages that a person shows to whom they like: made, listed, withdrawn. Readers need no key; see `url` and `url_json`."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import Day, OfWhom, numbers, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.credentials import actions, sharing
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["credentials"])

ONE = "/me/shares/{uuid:share_id}"


class ShareIn(Schema):
    """What the page shows; it must show something."""

    title: string(100) = Field(examples=["For my application"])
    days: numbers(1, 365) = Field(30, description="For how many days it is shown.")
    with_name: bool = Field(False, description="Whether readers see the name; a certificate bears it anyway.")
    with_hours: bool = Field(False, description="The hours of the period, by evidence grade.")
    from_on: Day | None = None
    to_on: Day | None = None
    record_ids: list[UUID] = Field(default=[], max_length=sharing.MOST_RECORDS)
    certificate_id: UUID | None = None
    credential_id: UUID | None = Field(None, description="A badge that stands.")
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class ShareOut(Schema):
    id: UUID
    title: str
    url: str = Field(description="For readers; the same with .json instead of the last slash is for programs.")
    with_name: bool
    with_hours: bool
    records: int
    made_at: datetime
    until: datetime
    withdrawn_at: datetime | None
    views: int = Field(description="How often others opened it.")
    seen_at: datetime | None

    @staticmethod
    def resolve_url(share):
        return sharing.url_of(share)

    @staticmethod
    def resolve_records(share):
        return share.lines


@router.get("/me/shares", response=list[ShareOut], auth=needs(Scope.SERVICE_READ), summary=_("List pages that I show"))
def my_shares(request, volunteer_id: OfWhom = None):
    """The newest fifty, with those that ended."""
    actor = request.auth.actor
    return sharing.mine(actor, volunteer_id or actor.id)


@router.post("/me/shares", response={201: ShareOut}, auth=needs(Scope.SERVICE_WRITE), summary=_("Make a page to show"))
@done_once
def make_share(request, body: ShareIn):
    """Whoever has its address sees it, until its last day or until it is withdrawn."""
    actor = request.auth.actor
    said = body.dict(exclude={"days", "volunteer_id"})
    share = actions.share(
        actor=actor,
        volunteer_id=body.volunteer_id or actor.id,
        chosen=actions.Chosen(**said),
        days=body.days,
        at=timezone.now(),
    )
    return Status(201, ShareOut.from_orm(share))


@router.post(
    f"{ONE}/withdrawal", response=ShareOut, auth=needs(Scope.SERVICE_WRITE), summary=_("Withdraw a page that I show")
)
def withdraw_share(request, share_id: UUID, volunteer_id: OfWhom = None):
    """From now on its address shows nothing. Repeated, it stays as it is."""
    actor = request.auth.actor
    return actions.withdraw_share(
        actor=actor, volunteer_id=volunteer_id or actor.id, share_id=share_id, at=timezone.now()
    )
