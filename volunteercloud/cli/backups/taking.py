"""Taking a backup: of the whole cluster with its write-ahead log, or of the database as a dump."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg

from volunteercloud import __version__
from volunteercloud.cli.backups import manifests, parts, recipients, states, wal
from volunteercloud.cli.backups.manifests import BASE, Manifest, Part
from volunteercloud.cli.backups.source import Source
from volunteercloud.cli.backups.stores import Store
from volunteercloud.cli.problem import Problem

CLUSTER, DUMP, WAL, FILES, LOG = "cluster.tar", "dump", "wal.tar", "files.tar", "log.tar"
ROOM = "backup-room-"
RESERVED = "SELECT lsn::text FROM pg_create_physical_replication_slot(%s, true, true)"
HOLDS = "SELECT pg_walfile_name(restart_lsn) FROM pg_replication_slots WHERE slot_name = %s"
VERSION = "SELECT current_setting('server_version_num')::int / 10000"
MIGRATIONS = "SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app"


def take(origin: Source, store: Store, kind: str, tell: Callable[[str], object] = lambda step: None) -> Manifest:
    """Take a backup of ``kind`` and keep it; ``tell`` hears of each step. What it cannot finish does not count.

    The public log goes first, so that the database is never behind what its files say was published; files go last, so
    that none is missing which a row names.
    """
    if kind == BASE and not origin.replication:
        raise Problem(
            "Nobody is named who may replicate from the server of DATABASE_URL.",
            "Set VOLUNTEERCLOUD_REPLICATION_URL, or take a dump: volunteercloud backup take --kind logical.",
        )
    began_at = datetime.now(UTC)
    manifest = Manifest(
        id=manifests.new_id(began_at),
        kind=kind,
        began_at=began_at,
        ended_at=began_at,
        software=__version__,
        recipients=[recipients.written(key) for key in recipients.named()],
        parts=[],
        **_versions(origin),
    )
    taking = _Taking(origin, store, manifest, tell)
    taking.put(LOG, parts.folder(origin.log))
    manifest = taking.base() if kind == BASE else taking.logical()
    taking.put(FILES, parts.folder(origin.files))
    manifest = replace(manifest, parts=taking.parts, ended_at=datetime.now(UTC))
    manifests.write(store, manifest)
    return manifest


class _Taking:
    """One backup while it is taken."""

    def __init__(self, origin: Source, store: Store, manifest: Manifest, tell: Callable[[str], object]) -> None:
        self.origin = origin
        self.store = store
        self.manifest = manifest
        self.tell = tell
        self.parts: list[Part] = []
        self.sealed_for = recipients.named()

    def put(self, name: str, give: Callable[..., object]) -> None:
        self.tell(name)
        self.parts.append(parts.put(self.store, self.manifest.place(name), self.sealed_for, give))

    def base(self) -> Manifest:
        """The cluster as its files are, and what was written to the log until its state had been noted."""
        cluster = wal.cluster(self.origin.owner)
        with _held(self.origin.replication) as first, _room(self.origin) as spool:
            label = f"volunteercloud {self.manifest.id}"
            asked = ["pg_basebackup", "-D", "-", "-F", "tar", "-X", "none", "-c", "fast", "--no-sync", "-l", label]
            self.put(CLUSTER, parts.said_by(self.origin, self.origin.replication, asked))
            self.tell("state")
            state = states.noted(self.origin.owner)
            wal.begin(spool, first)
            wal.fetch(self.origin, spool, states.mark(self.origin.owner))
            self.put(WAL, parts.folder(spool))
        return replace(
            self.manifest, state=state, system=cluster.system, begins=first, segment_bytes=cluster.segment_bytes
        )

    def logical(self) -> Manifest:
        """The database as one transaction sees it."""
        with states.stilled(self.origin.owner) as seen:
            if seen is None:
                raise Problem("Somebody writes without a pause for half a minute.", "Try again later.")
            session, lsn, at = seen
            snapshot = session.execute("SELECT pg_export_snapshot()").fetchone()[0]
            # Unlogged tables are empty after a crash, and so they are after a restore of either kind.
            without = ["--no-owner", "--no-privileges", "--no-unlogged-table-data"]
            asked = ["pg_dump", "-F", "custom", "-Z", "0", *without, "--snapshot", snapshot]
            self.put(DUMP, parts.said_by(self.origin, self.origin.owner, asked))
            self.tell("state")
            return replace(self.manifest, state=states.read(session, lsn, at))


def _versions(origin: Source) -> dict[str, object]:
    with psycopg.connect(origin.owner) as session:
        if session.execute("SELECT to_regclass('public.django_migrations')").fetchone()[0] is None:
            raise Problem("This database holds nothing of ours.", "Is it the right one? volunteercloud setup makes it.")
        return {"postgres": session.execute(VERSION).fetchone()[0], "migrations": dict(session.execute(MIGRATIONS))}


@contextmanager
def _held(address: str) -> Iterator[str]:
    """While this lasts the server drops nothing of its log from the segment on that it names, and no longer than that."""
    name = f"volunteercloud_{secrets.token_hex(8)}"
    with psycopg.connect(address, autocommit=True) as session:
        session.execute(RESERVED, [name])
        yield session.execute(HOLDS, [name]).fetchone()[0]


@contextmanager
def _room(origin: Source) -> Iterator[Path]:
    """A folder of ours alone for the log of this backup, gone afterwards; what one that was killed left goes now."""
    origin.data.mkdir(parents=True, exist_ok=True)
    for left in origin.data.glob(f"{ROOM}[0-9]*-*"):
        if not psutil.pid_exists(int(left.name.removeprefix(ROOM).split("-")[0])):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{ROOM}{os.getpid()}-", dir=origin.data) as folder:
        yield Path(folder)
