"""Members of organizations: joining and leaving, the list and its search, groups and tags, ways to join."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import OfWhom, Page, numbers, string
from volunteercloud.api.keys import knows, needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.members import actions, links, queries
from volunteercloud.domain.members.models import Joining, JoinLink, LabelKind, State, Via
from volunteercloud.domain.members.queries import Wanted
from volunteercloud.domain.organizations.models import State as OrganizationState

router = Router(tags=["members"])

ORGANIZATION = "/organizations/{uuid:organization_id}"
MEMBERS = f"{ORGANIZATION}/members"
ONE = f"{MEMBERS}/{{uuid:volunteer_id}}"
Ids = list[UUID]
Said = string(500, examples=["本学期已满，请下学期再来。"])


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


class StandingOut(Schema):
    organization_id: UUID
    volunteer_id: UUID
    state: State = Field(examples=["active"])


class MemberOut(Schema):
    """A member as the organization keeps them. Recorders get name and number alone; whoever was invited has a masked name
    until they accept."""

    volunteer_id: UUID
    name: str
    name_latin: str
    number: str
    member_number: str = Field(description="The organization's own number for the person.", examples=["2026-0042"])
    phone_tail: str = Field(description="The last four digits.", examples=["4321"])
    state: State = Field(examples=["active"])
    via: Via = Field(examples=["link"])
    labels: list[UUID] = Field(description="Groups and tags.")
    note: str
    reason: str
    asked_at: datetime
    joined_at: datetime | None
    ended_at: datetime | None


class FindIn(Schema):
    text: string(100) = Field("", description="A part of the name, the beginning of a number, or a phone's last four.")
    label: UUID | None = Field(None, description="A group or tag; members alone stand under one.")
    state: State = Field(State.ACTIVE, examples=["active"])
    cursor: string(400) = ""


class CountsOut(Schema):
    by_state: dict[str, int] = Field(examples=[{"active": 120, "requested": 3}])
    by_label: dict[UUID, int]

    @staticmethod
    def of(counts: queries.Counts) -> dict:
        return {
            "by_state": {str(state): number for state, number in counts.by_state.items()},
            "by_label": counts.by_label,
        }


class LineIn(Schema):
    """One person: by number, or else by phone or e-mail. A phone that several people share needs the name."""

    number: string(40) = ""
    phone: string(40) = ""
    email: string(254) = ""
    name: string(300) = ""
    member_number: string(40) = Field("", examples=["2026-0042"])
    labels: Ids = Field([], max_length=20, description="Groups and tags to stand under from acceptance on.")


class LinesIn(Schema):
    lines: list[LineIn] = Field(max_length=1000)
    dry_run: bool = Field(False, description="Say what would come of each line, and change nothing.")


class OutcomeOut(Schema):
    """What came of a line: `invited`, `joined` for somebody who had asked, `already`, or the code of what was refused. A
    line by phone or e-mail is `invited` whether or not it is anybody's."""

    line: int
    code: str = Field(examples=["invited"])
    volunteer_id: UUID | None


class AnswersIn(Schema):
    volunteer_ids: Ids = Field(max_length=200)
    accept: bool
    reason: Said = ""


class ReasonIn(Schema):
    reason: Said


class NoteIn(Schema):
    member_number: string(40) = Field("", examples=["2026-0042"])
    note: string(1000) = ""


class LabellingIn(Schema):
    volunteer_ids: Ids = Field(max_length=1000)
    add: Ids = Field([], max_length=20)
    remove: Ids = Field([], max_length=20)


class NumberOut(Schema):
    changed: int


class LabelIn(Schema):
    kind: LabelKind = Field(examples=["group"])
    name: string(60) = Field(examples=["周末组"])


class LabelChangeIn(Schema):
    name: string(60) = Field(examples=["周末组"])
    leader_id: UUID | None = Field(None, description="A member who leads the group.")


class LabelOut(Schema):
    id: UUID
    kind: LabelKind = Field(examples=["group"])
    name: str = Field(examples=["周末组"])
    leader_id: UUID | None
    leader_name: str


class JoiningIn(Schema):
    joining: Joining = Field(examples=["approval"])
    again_after_days: numbers(0, 366) = 30


class JoiningOut(Schema):
    joining: Joining = Field(examples=["approval"])
    again_after_days: int


class LinkIn(Schema):
    name: string(100) = Field(examples=["开学日摊位"])
    days: numbers(1, 366) = 30
    label_id: UUID | None = Field(None, description="A group or tag that people come into.")
    use_limit: numbers(1, 1_000_000) | None = None
    lets_in: bool = Field(False, description="Whoever comes by it is a member at once.")


class LinkOut(Schema):
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


class TokenIn(Schema):
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
    response={201: StandingOut},
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
    return Status(201, StandingOut.from_orm(member))


@router.post(
    "/memberships/by-link",
    response={201: StandingOut},
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Join by a link"),
)
@done_once
def join_by_link(request, body: TokenIn, volunteer_id: OfWhom = None):
    """The token of a link to join, as its QR code holds it."""
    actor = request.auth.actor
    member = actions.join_by_link(
        actor=actor, token=body.token, volunteer_id=volunteer_id or actor.id, at=timezone.now()
    )
    return Status(201, StandingOut.from_orm(member))


@router.delete(
    f"{ORGANIZATION}/membership",
    response=StandingOut,
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
    f"{ORGANIZATION}/joining",
    response=JoiningOut,
    auth=knows(Scope.ORGANIZATION_READ),
    summary=_("Show how people join"),
)
def joining(request, organization_id: UUID):
    return queries.joining_of(request.auth.actor, organization_id)


@router.put(
    f"{ORGANIZATION}/joining",
    response=JoiningOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Choose how people join"),
)
def set_joining(request, organization_id: UUID, body: JoiningIn):
    return actions.set_joining(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )


@router.get(MEMBERS, response=Page[MemberOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("Find members"))
def find_members(request, organization_id: UUID, wanted: Query[FindIn]):
    """Fifty a page, in the order of what they are found by. As fast among two million as among ten."""
    asked = Wanted(
        state=wanted.state,
        label_id=wanted.label,
        text=wanted.text,
        after=cursors.read(wanted.cursor, str, UUID),
    )
    found = queries.members(request.auth.actor, organization_id, asked)
    return {"items": found.members, "next": cursors.written(*found.after) if found.after else None}


@router.get(f"{MEMBERS}/counts", response=CountsOut, auth=needs(Scope.ORGANIZATION_READ), summary=_("Count members"))
def member_counts(request, organization_id: UUID):
    """By state, and by group and tag. For its staff, and for officers of its region."""
    return CountsOut.of(queries.counts(request.auth.actor, organization_id))


@router.post(
    f"{MEMBERS}/invitations",
    response={200: list[OutcomeOut]},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Invite many people"),
)
@done_once
def invite_people(request, organization_id: UUID, body: LinesIn):
    """Up to a thousand lines, with a result for each, in their order. The same list again changes nothing."""
    lines = [actions.Line(**line.dict(exclude={"labels"}), label_ids=tuple(line.labels)) for line in body.lines]
    outcomes = actions.enter_many(
        actor=request.auth.actor, organization_id=organization_id, lines=lines, dry_run=body.dry_run, at=timezone.now()
    )
    return Status(200, [OutcomeOut.from_orm(outcome) for outcome in outcomes])


@router.post(
    f"{MEMBERS}/answers",
    response=list[MemberOut],
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Answer requests to join"),
)
def answer_requests(request, organization_id: UUID, body: AnswersIn):
    """Returns those whose request was answered now; a refusal needs a reason, which they read."""
    return actions.answer_requests(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )


@router.post(
    f"{MEMBERS}/labels",
    response=NumberOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Put members under groups and tags"),
)
def label_members(request, organization_id: UUID, body: LabellingIn):
    """And take them out of others, up to a thousand members at once."""
    changed = actions.label_members(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )
    return {"changed": len(changed)}


@router.get(ONE, response=MemberOut, auth=needs(Scope.ORGANIZATION_READ), summary=_("Show a member"))
def member(request, organization_id: UUID, volunteer_id: UUID):
    return queries.member(request.auth.actor, organization_id, volunteer_id)


@router.patch(ONE, response=MemberOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Note something of a member"))
def note_member(request, organization_id: UUID, volunteer_id: UUID, body: NoteIn):
    """A number of the organization's own, and a note for colleagues."""
    return actions.note_member(
        actor=request.auth.actor,
        organization_id=organization_id,
        volunteer_id=volunteer_id,
        at=timezone.now(),
        **body.dict(),
    )


@router.post(f"{ONE}/removal", response=MemberOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("End a membership"))
def remove_member(request, organization_id: UUID, volunteer_id: UUID, body: ReasonIn):
    """With a reason, which the person reads; or take an invitation back."""
    return actions.remove_member(
        actor=request.auth.actor,
        organization_id=organization_id,
        volunteer_id=volunteer_id,
        reason=body.reason,
        at=timezone.now(),
    )


@router.get(
    f"{ORGANIZATION}/labels",
    response=list[LabelOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List groups and tags"),
)
def labels(request, organization_id: UUID, kind: LabelKind | None = None):
    return queries.labels(request.auth.actor, organization_id, kind)


@router.post(
    f"{ORGANIZATION}/labels",
    response={201: LabelOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Make a group or tag"),
)
@done_once
def make_label(request, organization_id: UUID, body: LabelIn):
    label = actions.make_label(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )
    return Status(201, LabelOut.from_orm(label))


@router.patch(
    f"{ORGANIZATION}/labels/{{uuid:label_id}}",
    response=LabelOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Change a group or tag"),
)
def change_label(request, organization_id: UUID, label_id: UUID, body: LabelChangeIn):
    return actions.change_label(
        actor=request.auth.actor,
        organization_id=organization_id,
        label_id=label_id,
        at=timezone.now(),
        **body.dict(),
    )


@router.delete(
    f"{ORGANIZATION}/labels/{{uuid:label_id}}",
    response={204: None},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("End a group or tag"),
)
def end_label(request, organization_id: UUID, label_id: UUID):
    """Its members stay members; a job takes them out of it."""
    actions.end_label(actor=request.auth.actor, organization_id=organization_id, label_id=label_id, at=timezone.now())
    return Status(204, None)


@router.get(
    f"{ORGANIZATION}/join-links",
    response=list[LinkOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the links to join"),
)
def join_links(request, organization_id: UUID):
    """For managers; whoever has the address of one can come by it."""
    return queries.join_links(request.auth.actor, organization_id)


@router.post(
    f"{ORGANIZATION}/join-links",
    response={201: LinkOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Make a link to join"),
)
@done_once
def make_join_link(request, organization_id: UUID, body: LinkIn):
    link = actions.make_link(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )
    return Status(201, LinkOut.from_orm(link))


@router.delete(
    f"{ORGANIZATION}/join-links/{{uuid:link_id}}",
    response={204: None},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Take a link to join back"),
)
def revoke_join_link(request, organization_id: UUID, link_id: UUID):
    actions.revoke_link(actor=request.auth.actor, organization_id=organization_id, link_id=link_id, at=timezone.now())
    return Status(204, None)
