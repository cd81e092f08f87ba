"""A person's certificates, what an organization is asked for, and whether a certificate still stands: the public question."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.core.reading import Given, Reading, among
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.joining import rows_of
from volunteercloud.domain.objections import queries as objection_queries
from volunteercloud.domain.organizations import register

from . import certifying, comparing
from .comparing import Change
from .models import Certificate, CertificateLine, CertificateNumber, CertificateRequest, MyRequest, RequestState

LONGEST_NUMBER = 20  # as its column
PAGE = 50
NUMBERED = Reading(
    lambda: CertificateNumber.objects.filter(number=Given("number")).values_list("volunteer_id", "certificate_id")
)
CERTIFICATE = Reading(lambda: Certificate.objects.filter(volunteer_id=Given("volunteer_id"), id=Given("id")))
LINES = Reading(
    lambda: comparing.in_order(
        CertificateLine.objects.filter(volunteer_id=Given("volunteer_id"), certificate_id=Given("certificate_id"))
    )
)


class Verdict(StrEnum):
    VALID = "valid"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was certified, frozen on the day of issue, and whether that is what stands now."""

    verdict: Verdict
    certificate: Certificate
    by_grade: dict[str, int]
    changes: list[Change]
    checked_at: datetime


def verify(number: str, code: str, at: datetime) -> Verification:
    """Whether a certificate stands, for anybody who has its number and code. `NotFound` when they do not belong together.

    The state is compared with the records at this moment and stored nowhere, so a correction shows at once.
    """
    certificate, code = by_number(number), ids.clean_public_code(code)
    if not hmac.compare_digest(certificate.code.encode(), code.encode()):
        raise NotFound
    return standing_of(certificate, at)


def by_number(number: str) -> Certificate:
    """A certificate by the number printed on it. Who may see it is asked by whoever calls."""
    cleaned = ids.clean_public_code(number)
    # A distributed database fails at what is longer than the column, as it looks for the machine that would have it.
    if len(cleaned) > LONGEST_NUMBER:
        raise NotFound
    claim = NUMBERED.one(number=cleaned)
    found = CERTIFICATE.one(volunteer_id=claim[0], id=claim[1]) if claim else None
    if found is None:
        raise NotFound
    return found


def standing_of(certificate: Certificate, at: datetime) -> Verification:
    written = LINES.all(volunteer_id=certificate.volunteer_id, certificate_id=certificate.id)
    lines = [comparing.Line(*row) for row in written]
    changes = comparing.changes(certificate.volunteer_id, lines)
    by_grade: dict[str, int] = {}
    for line in lines:
        by_grade[line.grade] = by_grade.get(line.grade, 0) + line.minutes
    verdict = Verdict.WITHDRAWN if certificate.withdrawn_at else Verdict.CORRECTED if changes else Verdict.VALID
    return Verification(verdict, certificate, by_grade, changes, at)


def changed_since(volunteer_id: UUID, record_id: UUID) -> list[Certificate]:
    """A person's certificates that no longer agree with a record on them, for the job that tells the holder."""
    written = CertificateLine.objects.filter(volunteer_id=volunteer_id, record_id=record_id)
    lines = [comparing.Line(*row) for row in comparing.in_order(written)]
    changed = {line.certificate_id for line in lines if comparing.changes(volunteer_id, [line])}
    found = Certificate.objects.filter(volunteer_id=volunteer_id, id__in=changed, withdrawn_at__isnull=True)
    return list(found.order_by("issued_at", "id")[:PAGE])


def mine(viewer: Actor, volunteer_id: UUID) -> list[Certificate]:
    """A person's certificates, the newest first."""
    if not identity_rules.may_see_service(viewer, volunteer_id):
        raise NotFound
    return list(Certificate.objects.filter(volunteer_id__in=rows_of(volunteer_id)).order_by("-issued_at", "-id")[:PAGE])


def under_objection(volunteer_id: UUID, certificates: list[Certificate]) -> set[UUID]:
    """Which of a person's certificates carry a record that somebody objects to. For the holder's eyes alone: until it is
    decided, the record stands. The caller has asked who may see them."""
    shown = [certificate.id for certificate in certificates]
    lines = CertificateLine.objects.filter(volunteer_id=volunteer_id, certificate_id__in=shown)
    pairs = list(lines.values_list("certificate_id", "record_id"))
    contested = objection_queries.contested(volunteer_id, [record_id for _certificate_id, record_id in pairs])
    return {certificate_id for certificate_id, record_id in pairs if record_id in contested}


def my_requests(viewer: Actor, volunteer_id: UUID) -> list[MyRequest]:
    """What a person has asked organizations for and has not been given: waiting, or refused with a reason."""
    if not identity_rules.may_see_service(viewer, volunteer_id):
        raise NotFound
    found = MyRequest.objects.filter(volunteer_id=volunteer_id).exclude(state=RequestState.ISSUED)
    return list(found.order_by("-requested_at", "-id")[:PAGE])


def certificate(viewer: Actor, volunteer_id: UUID, certificate_id: UUID) -> Certificate:
    """One certificate of a person, for themselves or their guardian."""
    if not identity_rules.may_see_service(viewer, volunteer_id):
        raise NotFound
    found = Certificate.objects.filter(volunteer_id__in=rows_of(volunteer_id), id=certificate_id).first()
    if found is None:
        raise NotFound
    return found


def requests_of(viewer: Actor, organization_id: UUID) -> list[CertificateRequest]:
    """What waits for an organization to issue, the longest waiting first; with what was asked of those it succeeded."""
    if not certifying.can_certify(viewer, organization_id):
        raise NotAllowed("organization.not_manager")
    owed = [organization_id, *register.predecessor_ids(organization_id)]
    waiting = CertificateRequest.objects.filter(organization_id__in=among(owed), state=RequestState.WAITING)
    return list(waiting.select_related("organization").order_by("requested_at", "id")[:PAGE])
