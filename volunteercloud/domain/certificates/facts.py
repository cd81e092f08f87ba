"""What a certificate says: the facts frozen at issue, apart from how they are printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple


class PaperKind(StrEnum):
    ORGANIZATION = "organization"
    EXTRACT = "extract"


class Both(NamedTuple):
    """A text in Chinese and in English. Where it exists in one language only, the other is empty."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One service record, as a line of the national extract."""

    day: date
    content: Both
    organization: Both
    minutes: int
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What a certificate says. The fields are those of the 2015 guidance on certifying volunteer records.

    ``minutes`` are by evidence grade, A to E. ``document_number`` comes masked. Head and handler sign for an
    organization; a national extract has neither. ``seal_image`` (PNG, JPEG or WebP) replaces the drawn seal of
    ``seal_text``, which is the issuer's name unless given.
    """

    kind: PaperKind
    number: str
    name: str
    latin_name: str = ""
    document_kind: Both
    document_number: str
    volunteer_number: str
    starts_on: date
    ends_on: date
    minutes: Mapping[str, int]
    content: tuple[Both, ...] = ()
    issuer: Both
    head: Both | None = None
    handler: Both | None = None
    contact: str = ""
    issued_on: date
    remarks: tuple[Both, ...] = ()
    seal_text: str = ""
    seal_image: bytes = field(default=b"", repr=False)
    verify_url: str
    entries: tuple[Entry, ...] = ()
    specimen: bool = False


# Facts that are stored elsewhere: the lines of the certificate, and the seal's picture.
STORED_APART = frozenset({"entries", "seal_image"})


def to_json(facts: CertificateFacts) -> dict[str, Any]:
    """The facts as JSON, without what is `STORED_APART`."""
    stored = {item.name: getattr(facts, item.name) for item in fields(facts) if item.name not in STORED_APART}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in stored.items()}


def from_json(
    stored: Mapping[str, Any], *, entries: tuple[Entry, ...] = (), seal_image: bytes = b""
) -> CertificateFacts:
    """The facts that `to_json` made JSON of, with what was stored apart."""
    values = dict(stored)
    for name in ("starts_on", "ends_on", "issued_on"):
        values[name] = date.fromisoformat(values[name])
    for name in ("document_kind", "issuer", "head", "handler"):
        values[name] = values[name] and Both(*values[name])
    for name in ("content", "remarks"):
        values[name] = tuple(Both(*text) for text in values[name])
    values["kind"] = PaperKind(values["kind"])
    return CertificateFacts(**values, entries=entries, seal_image=seal_image)
