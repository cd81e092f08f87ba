"""Every version that is written is sealed in the public log, in the same transaction and from the same text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.core.writing import Writing
from volunteercloud.domain.changes import noting
from volunteercloud.domain.log import actions as log_actions

from .canonical import KIND, canonical_details, canonical_over, details_hash, written
from .models import ServiceRecord

VERSIONS = Writing(ServiceRecord)


@dataclass(frozen=True, slots=True)
class Told:
    """A version that another node wrote: what it said, ids and times as the canonical form has them, and the bytes of the
    details. ``volunteer_id`` is the person here."""

    volunteer_id: UUID
    id: UUID
    shown: Mapping[str, Any]
    details: bytes


def write(versions: Sequence[ServiceRecord], at: datetime) -> None:
    """Part of the action that makes the versions: each row is written from the very bytes that are sealed of it. They get
    their places in the tree within seconds of the commit."""
    batch = _Batch()
    for version in versions:
        salt, details = log_actions.new_salt(), canonical_details(version)
        batch.add(version.volunteer_id, version.id, salt, canonical_over(version, details, salt), details)
    batch.write(at)


def write_told(versions: Sequence[Told], at: datetime) -> None:
    """The same for versions that come from another node: sealed anew, under the person's id here, and else as they were."""
    batch = _Batch()
    for one in versions:
        salt = log_actions.new_salt()
        said = {**one.shown, "volunteer_id": str(one.volunteer_id), "details": details_hash(one.details, salt)}
        batch.add(one.volunteer_id, one.id, salt, written(said), one.details)
    batch.write(at)


class _Batch:
    """Rows and leaves of many versions, to be written in a statement each; their people are to be counted again."""

    def __init__(self) -> None:
        self._rows: list[bytes] = []
        self._leaves: list[log_actions.NewLeaf] = []

    def add(self, volunteer_id: UUID, version_id: UUID, salt: bytes, shown: bytes, details: bytes) -> None:
        # Both are objects: together they hold every column. What else the first one says is no column and left out.
        self._rows.append(shown[:-1] + b"," + details[1:])
        self._leaves.append(log_actions.NewLeaf(KIND, volunteer_id, version_id, salt, shown))

    def write(self, at: datetime) -> None:
        if not self._rows:
            return
        VERSIONS.write_told((b"[" + b",".join(self._rows) + b"]").decode(), "id")
        log_actions.append(self._leaves, at)
        noting.note_people([leaf.owner_id for leaf in self._leaves], at)
