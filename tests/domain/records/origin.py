"""Another node, as far as records go: it writes versions in canonical form, seals them in a log of its own, and proves them."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from volunteercloud.core import ids, proofs, tiles
from volunteercloud.domain.records import canonical
from volunteercloud.domain.records.carrying import Arrival, ArrivedVersion

NAME = "yunling.example"
FOUND = [
    {"rule": "time.order", "result": "ok", "inputs": {"starts_at": "2026-05-16T01:00:00+00:00", "metres": 12}},
    {"rule": "travel.speed", "result": "flagged", "inputs": {"limit_kmh": 120}},
]


@dataclass
class Origin:
    """``volunteer_id`` is the person there."""

    name: str = NAME
    seed: bytes = bytes(32)
    volunteer_id: UUID = field(default_factory=ids.uuid7)
    organization_id: UUID = field(default_factory=ids.uuid7)
    entries: list[bytes] = field(default_factory=list)
    places: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)

    @property
    def signer(self) -> proofs.Signer:
        return proofs.Signer(f"{self.name}/log", proofs.NOTE_ED25519, self.seed)

    @property
    def vkey(self) -> str:
        return self.signer.verifier.vkey

    def version(self, starts_at: datetime, hours: float = 2, **changes) -> ArrivedVersion:
        """A version, sealed. What ``changes`` name in either part is said instead."""
        ends_at = changes.get("ends_at", starts_at + timedelta(hours=hours))
        minutes = int((ends_at - starts_at).total_seconds() // 60)
        details = {
            "reason": "",
            "content": "",
            "home_region_code": "530102",
            "latitude": None,
            "longitude": None,
            "source_kind": "shift",
            "source_id": ids.uuid7(),
            "recorder_id": ids.uuid7(),
            "recorder_name": "立夏",
            "confirmer_id": None,
            "confirmer_name": "立夏",
            "trail": [{"at": starts_at.isoformat(), "what": "in_pass", "who": "立夏", "metres": 12}],
            "findings": FOUND,
        }
        shown = {
            "volunteer_id": self.volunteer_id,
            "day": starts_at.date(),
            "id": ids.uuid7(),
            "record_id": ids.uuid7(),
            "version": 1,
            "standing": "valid",
            "kind": "service",
            "title": "护林巡山",
            "title_en": "",
            "post": "",
            "category": "environment",
            "beneficiaries": [],
            "organization_id": self.organization_id,
            "organization_name": "云岭护林队",
            "organization_name_en": "",
            "activity_id": None,
            "service_region_code": "530102",
            "starts_at": starts_at,
            "ends_at": ends_at,
            "break_minutes": 0,
            "worked_minutes": minutes,
            "minutes": minutes,
            "grade": "B",
            "written_at": max(ends_at, starts_at) + timedelta(hours=1),
            "form": canonical.KIND,
        }
        details |= {name: value for name, value in changes.items() if name in details}
        shown |= {name: value for name, value in changes.items() if name not in details}
        return self.sealed(shown, canonical.written(details))

    def sealed(self, shown: dict, details: bytes) -> ArrivedVersion:
        salt = bytes([len(self.entries) % 256]) * 32
        content = canonical.written({"details": canonical.details_hash(details, salt), **shown})
        self.places[content] = len(self.entries), salt
        self.entries.append(proofs.entry(proofs.SEALED, proofs.commitment(canonical.KIND, salt, content)))
        return ArrivedVersion(content, details)

    def record(self, starts_at: datetime, hours: float = 2, *, again: list[dict] | None = None, **changes):
        """The versions of one record: the first, and one more for each of ``again``, with a reason."""
        said = {"record_id": ids.uuid7()} | changes
        versions = [self.version(starts_at, hours, **said)]
        for number, more in enumerate(again or [], 2):
            said = said | {"version": number, "reason": "工时填错", "id": ids.uuid7()} | more
            versions.append(self.version(said.pop("starts_at", starts_at), said.pop("hours", hours), **said))
        return said["record_id"], versions

    def arrival(self, person_id: UUID, record: tuple[UUID, list[ArrivedVersion]], **changes) -> Arrival:
        record_id, versions = record
        said = {
            "volunteer_id": person_id,
            "record_id": record_id,
            "versions": versions,
            "origin": self.name,
            "node_name": self.name,
            "transfer_id": UUID(int=7),
        }
        return Arrival(**said | changes)

    def checkpoint(self, size: int | None = None) -> str:
        size = len(self.entries) if size is None else size
        text = proofs.Checkpoint(self.signer.name, size, tiles.root_of(size, self._node)).text
        return f"{text}\n{self.signer.line(text)}"

    def proof(self, version: ArrivedVersion, size: int | None = None) -> dict:
        """The version as a bundle says it."""
        index, salt = self.places[version.content]
        path = tiles.inclusion_path(index, len(self.entries) if size is None else size, self._node)
        return {
            "content": version.content.decode(),
            "details": version.details.decode(),
            "salt": base64.b64encode(salt).decode(),
            "index": index,
            "path": base64.b64encode(b"".join(path)).decode(),
        }

    def _node(self, level: int, number: int) -> bytes:
        if level == 0:
            return proofs.leaf_hash(self.entries[number])
        return proofs.node_hash(self._node(level - 1, 2 * number), self._node(level - 1, 2 * number + 1))


def saturday(week: int = 0) -> datetime:
    return datetime(2026, 1, 3, 1, tzinfo=UTC) + timedelta(weeks=week)
