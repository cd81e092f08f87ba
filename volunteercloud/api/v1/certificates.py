"""Certificates: asked of an organization or printed at once, and verified by anybody who holds the paper."""

from datetime import date, datetime
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import Day, OfWhom, Reason, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.certificates import actions, printing, queries
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["certificates"])

REQUESTS = "/organizations/{uuid:organization_id}/certificate-requests"


class CertificateOut(Schema):
    id: UUID
    volunteer_id: UUID
    number: str
    code: str = Field(description="With the number it lets anybody verify the certificate.")
    kind: str = Field(description="organization (issued by who recorded) or extract (every record of the period)")
    organization_id: UUID | None
    from_on: date
    to_on: date
    credit_minutes: int
    honour_minutes: int
    issued_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str
    verify_url: str

    @staticmethod
    def resolve_verify_url(certificate):
        return printing.verify_url(certificate)


class PeriodIn(Schema):
    from_on: Day
    to_on: Day
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")


class AskIn(PeriodIn):
    organization_id: UUID
    purpose: string(300) = Field("", examples=["School application"])


class AskedOut(Schema):
    id: UUID
    organization_id: UUID
    from_on: date
    to_on: date
    state: str = Field(description="waiting, issued or refused")
    reason: str
    requested_at: datetime


class MyAskedOut(AskedOut):
    organization_name: str


class RequestOut(AskedOut):
    volunteer_id: UUID
    volunteer_name: str
    purpose: str


class IssueIn(Schema):
    """Head and handler are the organization's unless given."""

    head: string(100) = ""
    handler: string(100) = ""
    remarks: string(300) = ""


class ReasonIn(Schema):
    reason: Reason


class ChangeOut(Schema):
    """A record that is not what it was when it was certified; `now_minutes` is 0 for one that was revoked."""

    title: str
    title_en: str
    certified_minutes: int
    now_minutes: int
    grade: str
    now_grade: str


class VerificationOut(Schema):
    """What was certified on the day of issue, and whether it is what stands now."""

    verdict: str = Field(examples=["valid"], description="valid, corrected or withdrawn")
    number: str
    kind: str
    name: str
    document_number: str = Field(description="Masked but for its last two characters.")
    volunteer_number: str
    issuer: str
    issuer_en: str
    from_on: date
    to_on: date
    credit_minutes: int
    honour_minutes: int
    by_grade: dict[str, int]
    issued_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str
    changes: list[ChangeOut]
    checked_at: datetime

    @staticmethod
    def of(found: queries.Verification):
        certificate, said = found.certificate, found.certificate.facts
        issuer = [*said["issuer"], ""]
        return VerificationOut(
            verdict=found.verdict,
            number=certificate.number,
            kind=certificate.kind,
            name=said["name"],
            document_number=said["document_number"],
            volunteer_number=said["volunteer_number"],
            issuer=issuer[0],
            issuer_en=issuer[1],
            from_on=certificate.from_on,
            to_on=certificate.to_on,
            credit_minutes=certificate.credit_minutes,
            honour_minutes=certificate.honour_minutes,
            by_grade=found.by_grade,
            issued_at=certificate.issued_at,
            withdrawn_at=certificate.withdrawn_at,
            withdrawn_reason=certificate.withdrawn_reason,
            changes=[ChangeOut.from_orm(change) for change in found.changes],
            checked_at=found.checked_at,
        )


@router.get(
    "/me/certificates", response=list[CertificateOut], auth=needs(Scope.SERVICE_READ), summary=_("List my certificates")
)
def my_certificates(request, volunteer_id: OfWhom = None):
    """The newest fifty."""
    actor = request.auth.actor
    return queries.mine(actor, volunteer_id or actor.id)


@router.get(
    "/me/certificates/{uuid:certificate_id}.pdf",
    auth=needs(Scope.SERVICE_READ),
    summary=_("Fetch a certificate as PDF"),
)
def my_certificate_pdf(request, certificate_id: UUID, volunteer_id: OfWhom = None):
    """Signed, made anew each time."""
    actor = request.auth.actor
    certificate = queries.certificate(actor, volunteer_id or actor.id, certificate_id)
    return HttpResponse(printing.pdf(certificate, timezone.now()), content_type="application/pdf")


@router.post(
    "/me/certificates",
    response={201: CertificateOut},
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Print a national extract"),
)
@done_once
def print_extract(request, body: PeriodIn):
    """Every valid record of a period, certified at once."""
    actor = request.auth.actor
    certificate = actions.print_extract(
        actor=actor,
        volunteer_id=body.volunteer_id or actor.id,
        from_on=body.from_on,
        to_on=body.to_on,
        at=timezone.now(),
    )
    return Status(201, CertificateOut.from_orm(certificate))


@router.get(
    "/me/certificate-requests",
    response=list[MyAskedOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List what I asked for"),
)
def my_certificate_requests(request, volunteer_id: OfWhom = None):
    """Waiting, or refused with a reason; what was issued stands under the certificates."""
    actor = request.auth.actor
    return queries.my_requests(actor, volunteer_id or actor.id)


@router.post(
    "/me/certificate-requests",
    response={201: AskedOut},
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Ask an organization for a certificate"),
)
@done_once
def request_certificate(request, body: AskIn):
    """Of the organization that recorded. One request to an organization waits at a time."""
    actor = request.auth.actor
    asked = actions.request_certificate(
        actor=actor,
        volunteer_id=body.volunteer_id or actor.id,
        organization_id=body.organization_id,
        from_on=body.from_on,
        to_on=body.to_on,
        purpose=body.purpose,
        at=timezone.now(),
    )
    return Status(201, AskedOut.from_orm(asked))


@router.get(
    REQUESTS,
    response=list[RequestOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List requests for certificates"),
)
def certificate_requests(request, organization_id: UUID):
    """What waits for the organization to issue, the longest waiting first, at most fifty."""
    return queries.requests_of(request.auth.actor, organization_id)


@router.post(
    f"{REQUESTS}/{{uuid:request_id}}/issue",
    response=CertificateOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Issue a certificate"),
)
def issue_certificate(request, organization_id: UUID, request_id: UUID, body: IssueIn):
    """From the records as they stand now, and from nothing else."""
    return actions.issue(
        actor=request.auth.actor,
        organization_id=organization_id,
        request_id=request_id,
        **body.dict(),
        at=timezone.now(),
    )


@router.post(
    f"{REQUESTS}/{{uuid:request_id}}/refusal",
    response=AskedOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Refuse a certificate"),
)
def refuse_certificate(request, organization_id: UUID, request_id: UUID, body: ReasonIn):
    """With a reason. The volunteer can still print the extract."""
    return actions.refuse_request(
        actor=request.auth.actor,
        organization_id=organization_id,
        request_id=request_id,
        reason=body.reason,
        at=timezone.now(),
    )


@router.post(
    "/volunteers/{uuid:volunteer_id}/certificates/{uuid:certificate_id}/withdrawal",
    response=CertificateOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Withdraw a certificate"),
)
def withdraw_certificate(request, volunteer_id: UUID, certificate_id: UUID, body: ReasonIn):
    """By the organization that issued it. Whoever verifies it reads the reason."""
    return actions.withdraw(
        actor=request.auth.actor,
        volunteer_id=volunteer_id,
        certificate_id=certificate_id,
        reason=body.reason,
        at=timezone.now(),
    )


@router.get("/verify/{number}/{code}", response=VerificationOut, auth=None, summary=_("Verify a certificate"))
def verify_certificate(request, number: string(60), code: string(40)):
    """For anybody who holds the paper. 404 when number and code do not belong together."""
    return VerificationOut.of(queries.verify(number, code, timezone.now()))
