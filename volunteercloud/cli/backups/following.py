"""Bringing the write-ahead log into the store, all the time: what was committed until then survives this machine."""

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from volunteercloud.cli.backups import parts, recipients, states, wal
from volunteercloud.cli.backups.manifests import Manifest
from volunteercloud.cli.backups.source import Source
from volunteercloud.cli.backups.stores import Store
from volunteercloud.cli.backups.wal import Position
from volunteercloud.cli.problem import Problem

SLOT = "volunteercloud_backup"
# Of a slot that keeps nothing PostgreSQL says no status at all.
KEPT, LOST = "SELECT coalesce(wal_status, 'lost') FROM pg_replication_slots WHERE slot_name = %s", "lost"
UNRESERVE = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s"
FILES = "files"
SINCE = "files-since"
OVERLAP_SECONDS = 2.0  # of the clock of a file system


def follow(origin: Source, store: Store, seconds: float, tell: Callable[[Position], object]) -> None:
    """Pass after pass until the process is ended; what an ended pass left is finished by the next."""
    while True:
        began = time.monotonic()
        tell(once(origin, store))
        time.sleep(max(0.0, began + seconds - time.monotonic()))


def once(origin: Source, store: Store) -> Position:
    """Everything committed until now is in the store when this returns, and so are files that were added."""
    system = wal.cluster(origin.owner).system
    sealed_for = recipients.named()
    _reserve(origin)
    with psycopg.connect(origin.owner) as session:
        at = session.execute("SELECT clock_timestamp()").fetchone()[0]
    position = Position(states.mark(origin.owner), at)
    wal.fetch(origin, origin.spool, position.lsn, slot=SLOT)
    for path in sorted(origin.spool.iterdir()):
        if wal.is_segment(path.name) or path.name.endswith(".history"):
            _bring(store, system, path, sealed_for)
    _bring_files(origin, store, system, sealed_for)
    position.write(store, system)
    return position


def _reserve(origin: Source) -> None:
    """The server keeps its log for us from the first pass on. Where it does not yet, or does no more, what lies in the spool
    is of an earlier time and leads nowhere."""
    with psycopg.connect(origin.replication) as session:
        found = session.execute(KEPT, [SLOT]).fetchone()
    if found and found[0] == LOST:
        raise Problem(
            "The server dropped its log before it was fetched, so moments since the last pass cannot be reached.",
            "volunteercloud backup unfollow, then follow again, and take a backup.",
        )
    if not found:
        shutil.rmtree(origin.spool, ignore_errors=True)
        wal.reserve(origin, SLOT)
    origin.spool.mkdir(parents=True, exist_ok=True, mode=0o700)


def unreserve(origin: Source) -> bool:
    """Let the server drop its log; what came in and is not in the store yet is forgotten. False where nobody followed."""
    shutil.rmtree(origin.spool, ignore_errors=True)
    with psycopg.connect(origin.replication, autocommit=True) as session:
        return session.execute(UNRESERVE, [SLOT]).fetchone() is not None


def _bring(store: Store, system: str, path: Path, sealed_for: list[X25519PublicKey]) -> None:
    """One file of the log; a segment that is full takes the place of its beginnings, here and there."""
    with path.open("rb") as content:
        parts.put(store, wal.place(system, path.name), sealed_for, lambda sink: parts.flow(content, sink))
    if path.name.endswith(wal.PARTIAL):
        return
    beginning = wal.place(system, f"{path.name}{wal.PARTIAL}")
    if store.exists(beginning):
        with suppress(Problem):  # of a key that may write and not delete; `prune` takes it, and it is in nobody's way
            store.drop(beginning)
    path.unlink()


def _bring_files(origin: Source, store: Store, system: str, sealed_for: list[X25519PublicKey]) -> None:
    """Files that were added since the last pass, in a bundle of their own."""
    kept = origin.spool / SINCE
    began = time.time()
    since = float(kept.read_text()) if kept.exists() else began
    changed = (path.stat().st_mtime for path in origin.files.rglob("*") if path.is_file())
    if any(at >= since - OVERLAP_SECONDS for at in changed):
        name = f"{FILES}/{system}/{datetime.fromtimestamp(began, UTC):%Y%m%dT%H%M%S.%fZ}"
        parts.put(store, name, sealed_for, parts.folder(origin.files, since - OVERLAP_SECONDS))
    kept.write_text(repr(began))


def bundles(store: Store, manifest: Manifest) -> list[str]:
    """Where the files lie that were added since a backup."""
    found = store.names(f"{FILES}/{manifest.system}") if manifest.system else []
    return [name for name in found if name.rpartition("/")[2] >= manifest.id]
