"""Joining organizations and leaving them: the person's side, and the ways in that an organization offers."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import OfWhom, numbers, string
from volunteercloud.api.keys import knows, needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.members import actions, links, queries
from volunteercloud.domain.members.models import Joining, JoinLink, State
from volunteercloud.domain.organizations.models import State as OrganizationState

router = Router(tags=["members"])

ORGANIZATION = "/organizations/{uuid:organization_id}"


class MembershipOut(Schema):
    """How a person stands to an organization. `again_at` is from when on somebody who was not taken in may ask again."""

    organization_id: UUID
    organization_name: str
    organization_state: OrganizationState = Field(examples=["active"])
    state: State = Field(examples=["active"])
    reason: str
    asked_at: datetime
    joined_at: datetime | None
    again_at: datetime | None

    @staticmethod
    def of(mine: queries.Mine) -> dict:
        return {
            "organization_name": mine.organization.name,
            "organization_state": mine.organization.state,
            **{name: getattr(mine.membership, name) for name in ("organization_id", "state", "reason")},
            **{name: getattr(mine.membership, name) for name in ("asked_at", "joined_at", "again_at")},
        }


class JoinedOut(Schema):
    organization_id: UUID
    volunteer_id: UUID
    state: State = Field(examples=["active"])


class JoiningSettingsIn(Schema):
    joining: Joining = Field(examples=["approval"])
    again_after_days: numbers(0, 366) = 30


class JoiningSettingsOut(Schema):
    joining: Joining = Field(examples=["approval"])
    again_after_days: int


class JoinLinkIn(Schema):
    name: string(100) = Field(examples=["开学日摊位"])
    days: numbers(1, 366) = 30
    label_id: UUID | None = Field(None, description="A group or tag that people come into.")
    use_limit: numbers(1, 1_000_000) | None = None
    lets_in: bool = Field(False, description="Whoever comes by it is a member at once.")


class JoinLinkOut(Schema):
    id: UUID
    name: str = Field(examples=["开学日摊位"])
    address: str = Field(examples=["https://volunteer.example/join/AaKwsYbCeb6SZukp0cfG-w/"])
    label_id: UUID | None
    use_limit: int | None
    uses: int = Field(description="Counted where there is a limit.")
    lets_in: bool
    expires_at: datetime
    made_by_name: str

    @staticmethod
    def resolve_address(link: JoinLink):
        return settings.SITE_URL + reverse("volunteer:join", args=[links.make(link.organization_id, link.id)])


class JoinTokenIn(Schema):
    token: string(200) = Field(description="What stands in the address after /join/.")


# The person


@router.get(
    "/me/memberships",
    response=list[MembershipOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List where I am a member"),
)
def my_memberships(request, volunteer_id: OfWhom = None):
    """Also where you were invited, asked to join, or left."""
    actor = request.auth.actor
    return [MembershipOut.of(mine) for mine in queries.my_memberships(actor, volunteer_id or actor.id)]


@router.post(
    f"{ORGANIZATION}/membership",
    response={201: JoinedOut},
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Join an organization"),
)
@done_once
def join_organization(request, organization_id: UUID, volunteer_id: OfWhom = None):
    """Or ask to, where it approves each; or accept its invitation. Repeated, it changes nothing."""
    actor = request.auth.actor
    member = actions.join(
        actor=actor, organization_id=organization_id, volunteer_id=volunteer_id or actor.id, at=timezone.now()
    )
    return Status(201, JoinedOut.from_orm(member))


@router.post(
    "/memberships/by-link",
    response={201: JoinedOut},
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Join by a link"),
)
@done_once
def join_by_link(request, body: JoinTokenIn, volunteer_id: OfWhom = None):
    """The token of a link to join, as its QR code holds it."""
    actor = request.auth.actor
    member = actions.join_by_link(
        actor=actor, token=body.token, volunteer_id=volunteer_id or actor.id, at=timezone.now()
    )
    return Status(201, JoinedOut.from_orm(member))


@router.delete(
    f"{ORGANIZATION}/membership",
    response=JoinedOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Leave an organization"),
)
def leave_organization(request, organization_id: UUID, volunteer_id: OfWhom = None):
    """Or take a request back, or decline an invitation. At will, at any time."""
    actor = request.auth.actor
    return actions.leave(
        actor=actor, organization_id=organization_id, volunteer_id=volunteer_id or actor.id, at=timezone.now()
    )


# The organization


@router.get(
    f"{ORGANIZATION}/members/joining",
    response=JoiningSettingsOut,
    auth=knows(Scope.ORGANIZATION_READ),
    summary=_("Show how people join"),
)
def member_joining(request, organization_id: UUID):
    return queries.joining_of(request.auth.actor, organization_id)


@router.put(
    f"{ORGANIZATION}/members/joining",
    response=JoiningSettingsOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Choose how people join"),
)
def set_member_joining(request, organization_id: UUID, body: JoiningSettingsIn):
    return actions.set_joining(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )


@router.get(
    f"{ORGANIZATION}/join-links",
    response=list[JoinLinkOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the links to join"),
)
def join_links(request, organization_id: UUID):
    """For managers; whoever has the address of one can come by it."""
    return queries.join_links(request.auth.actor, organization_id)


@router.post(
    f"{ORGANIZATION}/join-links",
    response={201: JoinLinkOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Make a link to join"),
)
@done_once
def make_join_link(request, organization_id: UUID, body: JoinLinkIn):
    link = actions.make_link(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )
    return Status(201, JoinLinkOut.from_orm(link))


@router.delete(
    f"{ORGANIZATION}/join-links/{{uuid:link_id}}",
    response={204: None},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Take a link to join back"),
)
def revoke_join_link(request, organization_id: UUID, link_id: UUID):
    actions.revoke_link(actor=request.auth.actor, organization_id=organization_id, link_id=link_id, at=timezone.now())
    return Status(204, None)
