from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, system
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.hooks import noting as hooks
from volunteercloud.domain.hooks.kinds import Kind as HookKind
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Document, DocumentState, Volunteer
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.organizations import register
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import CREDIT_GRADES, RecordHead

from . import certifying
from .models import (
    Certificate,
    CertificateLine,
    CertificateNumber,
    CertificateRequest,
    Kind,
    MyRequest,
    RequestState,
)

TITLES_NAMED = 8


@transaction.atomic
def request_certificate(
    *,
    actor: Actor,
    volunteer_id: UUID,
    organization_id: UUID,
    from_on: date,
    to_on: date,
    purpose: str = "",
    at: datetime,
) -> CertificateRequest:
    """Ask the organization that recorded for a certificate of a period.

    Refused when it recorded nothing in that period (`certificate.nothing`), and while an earlier request to it waits
    (`certificate.requested`).
    """
    volunteer = identity_queries.volunteer(volunteer_id)
    organization = Organization.objects.filter(id=organization_id).first()

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("certificate.not_yours")
    if organization is None:
        raise NotFound

    to_on = _not_after_today(to_on, at)
    _records(volunteer_id, from_on, to_on, organization_id)

    request = CertificateRequest(
        organization_id=organization_id,
        id=ids.uuid7(),
        volunteer_id=volunteer_id,
        volunteer_name=volunteer.name,
        from_on=from_on,
        to_on=to_on,
        purpose=purpose.strip()[:300],
        requested_at=at,
    )
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        if broken_by(error).startswith("certificate_request_once"):
            raise Refused(
                "certificate.requested",
                _("You have asked this organization already, and it has not answered yet."),
                next_step=_("You will be told when it does."),
            ) from error
        raise
    MyRequest.objects.create(
        volunteer_id=volunteer_id,
        id=request.id,
        organization_id=organization_id,
        organization_name=organization.name,
        from_on=from_on,
        to_on=to_on,
        requested_at=at,
    )

    _tell(actor, "certificates.requested", volunteer, organization_id, request.id, organization.name, at)
    return request


@transaction.atomic
def issue(
    *,
    actor: Actor,
    organization_id: UUID,
    request_id: UUID,
    head: str = "",
    handler: str = "",
    remarks: str = "",
    at: datetime,
) -> Certificate:
    """Issue what was asked for, with the records as they stand now. Free of charge, from records only (MCA order 67).

    What an organization recorded that has ended is certified by its successor, in the name of the one that recorded.
    Refused when decided already (`certificate.decided`), without a head and a handler (`certificate.signatories`), for
    an organization that may not act (`organization.suspended` …), and for oneself or one's child.
    """
    request = _waiting(organization_id, request_id)
    organization = Organization.objects.get(id=organization_id)
    certifier = _certifier(organization)

    if not certifying.can_certify(actor, organization_id):
        raise NotAllowed("organization.not_manager")
    if identity_rules.may_act_for(actor, request.volunteer_id):
        raise NotAllowed("certificate.own")

    organization_rules.check_active(certifier)
    head, handler = head.strip() or certifier.head, handler.strip() or certifier.handler
    if not head or not handler:
        raise Refused(
            "certificate.signatories",
            _("A certificate names the head of the organization and the person who handled it."),
            next_step=_("Fill in both names."),
            field="head" if not head else "handler",
        )

    certificate = _write(
        identity_queries.volunteer(request.volunteer_id),
        _records(request.volunteer_id, request.from_on, request.to_on, organization_id),
        request.from_on,
        request.to_on,
        at,
        kind=Kind.ORGANIZATION,
        organization=organization,
        said={
            "issuer": [organization.name, organization.name_en],
            "head": head,
            "handler": handler,
            "contact": certifier.contact_email or certifier.contact_phone,
            "remarks": remarks.strip()[:300],
            **_said_of_successor(organization, certifier),
        },
        issued_by=actor.id,
    )
    _decide(request, RequestState.ISSUED, actor, "", at, certificate.id)

    _announce(actor, "certificate_issued", certificate.volunteer_id, organization.name, "", at)
    _tell_of(actor, "certificates.issued", certificate, organization_id, at)
    _tell_hooks(HookKind.CERTIFICATE_ISSUED, certificate, organization_id, at)
    return certificate


@transaction.atomic
def refuse_request(
    *, actor: Actor, organization_id: UUID, request_id: UUID, reason: str, at: datetime
) -> CertificateRequest:
    """Answer a request with no and why (`certificate.reason`). The volunteer can still print the extract."""
    request = _waiting(organization_id, request_id)

    if not certifying.can_certify(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    reason = _stated(reason)

    _decide(request, RequestState.REFUSED, actor, reason, at, None)

    volunteer = identity_queries.volunteer(request.volunteer_id)
    organization = Organization.objects.get(id=organization_id)
    _announce(actor, "certificate_refused", volunteer.id, organization.name, reason, at)
    _tell(actor, "certificates.refused", volunteer, organization_id, request.id, organization.name, at)
    return request


@transaction.atomic
def print_extract(*, actor: Actor, volunteer_id: UUID, from_on: date, to_on: date, at: datetime) -> Certificate:
    """Certify every valid record of a period at once: the national extract, which needs nobody's decision.

    Refused without any record in the period (`certificate.nothing`) or a verified real name (`certificate.real_name`).
    """
    volunteer = identity_queries.volunteer(volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("certificate.not_yours")

    to_on = _not_after_today(to_on, at)
    certificate = _write(
        volunteer,
        _records(volunteer_id, from_on, to_on, None),
        from_on,
        to_on,
        at,
        kind=Kind.EXTRACT,
        organization=None,
        said={"issuer": ["志愿云", "Volunteer Cloud"], "head": "", "handler": "", "contact": "", "remarks": ""},
        issued_by=None,
    )

    _tell_of(actor, "certificates.extract_printed", certificate, volunteer_id, at)
    return certificate


@transaction.atomic
def withdraw(*, actor: Actor, volunteer_id: UUID, certificate_id: UUID, reason: str, at: datetime) -> Certificate:
    """The issuing organization, or its successor, takes a certificate back, with a reason that whoever verifies it reads."""
    certificate = Certificate.objects.select_for_update().filter(volunteer_id=volunteer_id, id=certificate_id).first()
    if certificate is None or certificate.organization_id is None:
        raise NotFound

    if not certifying.can_certify(actor, certificate.organization_id):
        raise NotAllowed("organization.not_manager")

    reason = _stated(reason)
    if certificate.withdrawn_at:
        raise Refused("certificate.withdrawn", _("This certificate has been withdrawn already."))

    certificate.withdrawn_at, certificate.withdrawn_reason = at, reason
    certificate.save(update_fields=["withdrawn_at", "withdrawn_reason"])

    _tell_of(actor, "certificates.withdrawn", certificate, certificate.organization_id, at)
    _tell_hooks(HookKind.CERTIFICATE_REVOKED, certificate, certificate.organization_id, at)
    return certificate


def _certifier(organization: Organization) -> Organization:
    """The organization itself or, once it has ended, the last of its successors."""
    if organization.state not in organization_rules.ENDED:
        return organization
    return Organization.objects.get(id=register.certifier_id(organization.id))


def _said_of_successor(organization: Organization, certifier: Organization) -> dict[str, Any]:
    if certifier.id == organization.id:
        return {}
    return {"successor": [certifier.name, certifier.name_en], "sealed_by": str(certifier.id)}


def _waiting(organization_id: UUID, request_id: UUID) -> CertificateRequest:
    request = (
        CertificateRequest.objects.select_for_update().filter(organization_id=organization_id, id=request_id).first()
    )
    if request is None:
        raise NotFound
    if request.state != RequestState.WAITING:
        raise Refused(
            "certificate.decided",
            _("This request has been answered already by %(name)s.") % {"name": request.decided_by_name},
        )
    return request


def _stated(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < 4:
        raise Refused("certificate.reason", _("Say why, in a sentence: the volunteer is told."), field="reason")
    return reason[:1000]


def _not_after_today(to_on: date, at: datetime) -> date:
    """Nothing is certified of days to come: a period that reaches beyond today ends today."""
    return min(to_on, timezone.localdate(at))


def _records(volunteer_id: UUID, from_on: date, to_on: date, organization_id: UUID | None) -> list[RecordHead]:
    if to_on < from_on:
        raise Refused("certificate.period", _("The period ends before it begins."), field="to_on")
    heads = record_queries.valid_between(volunteer_id, from_on, to_on, organization_id)
    if not heads:
        raise Refused(
            "certificate.nothing",
            _("There is no valid service record in this period."),
            next_step=_("Choose another period; your records stand under “My service”."),
            field="from_on",
        )
    return heads


def _write(
    volunteer: Volunteer,
    heads: list[RecordHead],
    from_on: date,
    to_on: date,
    at: datetime,
    *,
    kind: Kind,
    organization: Organization | None,
    said: dict[str, Any],
    issued_by: UUID | None,
) -> Certificate:
    document = Document.objects.filter(volunteer_id=volunteer.id, state=DocumentState.VERIFIED).first()
    if document is None:
        raise Refused(
            "certificate.real_name",
            _("A certificate is made out to a verified real name only."),
            next_step=_("Register your document first."),
        )
    titles = dict.fromkeys((head.record.title, head.record.title_en) for head in reversed(heads))
    credit = sum(head.minutes for head in heads if head.grade in CREDIT_GRADES)
    certificate = Certificate(
        volunteer_id=volunteer.id,
        id=ids.uuid7(),
        number=ids.public_code(f"ZM{timezone.localtime(at):%y}", 7),
        code=ids.public_code("", 7),
        kind=kind,
        organization_id=organization.id if organization else None,
        from_on=from_on,
        to_on=to_on,
        credit_minutes=credit,
        honour_minutes=sum(head.minutes for head in heads) - credit,
        facts=said
        | {
            "name": volunteer.name,
            "latin_name": volunteer.name_latin,
            "document_kind": document.kind,
            "document_number": document.masked,
            "volunteer_number": volunteer.number,
            "content": [list(pair) for pair in list(titles)[:TITLES_NAMED]],
        },
        issued_at=at,
        issued_by=issued_by,
    )
    certificate.save(force_insert=True)
    CertificateNumber.objects.create(
        number=certificate.number, volunteer_id=volunteer.id, certificate_id=certificate.id
    )
    CertificateLine.objects.bulk_create(
        CertificateLine(
            volunteer_id=volunteer.id,
            certificate_id=certificate.id,
            record_id=head.record_id,
            version_id=head.version_id,
            minutes=head.minutes,
            grade=head.grade,
        )
        for head in heads
    )
    return certificate


def _decide(
    request: CertificateRequest,
    state: RequestState,
    actor: Actor,
    reason: str,
    at: datetime,
    certificate_id: UUID | None,
) -> None:
    """Both sides of a request, in one transaction."""
    request.state, request.reason, request.certificate_id = state, reason, certificate_id
    request.decided_at, request.decided_by_name = at, actor.label
    request.save(update_fields=["state", "reason", "certificate_id", "decided_at", "decided_by_name"])
    MyRequest.objects.filter(volunteer_id=request.volunteer_id, id=request.id).update(state=state, reason=reason)


def _announce(actor: Actor, template: str, volunteer_id: UUID, organization: str, reason: str, at: datetime) -> None:
    messages.tell(
        actor=actor or system("certificates"),
        recipient=identity_queries.recipient(volunteer_id),
        template=template,
        facts={"organization": organization, "reason": reason},
        link="/me/certificates/",
        at=at,
    )


def _tell(
    actor: Actor, name: str, volunteer: Volunteer, owner_id: UUID, request_id: UUID, label: str, at: datetime
) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=owner_id,
        subject=("certificate_request", request_id, label),
        region_code=volunteer.region_id or "",
        facts={"volunteer": str(volunteer.id)},
    )


def _tell_of(actor: Actor, name: str, certificate: Certificate, owner_id: UUID, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=owner_id,
        subject=("certificate", certificate.id, certificate.number),
        facts={
            "volunteer": str(certificate.volunteer_id),
            "credit_minutes": certificate.credit_minutes,
            "honour_minutes": certificate.honour_minutes,
        },
    )


def _tell_hooks(kind: HookKind, certificate: Certificate, organization_id: UUID, at: datetime) -> None:
    named = {"certificate_id": certificate.id, "volunteer_id": certificate.volunteer_id}
    hooks.note(organization_id, [hooks.Event(kind, named)], at)
