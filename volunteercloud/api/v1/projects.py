"""Projects: drafted, submitted for review, published, changed, closed."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import Code, Codes, Day, Latitude, Longitude, Page, RegionCode, string
from volunteercloud.api.keys import knows, needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.activities.actions import publishing
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.projects import actions, queries, rules
from volunteercloud.domain.projects.models import Project, State

router = Router(tags=["projects"])

PROJECTS = "/organizations/{uuid:organization_id}/projects"
PROJECT = f"{PROJECTS}/{{uuid:project_id}}"


class DetailsIn(Schema):
    """What a project says. A draft may lack anything, and a change names only what it changes."""

    title: string(100) = Field(None, examples=["周末图书馆导览"])
    title_en: string(200) = Field(None, examples=["Weekend library guides"])
    content: string(8000) = None
    content_en: string(8000) = None
    category: Code = Field(None, description="A code of the list category.")
    beneficiaries: Codes = Field(None, description="Codes of the list beneficiary.")
    sdg_targets: Codes = Field(None, description="Codes of the list sdg_target.")
    region_code: RegionCode = None
    place: string(200) = None
    place_en: string(200) = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    recruits_from: Day | None = None
    recruits_to: Day | None = None
    risks: string(4000) = Field(None, description="What may go wrong and what is done about it.")
    risks_en: string(4000) = None
    has_meal: bool = None
    has_transport: bool = None
    has_insurance: bool = None
    has_kit: bool = None
    is_dangerous: bool = Field(None, description="Somebody may come to harm, so a policy must be in force.")
    policy_number: string(60) = None
    policy_from: Day | None = None
    policy_to: Day | None = None
    contact_name: string(100) = None
    contact_phone: string(30) = None

    def as_details(self) -> dict:
        said = self.dict(exclude_unset=True)
        return {("region_id" if name == "region_code" else name): value for name, value in said.items()}


class ProjectOut(Schema):
    id: UUID
    organization_id: UUID
    organization_name: str
    organization_name_en: str
    state: str = Field(examples=["published"], description="draft, submitted, returned, published, rejected or closed")
    title: str
    title_en: str
    content: str
    content_en: str
    category: str
    beneficiaries: list[str]
    sdg_targets: list[str]
    region_code: str | None
    place: str
    place_en: str
    latitude: float | None
    longitude: float | None
    recruits_from: date | None
    recruits_to: date | None
    risks: str
    risks_en: str
    has_meal: bool
    has_transport: bool
    has_insurance: bool
    has_kit: bool
    is_dangerous: bool
    policy_number: str
    policy_from: date | None
    policy_to: date | None
    contact_name: str
    contact_phone: str
    published_at: datetime | None

    @staticmethod
    def resolve_organization_name(project: Project):
        return project.organization.name

    @staticmethod
    def resolve_organization_name_en(project: Project):
        return project.organization.name_en

    @staticmethod
    def resolve_region_code(project: Project):
        return project.region_id


class MissingOut(Schema):
    field: str
    message: str


class OwnProjectOut(ProjectOut):
    reason: str = Field(description="Why an officer returned or rejected it.")
    created_at: datetime
    changed_at: datetime
    missing: list[MissingOut] = Field(description="What a submission still lacks.")

    @staticmethod
    def resolve_missing(project: Project):
        return [
            {"field": field, "message": str(message)} for field, message in rules.missing(project, timezone.localdate())
        ]


class ProjectLineOut(Schema):
    id: UUID
    state: str
    title: str
    title_en: str
    category: str
    region_code: str | None
    recruits_from: date | None
    recruits_to: date | None
    changed_at: datetime

    @staticmethod
    def resolve_region_code(project: Project):
        return project.region_id


class ClosureIn(Schema):
    summary: string(2000) = Field(description="What came of it, for everybody to read.")


class ProjectsIn(Schema):
    state: State | None = None
    archived: bool = Field(False, description="Those in the archive, which are left out otherwise.")
    cursor: string(400) = ""


@router.get(
    PROJECTS,
    response=Page[ProjectLineOut],
    auth=knows(Scope.ORGANIZATION_READ),
    summary=_("List an organization's projects"),
)
def projects(request, organization_id: UUID, wanted: Query[ProjectsIn]):
    """The last changed first, twenty a page. Its staff see all of them, everybody else the public ones."""
    after = cursors.read(wanted.cursor, datetime, UUID)
    rows = list(
        queries.projects_of(
            request.auth.actor, organization_id, state=wanted.state or "", archived=wanted.archived, after=after
        )
    )
    return cursors.page(rows, queries.PAGE, lambda project: (project.changed_at, project.id))


@router.get(
    PROJECT, response=OwnProjectOut, auth=needs(Scope.ORGANIZATION_READ), summary=_("Show a project of whatever state")
)
def project(request, organization_id: UUID, project_id: UUID):
    """For the organization's staff, and for the officers of its region."""
    return queries.project(request.auth.actor, organization_id, project_id)


@router.post(
    PROJECTS, response={201: OwnProjectOut}, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Draft a project")
)
@done_once
def draft_project(request, organization_id: UUID, body: DetailsIn):
    project = actions.save_draft(
        actor=request.auth.actor, organization_id=organization_id, details=body.as_details(), at=timezone.now()
    )
    return Status(201, OwnProjectOut.from_orm(project))


@router.patch(
    f"{PROJECT}/draft", response=OwnProjectOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Save a draft")
)
def save_draft(request, organization_id: UUID, project_id: UUID, body: DetailsIn):
    return actions.save_draft(
        actor=request.auth.actor,
        organization_id=organization_id,
        project_id=project_id,
        details=body.as_details(),
        at=timezone.now(),
    )


@router.post(
    f"{PROJECT}/submission", response=OwnProjectOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Submit a project")
)
def submit_project(request, organization_id: UUID, project_id: UUID):
    """To the officer of its region; published at once where the region trusts the organization so far."""
    return publishing.submit_project(
        actor=request.auth.actor, organization_id=organization_id, project_id=project_id, at=timezone.now()
    )


@router.delete(
    f"{PROJECT}/submission",
    response=OwnProjectOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Withdraw a submission"),
)
def withdraw_project(request, organization_id: UUID, project_id: UUID):
    """Before an officer decided, to change it."""
    return actions.withdraw(
        actor=request.auth.actor, organization_id=organization_id, project_id=project_id, at=timezone.now()
    )


@router.patch(
    PROJECT, response=OwnProjectOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Change a published project")
)
def change_project(request, organization_id: UUID, project_id: UUID, body: DetailsIn):
    """What is public stays complete, and the trail keeps it before and after."""
    return publishing.change_project(
        actor=request.auth.actor,
        organization_id=organization_id,
        project_id=project_id,
        details=body.as_details(),
        at=timezone.now(),
    )


@router.post(
    f"{PROJECT}/closure", response=OwnProjectOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Close a project")
)
def close_project(request, organization_id: UUID, project_id: UUID, body: ClosureIn):
    """Nobody signs up any more; what was served stays. Refused while a shift is not over or hours wait."""
    return attendance_actions.close_project(
        actor=request.auth.actor,
        organization_id=organization_id,
        project_id=project_id,
        summary=body.summary,
        at=timezone.now(),
    )
