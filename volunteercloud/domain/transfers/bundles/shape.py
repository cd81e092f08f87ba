"""What a bundle is: its parts, its text, and how the text is packed."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic_core import from_json, to_json

from volunteercloud.core import parsing
from volunteercloud.domain.records.carrying import Arrival, ArrivedVersion
from volunteercloud.domain.transfers.models import BroughtKind

FORM = "volunteercloud.bundle/1"
# Forty years of service on every day. Each version has about five thousand bytes, and packed a third of them.
MOST_RECORDS = 15_000
LARGEST_TEXT = 128 * 1024 * 1024
LARGEST_PACKED = LARGEST_TEXT // 2
# The lowest level packs what repeats, the words of findings, and takes a quarter of the time of the usual one.
LEVEL = 1


class Part(StrEnum):
    """What the person may let go along beside records, name, number, sex and birth date, which always do."""

    PROFILE = "profile"  # languages, skills, categories
    TRAININGS = "trainings"
    HONOURS = "honours"
    CERTIFICATES = "certificates"


class Faulty(Exception):
    """No bundle, or not one to be believed in any part of it. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Person:
    """Who the sender says it is about. ``number`` is the public number there; ``volunteer_ids`` are the ids there."""

    name: str
    name_latin: str
    number: str
    sex: str
    birth_on: date | None
    volunteer_ids: frozenset[UUID]
    profile: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Item:
    """A record whose proofs hold. ``origin`` is the node that recorded it."""

    record_id: UUID
    origin: str
    versions: Sequence[ArrivedVersion]

    def arrival(self, volunteer_id: UUID, node_name: str, transfer_id: UUID) -> Arrival:
        """The same for the person here."""
        return Arrival(
            volunteer_id=volunteer_id,
            record_id=self.record_id,
            versions=self.versions,
            origin=self.origin,
            node_name=node_name,
            transfer_id=transfer_id,
        )


@dataclass(frozen=True, slots=True)
class BroughtItem:
    """Something that is shown and counted nowhere (`models.Brought`)."""

    id: UUID
    kind: BroughtKind
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """A record of a bundle of our own, in the version that it says; no minutes of a revoked one."""

    record_id: UUID
    version: int
    minutes: int


def listed(document: Mapping[str, Any]) -> list[Listed]:
    """What a bundle that this node made would hand over."""
    found = []
    for record in document["records"]:
        said = from_json(record["versions"][-1]["content"])
        minutes = said["minutes"] if said["standing"] == "valid" else 0
        found.append(Listed(UUID(record["record_id"]), said["version"], minutes))
    return found


def written(document: Mapping[str, Any]) -> bytes:
    """The text of a bundle, over whose SHA-256 an offer is signed."""
    return to_json(document)


def packed(text: bytes) -> bytes:
    """The text as it is stored and sent."""
    return zlib.compress(text, LEVEL)


def unpacked(content: bytes) -> bytes:
    """The text again. Raises `Faulty` (`bundle.damaged`, `bundle.too_large`) without unpacking more than may be."""
    if len(content) > LARGEST_PACKED:
        raise Faulty("bundle.too_large")
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(content, LARGEST_TEXT)
    except zlib.error:
        raise Faulty("bundle.damaged") from None
    if unpacking.unconsumed_tail:
        raise Faulty("bundle.too_large")
    if not unpacking.eof or unpacking.unused_data:
        raise Faulty("bundle.damaged")
    return text


def read(text: bytes) -> dict[str, Any]:
    """The document in a text. Raises `Faulty` (`bundle.form`) for anything but one JSON object, and for one too deep;
    `bundle.too_large` for one with more values than any bundle has."""
    if len(text) > LARGEST_TEXT or not parsing.is_bounded(text):
        raise Faulty("bundle.too_large")
    try:
        document = from_json(text, allow_inf_nan=False)
    except ValueError:
        raise Faulty("bundle.form") from None
    if not isinstance(document, dict):
        raise Faulty("bundle.form")
    return document
