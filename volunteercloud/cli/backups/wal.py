"""The write-ahead log: fetched from the server in segments, kept sealed beside the backups, laid out for a recovery."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
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


def archived(store: Store, manifest: Manifest) -> list[str]:
    """Where everything lies that was archived since a backup."""
    found = []
    for kept in store.names(f"{FOLDER}/{manifest.system}"):
        name = kept.rpartition("/")[2]
        if name.endswith(".history") or (is_segment(name) and number(name) >= number(manifest.begins)):
            found.append(kept)
    return found


@contextmanager
def taken(store: Store, kept: str, identities: Sequence[X25519PrivateKey]) -> Iterator[BinaryIO]:
    """One file of the archive; the beginning of a segment that became whole since it was listed is read as that."""
    there = kept if store.exists(kept) else kept.removesuffix(PARTIAL)
    with parts.taken(store, there, identities) as found:
        yield found


def lay_out(store: Store, manifest: Manifest, identities: Sequence[X25519PrivateKey], folder: Path) -> list[str]:
    """Everything that was archived since a backup, as a recovery asks for it by name; the names under which it was kept."""
    names = []
    for kept in archived(store, manifest):
        names.append(kept.rpartition("/")[2])
        with taken(store, kept, identities) as found:
            lay(folder, names[-1], found)
    return names


def name_of(place: int, manifest: Manifest) -> str:
    """The segment that is the how manieth, on the timeline of a backup."""
    high, low = divmod(place, 2**32 // manifest.segment_bytes)
    return f"{manifest.begins[:8]}{high:08X}{low:08X}"


def lay(folder: Path, name: str, content: BinaryIO) -> None:
    """One file of the log. Of two that begin a segment the one that goes further stays."""
    bare = folder / name.removesuffix(PARTIAL)
    draft = folder / f"{name}.draft"
    with draft.open("wb") as sink:
        parts.flow(content, sink)
    if not bare.exists() or reach(draft.read_bytes()) > reach(bare.read_bytes()):
        draft.replace(bare)
    else:
        draft.unlink()


def holes(names: Iterable[str], manifest: Manifest, position: "Position | None") -> list[int]:
    """The segments that a recovery from a backup needs and does not find, up to the last there is and the last there was.
    Of a segment the beginning is enough where nothing follows it."""
    segments = [name for name in names if is_segment(name)]
    there = {index(name, manifest.segment_bytes) for name in segments}
    first = index(manifest.begins, manifest.segment_bytes)
    last = max([first, *there, *([position.segment(manifest.segment_bytes)] if position else [])])
    whole = {index(name, manifest.segment_bytes) for name in segments if not name.endswith(PARTIAL)}
    return sorted(set(range(first, last + 1)) - whole - (there & {last}))


def refuse_gaps(folder: Path, manifest: Manifest, names: Iterable[str], position: "Position | None" = None) -> None:
    """A recovery ends quietly where a segment is missing; better nothing than less than was asked for. ``names`` are those
    under which the files of ``folder`` were kept."""
    missing = holes(names, manifest, position)
    if missing:
        raise Refused(
            "backup.gap",
            _("%(count)s segments of the write-ahead log are missing, the first of them number %(first)s.")
            % {"count": len(missing), "first": missing[0]},
            next_step=_("Restore a younger backup, or this one alone: --alone."),
        )
    if position:
        ends = {
            path.name: reach(path.read_bytes())
            for path in folder.iterdir()
            if is_segment(path.name)
            and index(path.name, manifest.segment_bytes) == position.segment(manifest.segment_bytes)
        }
        if ends and position.is_behind(max(ends.values()), manifest.segment_bytes):
            raise Refused(
                "backup.cut_short",
                _("The archive ends earlier in the segment %(name)s than it did once.") % {"name": max(ends)},
                next_step=_("Restore to a moment that is still there with --to, or this backup alone: --alone."),
            )


def reach(content: bytes) -> int:
    """How far a segment was written: what comes after is zeros."""
    return len(content.rstrip(b"\0"))


@dataclass(frozen=True)
class Position:
    """Up to which moment the archive is whole: everything committed before ``at`` is in it."""

    lsn: str
    at: datetime

    @property
    def byte(self) -> int:
        """The first byte behind what is in the archive for certain, counted since the cluster was made."""
        high, _slash, low = self.lsn.partition("/")
        return (int(high, 16) << 32) + int(low, 16)

    def segment(self, segment_bytes: int) -> int:
        return (self.byte - 1) // segment_bytes

    def is_behind(self, reach: int, segment_bytes: int) -> bool:
        """Whether a segment that was written so far ends too early: something always followed (`states.mark`), if only in the
        next segment."""
        return self.byte % segment_bytes != 0 and reach <= self.byte % segment_bytes

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
