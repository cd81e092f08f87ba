"""Documents of registrations, yearly reports, and the ladder of sanctions."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, File, Form, Query, Router, Schema, Status, UploadedFile

from volunteercloud.api import cursors
from volunteercloud.api.fields import Day, Page, Reason, RegionCode, numbers, string
from volunteercloud.api.keys import knows, needs
from volunteercloud.api.resends import done_once
from volunteercloud.core import ids
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations import dossier, papers
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import DocumentKind
from volunteercloud.domain.supervision import actions, queries
from volunteercloud.domain.supervision.models import Report, ReportState, Rung, Sanction, SanctionState

router = Router(tags=["supervision"])

ORGANIZATION = "/organizations/{uuid:organization_id}"
REPORT = f"{ORGANIZATION}/reports/{{int:year}}"
SANCTION = f"{ORGANIZATION}/sanctions/{{uuid:sanction_id}}"


class RegistrationDocumentOut(Schema):
    id: UUID
    kind: DocumentKind
    media_type: str = Field(examples=["application/pdf"])
    size: int = Field(description="Bytes as it is kept.")
    given_by_name: str
    given_at: datetime


class RegistrationDocumentIn(Schema):
    kind: DocumentKind


class FiguresOut(Schema):
    """What is on record for the year. Credit and honour minutes are never added up."""

    people: int
    services: int
    credit_minutes: int
    honour_minutes: int
    projects: int
    certificates: int


class YearlyReportOut(Schema):
    year: int = Field(examples=[2026])
    state: ReportState
    due_on: date
    text: str
    income: int | None = Field(description="In fen.")
    spending: int | None = Field(description="In fen.")
    money: str = Field(description="Where the money came from and went.")
    statement: str = Field(description="The statement of the head.")
    head: str
    figures: FiguresOut | None = Field(description="Ours, frozen when the report was handed in.")
    submitted_at: datetime | None
    was_late: bool
    reason: str = Field(description="Why an officer returned or rejected it.")
    decided_at: datetime | None


class ReportIn(Schema):
    """What to write down; what is not named stays as it is."""

    text: string(8000) = None
    income: numbers(0, 10**15) | None = Field(None, description="In fen.")
    spending: numbers(0, 10**15) | None = Field(None, description="In fen.")
    money: string(4000) = None
    statement: string(4000) = None
    head: string(100) = None


class OwedOut(Schema):
    organization_id: UUID
    organization_name: str
    region_code: str
    year: int
    due_on: date

    @staticmethod
    def resolve_organization_name(report: Report):
        return report.organization.name


class SanctionOut(Schema):
    id: UUID
    rung: Rung
    state: SanctionState
    reason: str
    basis: str = Field(description="The law or measure, with the article.")
    deadline: date | None
    officer_name: str
    imposed_at: datetime
    answer: str = Field(description="What the organization says to it.")
    answered_at: datetime | None
    ended_reason: str
    ended_at: datetime | None


class NoticeOut(Schema):
    """What everybody may know of a sanction."""

    organization_id: UUID
    organization_number: str
    organization_name: str
    region_code: str
    rung: Rung
    reason: str
    basis: str
    answer: str
    imposed_at: datetime

    @staticmethod
    def resolve_organization_number(sanction: Sanction):
        return sanction.organization.number


class SanctionIn(Schema):
    rung: Rung
    reason: Reason
    basis: string(500) = Field(examples=["《志愿服务条例》第二十条"])
    deadline: Day | None = Field(None, description="For a correction; left out, as many days as the region gives.")
    successor_id: UUID | None = Field(None, description="For a removal: who certifies afterwards.")


class SanctionAnswerIn(Schema):
    answer: string(4000)


class SanctionEndIn(Schema):
    reason: Reason
    fulfilled: bool = Field(False, description="Of a correction: it was made.")


class OwedIn(Schema):
    region: RegionCode = Field(min_length=2, description="One of your regions, or below.")
    cursor: string(400) = ""


class NoticesIn(Schema):
    region: RegionCode = ""
    cursor: string(400) = ""


@router.get(
    f"{ORGANIZATION}/documents",
    response=list[RegistrationDocumentOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the documents of a registration"),
)
def documents(request, organization_id: UUID):
    """For who manages the organization, and for officers of its region."""
    found = organization_queries.organization(request.auth.actor, organization_id)
    return list(dossier.dossier(request.auth.actor, found).documents)


@router.post(
    f"{ORGANIZATION}/documents",
    response={201: RegistrationDocumentOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Add a document to a registration"),
)
@done_once
def add_document(request, organization_id: UUID, body: Form[RegistrationDocumentIn], file: File[UploadedFile]):
    """A plain PDF, or a picture of a page (JPEG, PNG), of at most 10 MB. The same file sent again is the same document."""
    document = organization_actions.add_document(
        actor=request.auth.actor,
        organization_id=organization_id,
        document_id=ids.uuid7(),
        kind=body.kind,
        upload=file.read(papers.LARGEST_BYTES + 1),
        at=timezone.now(),
    )
    return Status(201, RegistrationDocumentOut.from_orm(document))


@router.get(
    f"{ORGANIZATION}/documents/{{uuid:document_id}}",
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Look at a document of a registration"),
)
def read_document(request, organization_id: UUID, document_id: UUID):
    """The pages drawn anew, or the PDF. Each look of an officer leaves an entry."""
    opened = organization_actions.read_document(
        actor=request.auth.actor, organization_id=organization_id, document_id=document_id, at=timezone.now()
    )
    return HttpResponse(opened.content, content_type=opened.media_type)


@router.delete(
    f"{ORGANIZATION}/documents/{{uuid:document_id}}",
    response={204: None},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Take a document of a registration back"),
)
def remove_document(request, organization_id: UUID, document_id: UUID):
    """While the registration is being written; what an approval stood on stays."""
    organization_actions.remove_document(
        actor=request.auth.actor, organization_id=organization_id, document_id=document_id, at=timezone.now()
    )
    return Status(204, None)


@router.get(
    f"{ORGANIZATION}/reports",
    response=list[YearlyReportOut],
    auth=knows(Scope.ORGANIZATION_READ),
    summary=_("List yearly reports"),
)
def reports(request, organization_id: UUID):
    """The accepted ones for everybody, all of them for the organization's staff and officers of its region."""
    return queries.reports(request.auth.actor, organization_id)


@router.patch(
    REPORT, response=YearlyReportOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Write a yearly report")
)
def write_report(request, organization_id: UUID, year: int, body: ReportIn):
    """Until it is handed in."""
    return actions.write_report(
        actor=request.auth.actor,
        organization_id=organization_id,
        year=year,
        words=body.dict(exclude_unset=True),
        at=timezone.now(),
    )


@router.post(
    f"{REPORT}/submission",
    response=YearlyReportOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Hand in a yearly report"),
)
def submit_report(request, organization_id: UUID, year: int):
    """With the figures as they are on record now."""
    return actions.submit_report(
        actor=request.auth.actor, organization_id=organization_id, year=year, at=timezone.now()
    )


@router.get(
    "/office/reports/overdue",
    response=Page[OwedOut],
    auth=needs(Scope.OFFICE),
    summary=_("List yearly reports that are overdue"),
)
def overdue_reports(request, wanted: Query[OwedIn]):
    """For officers, the longest overdue first."""
    after = cursors.read(wanted.cursor, date.fromisoformat, UUID)
    rows = queries.owed(request.auth.actor, wanted.region, timezone.localdate(), after)
    return cursors.page(rows, queries.PAGE, lambda report: (report.due_on, report.organization_id))


@router.get(
    f"{ORGANIZATION}/sanctions",
    response=list[SanctionOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the sanctions of an organization"),
)
def sanctions(request, organization_id: UUID):
    """The latest first; for its staff and for officers of its region."""
    return queries.ladder(request.auth.actor, organization_id).steps


@router.post(
    f"{ORGANIZATION}/sanctions",
    response={201: SanctionOut},
    auth=needs(Scope.OFFICE),
    summary=_("Sanction an organization"),
)
@done_once
def impose_sanction(request, organization_id: UUID, body: SanctionIn):
    """It acts from the organization's next request on. Where the region wants four eyes it is a proposal at first."""
    sanction = actions.impose_sanction(
        actor=request.auth.actor,
        organization_id=organization_id,
        sanction_id=ids.uuid7(),
        at=timezone.now(),
        **body.dict(),
    )
    return Status(201, SanctionOut.from_orm(sanction))


@router.post(
    f"{SANCTION}/confirmation",
    response=SanctionOut,
    auth=needs(Scope.OFFICE),
    summary=_("Confirm a sanction as second officer"),
)
def confirm_sanction(request, organization_id: UUID, sanction_id: UUID):
    return actions.confirm_sanction(
        actor=request.auth.actor, organization_id=organization_id, sanction_id=sanction_id, at=timezone.now()
    )


@router.post(
    f"{SANCTION}/answer",
    response=SanctionOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Answer a sanction"),
)
def answer_sanction(request, organization_id: UUID, sanction_id: UUID, body: SanctionAnswerIn):
    """What was mended, or why it is not right. For who manages the organization."""
    return actions.answer_sanction(
        actor=request.auth.actor,
        organization_id=organization_id,
        sanction_id=sanction_id,
        answer=body.answer,
        at=timezone.now(),
    )


@router.post(f"{SANCTION}/end", response=SanctionOut, auth=needs(Scope.OFFICE), summary=_("End a sanction"))
def end_sanction(request, organization_id: UUID, sanction_id: UUID, body: SanctionEndIn):
    """Lifted, or found to be mended; a proposal is dropped. A removal is not taken back."""
    return actions.end_sanction(
        actor=request.auth.actor,
        organization_id=organization_id,
        sanction_id=sanction_id,
        at=timezone.now(),
        **body.dict(),
    )


@router.get("/notices", response=Page[NoticeOut], auth=None, summary=_("List public notices of organizations"))
def notices(request, wanted: Query[NoticesIn]):
    """Organizations under public notice, and those that were struck off."""
    after = cursors.read(wanted.cursor, datetime, UUID)
    rows = queries.notices(wanted.region, after)
    return cursors.page(rows, queries.PAGE, lambda sanction: (sanction.imposed_at, sanction.id))
