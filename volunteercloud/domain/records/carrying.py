"""Records on their way between nodes: what arrives, what is said of each, and what is handed over.

Ids of records and of versions are the same everywhere. What differs from node to node is under whose id they stand, and
the leaf in that node's own log: the receiver seals each version anew, and keeps the bundle that it came in as evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from .models import RecordHead, ServiceRecord

# Among the flags of a record that stays at its version here, because what its origin wrote since would overlap.
BEHIND = "carried.behind"


class Outcome(StrEnum):
    """What the receiver says of one record."""

    ACCEPTED = "accepted"
    HERE = "here"  # stands here already in this version, or in a later one
    REFUSED = "refused"  # stays where it is; the code says why


@dataclass(frozen=True, slots=True)
class ArrivedVersion:
    """A version as it was sealed elsewhere: both parts of its canonical form (`records.canonical`), byte by byte."""

    content: bytes
    details: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A record with its whole history, the first version first. ``volunteer_id`` is the person here; ``origin`` the node that
    recorded it and alone corrects it, ``node_name`` the one that hands it over, in the transfer ``transfer_id``."""

    volunteer_id: UUID
    record_id: UUID
    versions: Sequence[ArrivedVersion]
    origin: str
    node_name: str
    transfer_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of an arrival. ``code`` is why it was refused; ``version`` the version that stands here then, ``minutes``
    what of it counts: none of a revoked or refused record."""

    volunteer_id: UUID
    record_id: UUID
    outcome: Outcome
    code: str = ""
    version: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One record in the version that the other node was given. ``volunteer_id`` is the person, also where the record stands
    under another number of theirs."""

    volunteer_id: UUID
    record_id: UUID
    version: int
    node_name: str
    transfer_id: UUID


@dataclass(frozen=True, slots=True)
class Carried:
    """A record to be carried: the head, every version, the first one first, and the person it is counted for."""

    person_id: UUID
    head: RecordHead
    versions: list[ServiceRecord]
