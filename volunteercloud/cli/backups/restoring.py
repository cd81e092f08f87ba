"""Bringing a backup back, to any moment that is archived, beside whatever stands and never over it unasked."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import make_conninfo

from volunteercloud.cli.backups import following, manifests, parts, source, taking, wal
from volunteercloud.cli.backups.manifests import BASE, Manifest
from volunteercloud.cli.backups.stores import Store
from volunteercloud.cli.postgres import binaries
from volunteercloud.cli.postgres.place import DATABASE
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem
from volunteercloud.core.errors import Refused

ARCHIVE = "restored_wal"
SETTINGS = "postgresql.auto.conf"
RECOVERY_SECONDS = 24 * 60 * 60
# Rows and indexes that are not there after a crash are read in again, so nothing waits for the disk.
IN_BULK = "-c synchronous_commit=off -c maintenance_work_mem=512MB"
# What a server that answers while it recovers needs as much of as the one had that wrote the log: by the name that
# pg_controldata has for it, and what a server of ours has.
AS_MUCH = {
    "max_connections": 100,
    "max_worker_processes": 8,
    "max_wal_senders": 10,
    "max_prepared_xacts": 0,
    "max_locks_per_xact": 64,
}
NAMED = {"max_prepared_xacts": "max_prepared_transactions", "max_locks_per_xact": "max_locks_per_transaction"}
TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"


@dataclass(frozen=True)
class Goal:
    """How far to go: to a moment, to the state that the backup noted, or, with neither, as far as there is something.

    ``is_alone`` leaves the archive aside.
    """

    to: datetime | None = None
    to_state: bool = False
    is_alone: bool = False


def chosen(store: Store, backup_id: str, goal: Goal) -> Manifest:
    """The backup to begin with: the one that is named, else the youngest from which the moment can be reached, and without a
    moment the one that reaches furthest. Refused where there is none."""
    found = [manifests.read(store, backup_id)] if backup_id else manifests.every(store)
    if not found:
        raise Refused(
            "backup.unknown",
            _("There is no backup."),
            next_step=_("Look whether this is the place where they are kept: --store."),
        )
    if goal.to is None:
        return max(found, key=lambda one: (_last(store, one, goal), one.id))
    reaching = [one for one in found if reach_of(one) <= goal.to <= _last(store, one, goal)]
    if not reaching:
        nearest = found[-1]
        raise Refused(
            "backup.out_of_reach",
            _("No backup reaches that moment. The last, %(id)s, reaches those from %(first)s to %(last)s.")
            % {
                "id": nearest.id,
                "first": reach_of(nearest).isoformat(),
                "last": _last(store, nearest, goal).isoformat(),
            },
            next_step=_("volunteercloud backup list says how far each reaches; without --to everything comes back."),
        )
    return reaching[-1]


def _last(store: Store, manifest: Manifest, goal: Goal) -> datetime:
    return reach_of(manifest) if goal.is_alone else reaches(store, manifest)


def reach_of(manifest: Manifest) -> datetime:
    """The one moment that it reaches by itself, and the earliest that it can be taken to."""
    return manifest.state.at if manifest.state else manifest.ended_at


def reaches(store: Store, manifest: Manifest) -> datetime:
    """The last moment that it can be taken to by what was archived since."""
    position = wal.Position.read(store, manifest.system) if manifest.kind == BASE else None
    return max(reach_of(manifest), position.at) if position else reach_of(manifest)


def restore(
    store: Store,
    manifest: Manifest,
    identities: Sequence[X25519PrivateKey],
    goal: Goal,
    server: Server,
    log: Path,
    *,
    replaced: str = "",
    tell: Callable[[str], object] = lambda step: None,
) -> None:
    """Make the database of ``server`` what the backup says; it runs when this returns. Files of the public log that are there
    already stay: they remember what was published.

    Refused where a part is damaged or no key opens it, and where a database stands there that ``replaced`` does not name.
    One that is replaced is set aside, not deleted.
    """
    tell("checking")
    manifests.check_parts(store, manifest)
    _refuse_standing(server, replaced)
    programs = binaries.binaries_for(server.account, server.folder)
    if manifest.kind == BASE and programs.major != manifest.postgres:
        raise Problem(
            f"The backup is of PostgreSQL {manifest.postgres}, and {programs.folder} is PostgreSQL {programs.version}.",
            f"Name a PostgreSQL {manifest.postgres} in PG_BIN.",
        )
    draft = _cluster(store, manifest, identities, goal, server, tell) if manifest.kind == BASE else None
    with _set_aside(server):
        if draft:
            draft.rename(server.cluster)
        tell("recovery" if draft else "rows")
        if draft:
            with _as_large(server, programs.folder):
                server.start()
            _recovered(server, goal)
        else:
            server.start()
            into(store, manifest, identities, replace(source.of(server, server.data, log), owner=server.url))
    shutil.rmtree(server.data / source.SPOOL, ignore_errors=True)
    tell("files")
    files(store, manifest, identities, server.data / "files", log)


def into(store: Store, manifest: Manifest, identities: Sequence[X25519PrivateKey], target: source.Source) -> None:
    """Read a dump into a database without tables."""
    with psycopg.connect(target.owner) as session:
        if session.execute(TABLES).fetchone()[0]:
            raise Problem("There are tables in that database.", "Name an empty one in DATABASE_URL.")
    name = source.variables(target.owner)["PGDATABASE"]
    asked = ["pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--dbname", name]
    with parts.taken(store, manifest.place(taking.DUMP), identities) as dump:
        address = make_conninfo(target.owner, options=IN_BULK)
        process = source.start(target, address, asked, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if parts.told_to(process, dump) != 0:
            raise Problem("pg_restore could not read the dump into the database.", "Its extensions may be missing.")


def _refuse_standing(server: Server, replaced: str) -> None:
    if not server.cluster.exists():
        return
    if replaced != DATABASE:
        raise Refused(
            "backup.would_replace",
            _("There is a database in %(folder)s already.") % {"folder": str(server.folder)},
            next_step=_("Choose another data folder with --data, or set it aside: --replace %(name)s.")
            % {"name": DATABASE},
        )
    if server.status().running:
        raise Refused(
            "backup.in_use",
            _("The database in %(folder)s is running.") % {"folder": str(server.folder)},
            next_step=_("End the site, its workers and volunteercloud db first."),
        )


@contextmanager
def _set_aside(server: Server) -> Iterator[None]:
    """The cluster that stands there makes room, and comes back where the new one does not become one."""
    aside = server.folder / f"cluster.before-{time.time_ns()}"
    if server.cluster.exists():
        server.cluster.rename(aside)
    try:
        yield
    except BaseException:
        server.stop()
        shutil.rmtree(server.cluster, ignore_errors=True)
        if aside.exists():
            aside.rename(server.cluster)
        raise


def _cluster(
    store: Store,
    manifest: Manifest,
    identities: Sequence[X25519PrivateKey],
    goal: Goal,
    server: Server,
    tell: Callable[[str], object],
) -> Path:
    """The files of the cluster with the log that belongs to them, ready to recover."""
    draft = server.folder / f"cluster.restored-{os.getpid()}"
    try:
        tell("cluster")
        draft.mkdir(mode=0o700)
        _give(server, draft)
        unpacking = subprocess.Popen(
            ["tar", "-x", "-f", "-", "-C", str(draft)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LC_ALL": "C", "PATH": os.defpath},
            umask=0o077,
            **server.account.switch(),
        )
        with parts.taken(store, manifest.place(taking.CLUSTER), identities) as packed:
            if parts.told_to(unpacking, packed) != 0:
                raise Problem("The cluster could not be unpacked.", f"Is there room in {server.folder}?")
        tell("log")
        archive = draft / ARCHIVE
        _lay_log(store, manifest, identities, goal, archive)
        _give(server, archive, *archive.iterdir())
        _say_how_far(server, draft, server.cluster / ARCHIVE, manifest, goal)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return draft


def _lay_log(
    store: Store, manifest: Manifest, identities: Sequence[X25519PrivateKey], goal: Goal, archive: Path
) -> None:
    with parts.taken(store, manifest.place(taking.WAL), identities) as packed:
        parts.unfold(packed, archive)
    names = [path.name for path in archive.iterdir()]
    for name in names:
        if name.endswith(wal.PARTIAL):
            (archive / name).replace(archive / name.removesuffix(wal.PARTIAL))
    position = None
    if not (goal.is_alone or goal.to_state):
        position = wal.Position.read(store, manifest.system) if goal.to is None else None
        names += wal.lay_out(store, manifest, identities, archive)
    # As far as was said of the archive; before a moment that is named PostgreSQL itself refuses to end.
    wal.refuse_gaps(archive, manifest, names, position)


def _say_how_far(server: Server, draft: Path, archive: Path, manifest: Manifest, goal: Goal) -> None:
    quoted = str(archive).replace("'", "''").replace("%", "%%")
    lines = [f'restore_command = \'cp "{quoted}/%f" "%p"\'', "recovery_target_action = 'promote'"]
    if goal.to:
        lines.append(f"recovery_target_time = '{goal.to.isoformat()}'")
    elif goal.to_state and manifest.state:
        # Up to the place, and not the record that stands there.
        lines += [f"recovery_target_lsn = '{manifest.state.lsn}'", "recovery_target_inclusive = off"]
    with (draft / SETTINGS).open("a") as settings:
        settings.write("\n".join(["", *lines, ""]))
    (draft / "recovery.signal").touch()
    _give(server, draft / "recovery.signal")


@contextmanager
def _as_large(server: Server, programs: Path) -> Iterator[None]:
    """What is started meanwhile has room for as many as the server that wrote the log; what is told us has the last word."""
    asked = [programs / "pg_controldata", "-D", server.cluster]
    said = subprocess.run(
        asked,
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        env={"LC_ALL": "C", "PATH": os.defpath},
        **server.account.switch(),
    ).stdout
    found = dict(re.findall(r"^(\w+) setting: +(\d+)$", said, re.MULTILINE))
    larger = {name: int(found[name]) for name, ours in AS_MUCH.items() if int(found.get(name, 0)) > ours}
    told = server.options
    server.options = " ".join([*(f"-c {NAMED.get(name, name)}={count}" for name, count in larger.items()), told])
    try:
        yield
    finally:
        server.options = told


def _recovered(server: Server, goal: Goal) -> None:
    """Wait until it may be written to, then forget how it came to be."""
    until = time.monotonic() + RECOVERY_SECONDS
    while True:
        with suppress(psycopg.OperationalError), psycopg.connect(server.url_of("postgres"), autocommit=True) as session:
            if not session.execute("SELECT pg_is_in_recovery()").fetchone()[0]:
                for name in ("restore_command", "recovery_target_action", *_targets(goal)):
                    session.execute(f"ALTER SYSTEM RESET {name}")
                break
        if not server.status().pid or time.monotonic() > until:
            raise Problem("PostgreSQL could not go back to that moment.", f"Its log says why: {server.log}.")
        time.sleep(0.05)
    shutil.rmtree(server.cluster / ARCHIVE, ignore_errors=True)


def _targets(goal: Goal) -> list[str]:
    if goal.to:
        return ["recovery_target_time"]
    return ["recovery_target_lsn", "recovery_target_inclusive"] if goal.to_state else []


def files(store: Store, manifest: Manifest, identities: Sequence[X25519PrivateKey], home: Path, log: Path) -> None:
    """Bring back files, and those of the public log where there are none."""
    with parts.taken(store, manifest.place(taking.FILES), identities) as packed:
        parts.unfold(packed, home)
    for later in following.bundles(store, manifest):
        with parts.taken(store, later, identities) as packed:
            parts.unfold(packed, home)
    if not log.exists() or not any(log.iterdir()):
        with parts.taken(store, manifest.place(taking.LOG), identities) as packed:
            parts.unfold(packed, log)


def _give(server: Server, *paths: Path) -> None:
    """To the account of the database, where we are root."""
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, server.account.uid, server.account.gid)
