"""What a person's own copy holds beside the records: everything about their service that is kept under their name.

Each list names its fields one by one, so that nothing sealed and nothing about anybody else can slip in with a new column.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Model

from volunteercloud.domain.activities.models import MySignUp
from volunteercloud.domain.certificates import printing
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.certificates.models import Certificate
from volunteercloud.domain.claims.models import MyClaim
from volunteercloud.domain.identity.joining import rows_of
from volunteercloud.domain.identity.models import Consent, Document, DocumentState, Qualification, Volunteer
from volunteercloud.domain.members.models import Membership
from volunteercloud.domain.objections.models import Objection
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.transfers.models import Step, Transfer


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of the copy: the rows of a model that are the person's, in an order that is the same each time. ``called`` are
    fields under another name."""

    model: type[Model]
    fields: tuple[str, ...]
    order: tuple[str, ...]
    called: Mapping[str, str] = field(default_factory=dict)

    def rows(self, volunteer_id: UUID) -> Iterator[dict[str, Any]]:
        named = {name: F(path) for name, path in self.called.items()}
        found = self.model._default_manager.filter(volunteer_id__in=rows_of(volunteer_id))
        yield from found.order_by(*self.order).values(*self.fields, **named).iterator(chunk_size=500)


LISTS: Mapping[str, Listed] = {
    "trainings.json": Listed(
        Qualification,
        (
            "name",
            "number",
            "granted_by",
            "valid_from",
            "valid_to",
            "stated_at",
            "seen_at",
            "seen_by_name",
            "withdrawn_at",
        ),
        ("stated_at", "id"),
    ),
    "sign-ups.json": Listed(
        MySignUp,
        ("organization_name", "title", "title_en", "post", "post_en", "place", "place_en", "state", "absence"),
        ("during", "shift_id"),
        {"starts_at": "during__startswith", "ends_at": "during__endswith"},
    ),
    "claims.json": Listed(
        MyClaim,
        (
            *(
                "organization_name",
                "organization_name_en",
                "title",
                "title_en",
                "starts_at",
                "ends_at",
                "text",
                "state",
            ),
            *("claimed_at", "served_from", "served_to", "reason", "closed_at", "answered_by_name", "record_id"),
        ),
        ("claimed_at", "claim_id"),
    ),
    "objections.json": Listed(
        Objection,
        (
            *("record_id", "version", "organization_name", "organization_name_en", "title", "title_en", "day", "side"),
            *("raised_at", "grounds", "wish", "wished_from", "wished_to", "wished_break", "state", "answer"),
            *("answered_by_name", "answered_at", "statement", "outcome", "appeal", "appealed_at", "closed_at"),
        ),
        ("raised_at", "id"),
    ),
    "organizations.json": Listed(
        Membership, ("organization_id", "state", "name", "asked_at", "joined_at"), ("organization_id",)
    ),
    "consents.json": Listed(Consent, ("purpose", "version", "given_at", "withdrawn_at"), ("given_at", "id")),
    "transfers.json": Listed(
        Transfer,
        ("id", "node_name", "side", "state", "records", "minutes", "code", "begun_at", "moved_at", "ended_at"),
        ("begun_at", "id"),
    ),
    # The steps as both nodes signed them: the proof that records were handed over, and to whom.
    "transfer-steps.json": Listed(
        Step, ("transfer_id", "kind", "number", "at", "document"), ("at", "transfer_id", "kind", "number")
    ),
}


def profile(volunteer: Volunteer) -> dict[str, Any]:
    """Who the person is, as they would see it on their own pages: the number of the document by its last characters."""
    document = verified_document(volunteer.id)
    region = volunteer.region_id or ""
    return {
        "number": volunteer.number,
        "name": volunteer.name,
        "name_latin": volunteer.name_latin,
        "sex": volunteer.sex,
        "birth_on": volunteer.birth_on,
        "nationality": volunteer.nationality,
        "real_name_level": volunteer.real_name_level,
        "real_name_at": volunteer.real_name_at,
        "document": {"kind": document.kind, "number": document.masked} if document else None,
        "region": {
            "code": region,
            "name": region_queries.full_name(region, "zh-hans") if region else "",
            "name_en": region_queries.full_name(region, "en") if region else "",
        },
        "skills": volunteer.skills,
        "languages": volunteer.languages,
        "categories": volunteer.categories,
        "registered_at": volunteer.registered_at,
    }


def verified_document(volunteer_id: UUID) -> Document | None:
    found = Document.objects.filter(volunteer_id=volunteer_id, state=DocumentState.VERIFIED)
    return found.defer("photo_sealed").first()


def certificates(volunteer_id: UUID, at: datetime) -> Iterator[dict[str, Any]]:
    """Every certificate with where to verify it and whether it stands at this moment."""
    found = Certificate.objects.filter(volunteer_id__in=rows_of(volunteer_id)).order_by("issued_at", "id")
    for certificate in found.iterator(chunk_size=500):
        issuer, issuer_en = [*certificate.facts["issuer"], ""][:2]
        yield {
            "number": certificate.number,
            "code": certificate.code,
            "kind": certificate.kind,
            "issuer": issuer,
            "issuer_en": issuer_en,
            "from_on": certificate.from_on,
            "to_on": certificate.to_on,
            "credit_minutes": certificate.credit_minutes,
            "honour_minutes": certificate.honour_minutes,
            "issued_at": certificate.issued_at,
            "state": certificate_queries.standing_of(certificate, at).verdict,
            "withdrawn_at": certificate.withdrawn_at,
            "withdrawn_reason": certificate.withdrawn_reason,
            "verify_url": printing.verify_url(certificate),
        }


def listed(rows: Iterator[Mapping[str, Any]]) -> Iterator[bytes]:
    """A JSON list, a row a line, written as it is read."""
    begun = False
    for row in rows:
        yield (b",\n" if begun else b"[\n") + written(row)
        begun = True
    yield b"\n]\n" if begun else b"[]\n"


def written(found: Mapping[str, Any]) -> bytes:
    return json.dumps(found, ensure_ascii=False, default=_plain).encode()


def _plain(value: UUID | datetime | date) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
