"""What the public log says for a certificate: a proof for each record on it, in the version that was certified."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.records import proving as record_proving
from volunteercloud.domain.records import queries as record_queries

from .models import Certificate, CertificateLine


@dataclass(frozen=True, slots=True)
class Sealed:
    """How many of the certified records stand in the log, in the tree of which size, signed when."""

    records: int
    sealed: int
    size: int
    signed_at: datetime

    @property
    def is_whole(self) -> bool:
        return self.records == self.sealed


def sealed(certificate: Certificate) -> Sealed | None:
    """What the newest checkpoint holds of a certificate; None before there is one. Three statements."""
    newest = log_queries.newest_checkpoint()
    if newest is None:
        return None
    version_ids = _version_ids(certificate)
    placed = log_queries.placed(certificate.volunteer_id, version_ids, newest.size)
    return Sealed(len(version_ids), placed, newest.size, newest.signed_at)


def bundles(certificate: Certificate) -> list[dict[str, Any]]:
    """The proofs, for whoever holds number and code: that is what lets one verify. See core/proofs.py."""
    versions = record_queries.versions_by_id(certificate.volunteer_id, _version_ids(certificate))
    return record_proving.bundles(versions)


def _version_ids(certificate: Certificate) -> list[UUID]:
    lines = CertificateLine.objects.filter(volunteer_id=certificate.volunteer_id, certificate_id=certificate.id)
    return list(lines.order_by("record_id").values_list("version_id", flat=True))
