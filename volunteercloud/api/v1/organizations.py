"""Organizations and teams: registered, submitted for review, and what officers grant and take."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Code, Codes, Day, Page, RegionCode, string
from volunteercloud.api.keys import knows, needs
from volunteercloud.api.resends import done_once
from volunteercloud.core import ids
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.organizations import actions, queries, register, rules
from volunteercloud.domain.organizations.models import Organization, Role

from .register_shapes import FindIn, NodeOut, page_of

router = Router(tags=["organizations"])

ORGANIZATION = "/organizations/{uuid:organization_id}"


class ParticularsIn(Schema):
    """What an organization says about itself; a change names only what it changes."""

    name: string(200) = Field(None, examples=["青禾市临溪区图书馆志愿服务队"])
    name_en: string(200) = Field(None, examples=["Linxi Library Volunteers, Qinghe"])
    kind: Code = Field(None, description="A code of the list organization_kind.")
    uscc: string(40) = Field(None, description="The unified social credit code of a registered body.")
    region_code: RegionCode = None
    liaison_id: UUID | None = Field(None, description="The organization that an unregistered team stands under.")
    categories: Codes = Field(None, description="Codes of the list category.")
    purpose: string(4000) = None
    purpose_en: string(4000) = None
    address: string(300) = None
    contact_name: string(100) = None
    contact_phone: string(30) = None
    contact_email: string(254) = None
    head: string(100) = None
    handler: string(100) = None
    established_on: Day | None = None

    def as_particulars(self) -> dict:
        said = self.dict(exclude_unset=True)
        return {("region_id" if name == "region_code" else name): value for name, value in said.items()}


class SubmissionIn(Schema):
    is_another: bool = Field(False, description="It is none of the organizations with a like name.")


EVERYTHING_LEFT_OUT = SubmissionIn()


class OrganizationOut(Schema):
    id: UUID
    number: str
    name: str
    name_en: str
    kind: str
    uscc: str
    region_code: str
    liaison_id: UUID | None
    liaison_name: str
    categories: list[str]
    purpose: str
    purpose_en: str
    address: str
    contact_name: str
    contact_phone: str
    contact_email: str
    established_on: date | None
    state: str = Field(examples=["active"])
    trusted: bool

    @staticmethod
    def resolve_region_code(organization: Organization):
        return organization.region_id


class MissingOut(Schema):
    field: str
    message: str


class OwnOrganizationOut(OrganizationOut):
    head: str
    handler: str
    reason: str = Field(description="Why an officer returned, rejected or suspended it.")
    created_at: datetime
    decided_at: datetime | None
    missing: list[MissingOut] = Field(description="What a submission still lacks.")

    @staticmethod
    def resolve_missing(organization: Organization):
        return [{"field": field, "message": str(message)} for field, message in rules.missing(organization)]


class SeatOut(Schema):
    organization_id: UUID
    organization_name: str
    role: Role


class TrustIn(Schema):
    trusted: bool


class LiaisonIn(Schema):
    region: RegionCode = Field(min_length=2)


class LiaisonOut(Schema):
    id: UUID
    name: str
    name_en: str
    region_code: str

    @staticmethod
    def resolve_region_code(organization: Organization):
        return organization.region_id


@router.get(
    "/me/organizations", response=list[SeatOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("List my organizations")
)
def my_organizations(request):
    return queries.my_organizations(request.auth.actor)


@router.get("/organizations", response=Page[NodeOut], auth=needs(Scope.OFFICE), summary=_("Find organizations"))
def find_organizations(request, wanted: Query[FindIn]):
    """For officers, fifty a page, in every state."""
    asked = register.Wanted(
        text=wanted.text,
        region_code=wanted.region,
        kind=wanted.kind,
        states=[wanted.state] if wanted.state else [],
        after=cursors.read(wanted.cursor, str, UUID),
    )
    return page_of(list(register.listing(request.auth.actor, asked)))


@router.get("/organizations/liaisons", response=list[LiaisonOut], auth=None, summary=_("List liaison organizations"))
def liaison_organizations(request, wanted: Query[LiaisonIn]):
    """Registered organizations that a team of this region may stand under."""
    return queries.active_liaisons(wanted.region)


@router.get(
    ORGANIZATION, response=OrganizationOut, auth=knows(Scope.ORGANIZATION_READ), summary=_("Show an organization")
)
def organization(request, organization_id: UUID):
    """An approved one to everybody; before that to its staff and the officers of its region."""
    return queries.organization(request.auth.actor, organization_id)


@router.get(
    "/organizations/by-number/{number}",
    response=OrganizationOut,
    auth=None,
    summary=_("Find an organization by number"),
)
def organization_by_number(request, number: string(40)):
    """A public one, by the number that its page and its poster show."""
    node = register.by_number(ids.clean_public_code(number))
    return queries.organization(ANONYMOUS, node.organization_id)


@router.post(
    "/organizations",
    response={201: OwnOrganizationOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Begin to register an organization"),
)
@done_once
def register_organization(request, body: ParticularsIn):
    """With what is known so far: name, kind and region at least. Whoever begins it becomes its owner."""
    organization = actions.register_organization(
        actor=request.auth.actor, particulars=body.as_particulars(), at=timezone.now()
    )
    return Status(201, OwnOrganizationOut.from_orm(organization))


@router.patch(
    ORGANIZATION, response=OwnOrganizationOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Change an organization")
)
def change_organization(request, organization_id: UUID, body: ParticularsIn):
    """Once approved, what the officer vouched for (name, kind, USCC, region, liaison) is changed by an officer alone."""
    return actions.change_organization(
        actor=request.auth.actor,
        organization_id=organization_id,
        particulars=body.as_particulars(),
        at=timezone.now(),
    )


@router.post(
    f"{ORGANIZATION}/submission",
    response=OwnOrganizationOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Submit an organization"),
)
def submit_organization(request, organization_id: UUID, body: SubmissionIn = EVERYTHING_LEFT_OUT):
    """To the officer of its region. Its USCC is claimed nationwide from then on. Refused with `organization.maybe_same`
    and the organizations of a like name in the same city, until the body says that it is another one."""
    return actions.submit_organization(
        actor=request.auth.actor, organization_id=organization_id, is_another=body.is_another, at=timezone.now()
    )


@router.delete(
    f"{ORGANIZATION}/submission",
    response=OwnOrganizationOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Withdraw the submission of an organization"),
)
def withdraw_organization(request, organization_id: UUID):
    return actions.withdraw_organization(actor=request.auth.actor, organization_id=organization_id, at=timezone.now())


@router.put(
    f"{ORGANIZATION}/seal", response=OwnOrganizationOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Set the seal")
)
def set_seal(request, organization_id: UUID):
    """The picture of the seal that certificates carry, as the body: PNG, JPEG or WebP of at most 2 MB. For owners."""
    return actions.set_seal(
        actor=request.auth.actor, organization_id=organization_id, picture=request.body, at=timezone.now()
    )


@router.put(
    f"{ORGANIZATION}/trust",
    response=OrganizationOut,
    auth=needs(Scope.OFFICE),
    summary=_("Trust an organization, or no longer"),
)
def set_trust(request, organization_id: UUID, body: TrustIn):
    """A trusted one publishes without a review of every project, where its region's rules allow it."""
    return actions.set_trust(
        actor=request.auth.actor, organization_id=organization_id, trusted=body.trusted, at=timezone.now()
    )
