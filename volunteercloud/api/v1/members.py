"""Members of organizations: the list and its search, requests and invitations, groups and tags."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Page, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.members import actions, queries
from volunteercloud.domain.members.models import LabelKind, State, Via
from volunteercloud.domain.members.queries import Wanted

router = Router(tags=["members"])

ORGANIZATION = "/organizations/{uuid:organization_id}"
MEMBERS = f"{ORGANIZATION}/members"
ONE = f"{MEMBERS}/{{uuid:volunteer_id}}"
Ids = list[UUID]
Said = string(500, examples=["本学期已满，请下学期再来。"])


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


class MembersWantedIn(Schema):
    text: string(100) = Field("", description="A part of the name, the beginning of a number, or a phone's last four.")
    label: UUID | None = Field(None, description="A group or tag; members alone stand under one.")
    state: State = Field(State.ACTIVE, examples=["active"])
    cursor: string(400) = ""


class MemberCountsOut(Schema):
    by_state: dict[str, int] = Field(examples=[{"active": 120, "requested": 3}])
    by_label: dict[str, int] = Field(description="By the id of the group or tag.")

    @staticmethod
    def of(counts: queries.Counts) -> dict:
        return {
            "by_state": {str(state): number for state, number in counts.by_state.items()},
            "by_label": {str(label_id): number for label_id, number in counts.by_label.items()},
        }


class InvitedLineIn(Schema):
    """One person: by number, or else by phone or e-mail. A phone that several people share needs the name."""

    number: string(40) = ""
    phone: string(40) = ""
    email: string(254) = ""
    name: string(300) = ""
    member_number: string(40) = Field("", examples=["2026-0042"])
    labels: Ids = Field([], max_length=20, description="Groups and tags to stand under from acceptance on.")


class InvitedLinesIn(Schema):
    lines: list[InvitedLineIn] = Field(max_length=1000)
    dry_run: bool = Field(False, description="Say what would come of each line, and change nothing.")


class InvitedOut(Schema):
    """What came of a line: `invited`, `joined` for somebody who had asked, `already`, or the code of what was refused. A
    line by phone or e-mail is `invited` whether or not it is anybody's."""

    line: int
    code: str = Field(examples=["invited"])
    volunteer_id: UUID | None


class RequestAnswersIn(Schema):
    volunteer_ids: Ids = Field(max_length=200)
    accept: bool
    reason: Said = ""


class RemovalIn(Schema):
    reason: Said


class MemberNoteIn(Schema):
    member_number: string(40) = Field("", examples=["2026-0042"])
    note: string(1000) = ""


class LabellingIn(Schema):
    volunteer_ids: Ids = Field(max_length=1000)
    add: Ids = Field([], max_length=20)
    remove: Ids = Field([], max_length=20)


class LabelledOut(Schema):
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


@router.get(MEMBERS, response=Page[MemberOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("Find members"))
def find_members(request, organization_id: UUID, wanted: Query[MembersWantedIn]):
    """Fifty a page, in the order of what they are found by. As fast among two million as among ten."""
    asked = Wanted(
        state=wanted.state,
        label_id=wanted.label,
        text=wanted.text,
        after=cursors.read(wanted.cursor, str, UUID),
    )
    found = queries.members(request.auth.actor, organization_id, asked)
    return {"items": found.members, "next": cursors.written(*found.after) if found.after else None}


@router.get(
    f"{MEMBERS}/counts", response=MemberCountsOut, auth=needs(Scope.ORGANIZATION_READ), summary=_("Count members")
)
def member_counts(request, organization_id: UUID):
    """By state, and by group and tag. For its staff, and for officers of its region."""
    return MemberCountsOut.of(queries.counts(request.auth.actor, organization_id))


@router.post(
    f"{MEMBERS}/invitations",
    response={200: list[InvitedOut]},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Invite many people"),
)
@done_once
def invite_people(request, organization_id: UUID, body: InvitedLinesIn):
    """Up to a thousand lines, with a result for each, in their order. The same list again changes nothing."""
    lines = [actions.Line(**line.dict(exclude={"labels"}), label_ids=tuple(line.labels)) for line in body.lines]
    outcomes = actions.enter_many(
        actor=request.auth.actor, organization_id=organization_id, lines=lines, dry_run=body.dry_run, at=timezone.now()
    )
    return Status(200, [InvitedOut.from_orm(outcome) for outcome in outcomes])


@router.post(
    f"{MEMBERS}/answers",
    response=list[MemberOut],
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Answer requests to join"),
)
def answer_requests(request, organization_id: UUID, body: RequestAnswersIn):
    """Returns those whose request was answered now; a refusal needs a reason, which they read."""
    return actions.answer_requests(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )


@router.post(
    f"{MEMBERS}/labels",
    response=LabelledOut,
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
def note_member(request, organization_id: UUID, volunteer_id: UUID, body: MemberNoteIn):
    """A number of the organization's own, and a note for colleagues."""
    return actions.note_member(
        actor=request.auth.actor,
        organization_id=organization_id,
        volunteer_id=volunteer_id,
        at=timezone.now(),
        **body.dict(),
    )


@router.post(f"{ONE}/removal", response=MemberOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("End a membership"))
def remove_member(request, organization_id: UUID, volunteer_id: UUID, body: RemovalIn):
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
