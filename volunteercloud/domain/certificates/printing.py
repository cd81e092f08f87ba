"""A certificate as the PDF people keep: its frozen facts set on paper and signed, made anew at each download."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids, press
from volunteercloud.core.errors import Refused
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import ServiceRecord

from . import paper, proving
from .models import Certificate, CertificateLine, Kind

PRESS = press.command("volunteercloud.domain.certificates.press")


def verify_url(certificate: Certificate) -> str:
    return f"{settings.SITE_URL}/c/{certificate.number}/{certificate.code}/"


def pdf(certificate: Certificate, at: datetime) -> bytes:
    """The signed PDF. Two printings say the same and differ in the moment of their signature and the proof of that day.

    Refused (`certificate.printing`) when the press is busy for too long or fails; nothing is lost, the facts stand.
    """
    return _printed(paper.said(facts_of(certificate)), at)


def _printed(said: dict[str, object], at: datetime) -> bytes:
    try:
        return press.printed(PRESS, {"said": said, "signed_at": at.isoformat()})
    except press.NotPrinted:
        raise _not_printed() from None


def _not_printed() -> Refused:
    return Refused(
        "certificate.printing",
        _("The certificate could not be printed just now: the press is busy or has failed."),
        next_step=_("Try again in a minute. The certificate itself stands and can be verified."),
    )


def facts_of(certificate: Certificate) -> paper.CertificateFacts:
    said: dict[str, Any] = certificate.facts
    lines = list(
        CertificateLine.objects.filter(volunteer_id=certificate.volunteer_id, certificate_id=certificate.id).order_by(
            "record_id"
        )
    )
    minutes: dict[str, int] = {}
    for line in lines:
        minutes[line.grade] = minutes.get(line.grade, 0) + line.minutes
    is_extract = certificate.kind == Kind.EXTRACT
    versions = (
        record_queries.versions_by_id(certificate.volunteer_id, [line.version_id for line in lines])
        if is_extract
        else []
    )
    return paper.CertificateFacts(
        kind=paper.PaperKind(certificate.kind),
        number=ids.grouped(certificate.number, by="-"),
        name=said["name"],
        latin_name=said["latin_name"],
        document_kind=paper.Both(
            code_queries.label("document_kind", said["document_kind"], "zh-hans"),
            code_queries.label("document_kind", said["document_kind"], "en"),
        ),
        document_number=said["document_number"],
        volunteer_number=ids.grouped(said["volunteer_number"]),
        starts_on=certificate.from_on,
        ends_on=certificate.to_on,
        minutes=minutes,
        content=() if is_extract else tuple(paper.Both(zh, en) for zh, en in said["content"]),
        issuer=paper.Both(*said["issuer"]),
        head=paper.Both(said["head"]) if said["head"] else None,
        handler=paper.Both(said["handler"]) if said["handler"] else None,
        contact=said["contact"],
        issued_on=timezone.localdate(certificate.issued_at),
        remarks=_remarks(said),
        seal_image=_seal(certificate),
        verify_url=verify_url(certificate),
        entries=tuple(_entry(version) for version in versions),
        log=_log(certificate),
        specimen=settings.DEMO,
    )


def _remarks(said: dict[str, Any]) -> tuple[paper.Both, ...]:
    remarks = [paper.Both(said["remarks"])] if said["remarks"] else []
    if successor := said.get("successor"):
        zh, en = successor[0], successor[1] or successor[0]
        remarks.append(
            paper.Both(
                f"服务的组织已终止，由承接组织“{zh}”出具",
                f"The organization served has ended; issued by its successor, {en}",
            )
        )
    return tuple(remarks)


def _log(certificate: Certificate) -> paper.LogFacts | None:
    """The proofs go with the paper once all of it is proved, which is seconds after the newest record."""
    sealed = proving.sealed(certificate)
    if sealed is None or not sealed.is_whole:
        return None
    bundles = json.dumps(proving.bundles(certificate), ensure_ascii=False)
    return paper.LogFacts(
        records=sealed.records, size=sealed.size, signed_on=timezone.localdate(sealed.signed_at), proofs=bundles
    )


def _entry(version: ServiceRecord) -> paper.Entry:
    return paper.Entry(
        day=version.day,
        content=paper.Both(version.title, version.title_en),
        organization=paper.Both(version.organization_name, version.organization_name_en),
        minutes=version.minutes,
        grade=version.grade,
    )


def _seal(certificate: Certificate) -> bytes:
    if certificate.organization_id is None:
        return b""
    sealed_by = certificate.facts.get("sealed_by") or certificate.organization_id
    seal = Organization.objects.filter(id=sealed_by).values_list("seal", flat=True).first()
    return bytes(seal or b"")
