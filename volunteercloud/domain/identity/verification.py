"""Asking whether a document exists and belongs to the name on it: one question, three ways to have it answered.

Which way is a setting. None of them raises for what a provider may do: being away or answering nonsense is an outcome
too. What a level means follows NIST SP 800-63A: 1 the attributes hold together or match a source, 2 the provider also
made sure that the person who claims them is the one they describe.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.conf import settings

from volunteercloud.core import calls

from . import signed_http


class Finding(StrEnum):
    MATCHED = "matched"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"  # the source has no such document
    REVIEW = "review"  # a person has to look at it
    UNAVAILABLE = "unavailable"  # no answer that can be trusted; ask again later


@dataclass(frozen=True, slots=True)
class DocumentClaim:
    """What a person claims: this document, this name. Number and name never show in a repr, and so in no log."""

    kind: str
    number: str = field(repr=False)
    name: str = field(repr=False)
    birth_on: date = field(repr=False)
    sex: str = "9"
    country: str = "CN"
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. ``reference`` is the provider's own mark for the answer; ``level`` is 0 unless matched."""

    finding: Finding
    level: int
    provider: str
    reference: str = ""


class Provider(Protocol):
    def verify(self, claim: DocumentClaim, *, request_id: UUID, at: datetime) -> Outcome:
        """Answer for one claim. The same ``request_id`` asked again is the same question, and costs nothing more."""


class ChecksumProvider:
    """For demonstrations: what came here passed the checks of `documents`, and nobody else is asked."""

    name = "checksum"

    def verify(self, claim: DocumentClaim, *, request_id: UUID, at: datetime) -> Outcome:  # noqa: ARG002
        return Outcome(Finding.MATCHED, 1, self.name)


class OfficerProvider:
    """Every claim waits for an officer, who compares it with a picture of the document."""

    name = "officer"

    def verify(self, claim: DocumentClaim, *, request_id: UUID, at: datetime) -> Outcome:  # noqa: ARG002
        return Outcome(Finding.REVIEW, 0, self.name)


class HttpProvider:
    """A service outside, spoken to in the signed contract of docs/api/real-name.md."""

    name = "http"

    def __init__(self, url: str, secret: str, *, seconds: float = 5.0) -> None:
        self._channel = signed_http.Channel(url, secret.encode(), seconds=seconds)

    def verify(self, claim: DocumentClaim, *, request_id: UUID, at: datetime) -> Outcome:
        question = {
            "version": 1,
            "request_id": str(request_id),
            "document": {
                "kind": claim.kind,
                "number": claim.number,
                "country": claim.country,
                "expires_on": claim.expires_on.isoformat() if claim.expires_on else None,
            },
            "person": {"name": claim.name, "birth_on": claim.birth_on.isoformat(), "sex": claim.sex},
        }
        try:
            answer = self._channel.ask(question, request_id=request_id, at=at)
            return self._outcome(answer, request_id)
        except calls.Unanswered as reason:
            return Outcome(Finding.UNAVAILABLE, 0, self.name, reference=reason.code)

    def _outcome(self, answer: dict[str, object], request_id: UUID) -> Outcome:
        result, level, reference = answer.get("result"), answer.get("level", 0), answer.get("reference", "")
        if (
            answer.get("request_id") != str(request_id)
            or result not in {Finding.MATCHED, Finding.MISMATCH, Finding.UNKNOWN}
            or type(level) is not int
            or not isinstance(reference, str)
            or len(reference) > 100
        ):
            raise calls.Unanswered("malformed")
        finding = Finding(str(result))
        if finding is not Finding.MATCHED:
            return Outcome(finding, 0, self.name, reference)
        if level not in {1, 2}:
            raise calls.Unanswered("malformed")
        return Outcome(finding, level, self.name, reference)


def provider() -> Provider:
    """The provider that the settings name. Raises ValueError where they name none, or "http" without its address."""
    match settings.REAL_NAME_PROVIDER:
        case "checksum":
            return ChecksumProvider()
        case "officer":
            return OfficerProvider()
        case "http":
            if not (settings.REAL_NAME_URL and settings.REAL_NAME_SECRET):
                raise ValueError('REAL_NAME_PROVIDER "http" needs VOLUNTEERCLOUD_REAL_NAME_URL and _SECRET')
            return HttpProvider(settings.REAL_NAME_URL, settings.REAL_NAME_SECRET)
        case other:
            raise ValueError(f"REAL_NAME_PROVIDER {other!r} is none of checksum, officer, http")
