"""The tree of organizations and the register: who stands where, asks to, founds branches, moves, ends and takes over."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import Field as Bounded

from volunteercloud.api import cursors
from volunteercloud.api.fields import Code, Page, Reason, RegionCode, string
from volunteercloud.api.keys import knows, needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.organizations import actions, queries, register
from volunteercloud.domain.organizations.models import JoiningState
from volunteercloud.domain.succession import actions as succession_actions
from volunteercloud.domain.succession import queries as succession_queries
from volunteercloud.domain.succession.models import EndingState, Kind

from .organizations import ORGANIZATION, OwnOrganizationOut
from .register_shapes import TEXT, NodeOut, page_of

router = Router(tags=["organizations"])

Ids = Annotated[list[UUID], Bounded(max_length=20)]


class LookIn(Schema):
    text: string(100) = Field(
        "",
        description=TEXT,
    )
    region: RegionCode = Field("", description="This region and below.")
    kind: Code = Field("", description="A code of the list organization_kind.")
    cursor: string(400) = ""


class BelowIn(Schema):
    cursor: string(400) = ""


class JoiningIn(Schema):
    parent_id: UUID = Field(description="The organization that is asked.")
    words: string(1000) = Field("", description="What you want to say to them.")


class JoiningOut(Schema):
    organization_id: UUID
    organization_name: str
    parent_id: UUID
    parent_name: str
    words: str
    asked_at: datetime
    state: JoiningState
    reason: str
    answered_at: datetime | None


class TreeAnswerIn(Schema):
    accept: bool
    reason: string(1000) = Field("", description="Needed for a no; they read exactly this.")


class LeavingIn(Schema):
    reason: string(1000) = Field("", description="Needed where the organization above lets one below go.")


class BranchIn(Schema):
    """A branch takes over what its parent says of itself until it says otherwise."""

    name: string(200) = Field(examples=["青禾市志愿服务联合会东渡分会"])
    name_en: string(200) = ""
    region_code: RegionCode = Field("", description="Where it works, if not where its parent does.")

    def as_particulars(self) -> dict:
        said = {"name": self.name, "name_en": self.name_en, "region_id": self.region_code}
        return {name: value for name, value in said.items() if value}


class PlaceIn(Schema):
    parent_id: UUID | None = Field(description="The organization above from now on; null to stand by itself.")
    reason: Reason


class EndingIn(Schema):
    kind: Kind = Field(Kind.DISSOLUTION, description="`removal` is left to sanctions.")
    successor_id: UUID = Field(description="Who certifies from then on what the organization recorded.")
    heir_ids: Ids = Field([], description="All others that go on after a split.")
    reason: Reason


class OfficialEndIn(Schema):
    successor_id: UUID
    reason: Reason


class MergerIn(Schema):
    organization_ids: Ids
    successor_id: UUID
    reason: Reason


class EndingOut(Schema):
    organization_id: UUID
    organization_name: str
    kind: Kind
    successor_id: UUID
    successor_name: str
    heir_ids: list[UUID]
    reason: str
    asked_at: datetime
    state: EndingState
    answer: str
    settled_at: datetime | None


class HistoryOut(Schema):
    end: EndingOut | None = Field(description="How it ended; null while it is there.")
    taken_over: list[EndingOut] = Field(description="The ends of others in its favour, the latest first.")


@router.get("/register", response=Page[NodeOut], auth=None, summary=_("Look organizations up"))
def look_organizations_up(request, wanted: Query[LookIn]):
    """Organizations at work by name, fifty a page; for everybody."""
    after = cursors.read(wanted.cursor, str, UUID)
    asked = register.Wanted(text=wanted.text, region_code=wanted.region, kind=wanted.kind, after=after)
    return page_of(list(register.search(asked)))


@router.get(
    f"{ORGANIZATION}/above", response=list[NodeOut], auth=knows(Scope.ORGANIZATION_READ), summary=_("Who stands above")
)
def organizations_above(request, organization_id: UUID):
    """The highest first."""
    queries.organization(request.auth.actor, organization_id)
    return register.ancestors(organization_id)


@router.get(
    f"{ORGANIZATION}/below", response=Page[NodeOut], auth=knows(Scope.ORGANIZATION_READ), summary=_("Who stands below")
)
def organizations_below(request, organization_id: UUID, wanted: Query[BelowIn]):
    """Directly below, by name, fifty a page; its own people see what is only begun, too."""
    queries.organization(request.auth.actor, organization_id)
    after = cursors.read(wanted.cursor, str, UUID)
    return page_of(list(register.children(request.auth.actor, organization_id, after)))


@router.get(
    f"{ORGANIZATION}/history",
    response=HistoryOut,
    auth=knows(Scope.ORGANIZATION_READ),
    summary=_("What came before and after"),
)
def organization_history(request, organization_id: UUID):
    """Whom the organization took over from, and who took over from it."""
    queries.organization(request.auth.actor, organization_id)
    return succession_queries.history(organization_id)


@router.get(
    f"{ORGANIZATION}/joinings",
    response=list[JoiningOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List who asks to join"),
)
def who_asks_to_join(request, organization_id: UUID):
    """Organizations that ask to stand below this one, the longest waiting first; for its staff."""
    return register.asking_to_join(request.auth.actor, organization_id)


@router.post(
    f"{ORGANIZATION}/joining",
    response={201: JoiningOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Ask to join an organization"),
)
@done_once
def ask_to_join(request, organization_id: UUID, body: JoiningIn):
    """A new request takes the place of an earlier one."""
    joining = actions.ask_to_join(
        actor=request.auth.actor,
        organization_id=organization_id,
        parent_id=body.parent_id,
        words=body.words,
        at=timezone.now(),
    )
    return Status(201, JoiningOut.from_orm(joining))


@router.delete(
    f"{ORGANIZATION}/joining",
    response=JoiningOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Take back a request to join"),
)
def withdraw_joining(request, organization_id: UUID):
    return actions.withdraw_joining(actor=request.auth.actor, organization_id=organization_id, at=timezone.now())


@router.put(
    f"{ORGANIZATION}/joinings/{{uuid:child_id}}",
    response=JoiningOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Answer who asks to join"),
)
def answer_joining(request, organization_id: UUID, child_id: UUID, body: TreeAnswerIn):
    """For managers of the organization that was asked. Everything below comes along."""
    return actions.answer_joining(
        actor=request.auth.actor,
        parent_id=organization_id,
        organization_id=child_id,
        accept=body.accept,
        reason=body.reason,
        at=timezone.now(),
    )


@router.post(
    f"{ORGANIZATION}/leaving",
    response=OwnOrganizationOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Leave the organization above"),
)
def leave_parent(request, organization_id: UUID, body: LeavingIn):
    """Its own managers at will; those above with a reason."""
    return actions.leave_parent(
        actor=request.auth.actor, organization_id=organization_id, reason=body.reason, at=timezone.now()
    )


@router.put(
    f"{ORGANIZATION}/parent", response=OwnOrganizationOut, auth=needs(Scope.OFFICE), summary=_("Move an organization")
)
def move_organization(request, organization_id: UUID, body: PlaceIn):
    """With everything below it. For officers who answer for both organizations."""
    return actions.move_organization(
        actor=request.auth.actor,
        organization_id=organization_id,
        parent_id=body.parent_id,
        reason=body.reason,
        at=timezone.now(),
    )


@router.post(
    f"{ORGANIZATION}/branches",
    response={201: OwnOrganizationOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Found a branch"),
)
@done_once
def found_branch(request, organization_id: UUID, body: BranchIn):
    """A draft at first; submitted, it is at work at once where an officer trusts its parent."""
    branch = actions.found_branch(
        actor=request.auth.actor, parent_id=organization_id, particulars=body.as_particulars(), at=timezone.now()
    )
    return Status(201, OwnOrganizationOut.from_orm(branch))


@router.get(
    f"{ORGANIZATION}/endings",
    response=list[EndingOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List who wants to end"),
)
def who_wants_to_end(request, organization_id: UUID):
    """Organizations that want to end in favour of this one; for its staff."""
    return succession_queries.waiting_for(request.auth.actor, organization_id)


@router.post(
    f"{ORGANIZATION}/ending",
    response={201: EndingOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("End an organization"),
)
@done_once
def ask_to_end(request, organization_id: UUID, body: EndingIn):
    """For owners. It ends at once where you manage the successor too, else when the successor's managers agree.

    Refused as `succession.unsettled` with counts while shifts are to come, hours unconfirmed, claims open or certificates
    asked for.
    """
    ending = succession_actions.ask_to_end(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )
    return Status(201, EndingOut.from_orm(ending))


@router.delete(
    f"{ORGANIZATION}/ending",
    response=EndingOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Do not end an organization"),
)
def withdraw_ending(request, organization_id: UUID):
    return succession_actions.withdraw_ending(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now()
    )


@router.put(
    f"{ORGANIZATION}/ending",
    response=EndingOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Answer who wants to end"),
)
def answer_ending(request, organization_id: UUID, body: TreeAnswerIn):
    """For managers of the successor that the organization named; a yes ends it."""
    return succession_actions.answer_ending(
        actor=request.auth.actor,
        organization_id=organization_id,
        accept=body.accept,
        reason=body.reason,
        at=timezone.now(),
    )


@router.post(
    f"{ORGANIZATION}/dissolution",
    response={201: EndingOut},
    auth=needs(Scope.OFFICE),
    summary=_("Dissolve an organization"),
)
@done_once
def dissolve_organization(request, organization_id: UUID, body: OfficialEndIn):
    """For officers who answer for it and for its successor."""
    ending = succession_actions.end_organization(
        actor=request.auth.actor,
        organization_id=organization_id,
        successor_id=body.successor_id,
        reason=body.reason,
        at=timezone.now(),
    )
    return Status(201, EndingOut.from_orm(ending))


@router.post("/mergers", response={201: list[EndingOut]}, auth=needs(Scope.OFFICE), summary=_("Merge organizations"))
def merge_organizations(request, body: MergerIn):
    """All of them into one that is there already or, where one is refused, none. For officers of every one."""
    ended = succession_actions.merge_organizations(actor=request.auth.actor, at=timezone.now(), **body.dict())
    return Status(201, ended)
