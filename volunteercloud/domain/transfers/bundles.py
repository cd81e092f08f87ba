"""The bundle 数据包: what a node says of a person whose records it would hand over, so that the other can verify all of it.

A JSON document. Each version of a record comes in both parts of its canonical form, with the salt of its leaf and the path
that leads from it to one checkpoint of the sender's log; what came from a third node comes with the proofs of that node,
too. The offer is signed over the digest of the very text, and the receiver keeps that text: whatever field it does not
know is kept with it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from volunteercloud.domain.records.carrying import Arrival, ArrivedVersion

from .models import BroughtKind

FORM = "volunteercloud.bundle/1"


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
class Fault:
    """A record whose proof does not hold: refused with this code."""

    record_id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle comes to. ``faults`` and ``items`` together are every record in it."""

    person: Person
    items: list[Item]
    brought: list[BroughtItem] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def made(
    volunteer_ids: Collection[UUID], consented: Mapping[UUID, Collection[str]], at: datetime
) -> dict[UUID, dict[str, Any]]:
    """The bundles of many people, by person; ``consented`` are the `Part`s each of them lets go along.

    A number of statements that does not depend on how many. Who has something that waits for its place in the log is left
    out: ask again a second later.
    """
    raise NotImplementedError


def made_of(records: Mapping[UUID, Collection[UUID]], at: datetime) -> dict[UUID, dict[str, Any]]:
    """The bundles of an amendment: these records alone, by person, wherever they count now."""
    raise NotImplementedError


def written(document: Mapping[str, Any]) -> bytes:
    """The text of a bundle, over whose SHA-256 an offer is signed."""
    raise NotImplementedError


def packed(text: bytes) -> bytes:
    """The text as it is stored and sent."""
    raise NotImplementedError


def unpacked(content: bytes) -> bytes:
    """The text again. Raises `Faulty` (`bundle.damaged`, `bundle.too_large`) without unpacking more than may be."""
    raise NotImplementedError


def read(text: bytes) -> dict[str, Any]:
    """The document in a text. Raises `Faulty` (`bundle.form`) for anything but one JSON object, and for one too deep."""
    raise NotImplementedError


def checked(document: Mapping[str, Any], node_name: str, vkeys: Mapping[str, str]) -> Checked:
    """Verify everything: the node's checkpoint, and of each record's versions that they are sealed in it. Pure.

    ``vkeys`` are the verifier keys of the logs of the nodes known here, by node, ``node_name`` among them. Raises `Faulty`
    where nothing can be believed (`bundle.form`, `bundle.checkpoint`, `bundle.too_many` …); a record that does not hold is a
    fault of its own (`record.proof`, `record.form`, `record.gap`, `record.doubled`, `record.person`, `record.details` …).
    """
    raise NotImplementedError
