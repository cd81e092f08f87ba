"""The write-ahead log: fetched from the server in segments, kept sealed beside the backups, laid out for a recovery."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils.translation import gettext_lazy as _

from volunteercloud.cli.backups import parts
from volunteercloud.cli.backups.manifests import Manifest
from volunteercloud.cli.backups.source import Source
from volunteercloud.cli.backups.stores import Store
from volunteercloud.core.errors import Refused

FOLDER = "wal"
PARTIAL = ".partial"
POSITION = "position.json"
SEGMENT_NAME = 24  # of it 8 for the timeline
IDENTITY = "SELECT system_identifier::text FROM pg_control_system()"
SEGMENT_BYTES = "SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'"


@dataclass(frozen=True)
class Cluster:
    """Which cluster a log is of, and how its segments are cut."""

    system: str
    segment_bytes: int


def cluster(address: str) -> Cluster:
    with psycopg.connect(address) as session:
        system = session.execute(IDENTITY).fetchone()[0]
        return Cluster(system, session.execute(SEGMENT_BYTES).fetchone()[0])


def fetch(origin: Source, spool: Path, until: str, *, slot: str = "") -> None:
    """Bring the log up to the place ``until`` into ``spool``, from where it ends there, else from where ``slot`` begins; the
    server must still have it."""
    asked = ["pg_receivewal", "--directory", spool, "--endpos", until, "--no-loop", *(["--slot", slot] if slot else [])]
    parts.heard(origin, origin.replication, asked)


def begin(spool: Path, segment: str) -> None:
    """The log is fetched from this segment on: an empty beginning of one is where pg_receivewal goes on."""
    (spool / f"{segment}{PARTIAL}").touch()


def reserve(origin: Source, slot: str) -> None:
    """From now on the server keeps its log until it was fetched, whatever that takes in room."""
    with psycopg.connect(origin.replication, autocommit=True) as session:
        # At once and on the disk: what `pg_receivewal --create-slot` reserves, a crash before the next checkpoint forgets.
        session.execute("SELECT pg_create_physical_replication_slot(%s, true)", [slot])


def place(system: str, name: str) -> str:
    return f"{FOLDER}/{system}/{name}"


def is_segment(name: str) -> bool:
    bare = name.removesuffix(PARTIAL)
    return len(bare) == SEGMENT_NAME and set(bare) <= set("0123456789ABCDEF")


def number(name: str) -> str:
    """A segment's place, whatever timeline it is on."""
    return name[8:SEGMENT_NAME]


def index(name: str, segment_bytes: int) -> int:
    """The how manieth segment it is since the cluster was made."""
    return int(name[8:16], 16) * (2**32 // segment_bytes) + int(name[16:SEGMENT_NAME], 16)


def lay_out(store: Store, manifest: Manifest, identities: Sequence[X25519PrivateKey], folder: Path) -> None:
    """Everything that was archived since a backup, as a recovery asks for it by name."""
    for kept in store.names(f"{FOLDER}/{manifest.system}"):
        name = kept.rpartition("/")[2]
        if name.endswith(".history") or (is_segment(name) and number(name) >= number(manifest.begins)):
            with parts.taken(store, kept, identities) as found:
                lay(folder, name, found)
    refuse_gaps(folder, manifest)


def lay(folder: Path, name: str, content: BinaryIO) -> None:
    """One file of the log. Of two that begin a segment the one that goes further stays."""
    bare = folder / name.removesuffix(PARTIAL)
    draft = folder / f"{name}.draft"
    with draft.open("wb") as sink:
        parts.flow(content, sink)
    if not bare.exists() or _reach(draft) > _reach(bare):
        draft.replace(bare)
    else:
        draft.unlink()


def refuse_gaps(folder: Path, manifest: Manifest) -> None:
    """A recovery ends quietly where a segment is missing; better nothing than less than was asked for."""
    there = {index(path.name, manifest.segment_bytes) for path in folder.iterdir() if is_segment(path.name)}
    first = index(manifest.begins, manifest.segment_bytes)
    missing = sorted(set(range(first, max(there, default=first) + 1)) - there)
    if missing:
        raise Refused(
            "backup.gap",
            _("%(count)s segments of the write-ahead log are missing, the first of them number %(first)s.")
            % {"count": len(missing), "first": missing[0]},
            next_step=_("Restore a younger backup, or this one alone: --alone."),
        )


def _reach(path: Path) -> int:
    """How far a segment was written: what comes after is zeros."""
    return len(path.read_bytes().rstrip(b"\0"))


@dataclass(frozen=True)
class Position:
    """Up to which moment the archive is whole: everything committed before ``at`` is in it."""

    lsn: str
    at: datetime

    @classmethod
    def read(cls, store: Store, system: str) -> "Position | None":
        try:
            said = json.loads(store.read(place(system, POSITION)))
        except FileNotFoundError:
            return None
        return cls(said["lsn"], datetime.fromisoformat(said["at"]))

    def write(self, store: Store, system: str) -> None:
        said = {"lsn": self.lsn, "at": self.at.isoformat()}
        store.write(place(system, POSITION), json.dumps(said).encode())
