"""Trying a backup: it comes back on a server of its own, holds what it held, and nothing in it disagrees."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from psycopg import sql

from volunteercloud.cli.backups import archive, restoring, states
from volunteercloud.cli.backups.manifests import BASE, Manifest
from volunteercloud.cli.backups.restoring import Goal
from volunteercloud.cli.backups.stores import Store
from volunteercloud.cli.drill import nodes
from volunteercloud.cli.postgres.server import Server
from volunteercloud.domain.records import self_audit

MOST_SAID = 20
# What to do about each kind of fault, by the word that it begins with.
NEXT = {
    "archive": "Moments after that are out of reach: take a backup now, and find out what changes the place where they are.",
    "state": "Use another backup, and take one now.",
    "sequences": "Whoever restores this must move the sequence on. Look whether it is so in the installation, too.",
    "check": "Run volunteercloud check in the installation: if it is so there too, it was so before the backup.",
    "log audit": "Run volunteercloud log audit in the installation: if it is so there too, it was so before the backup.",
}
# Each sequence with the column that it numbers, and how far that is.
NUMBERED = """
    SELECT t.relname, a.attname, pg_get_serial_sequence(format('public.%I', t.relname), a.attname)
    FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
    WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND pg_get_serial_sequence(format('public.%I', t.relname), a.attname) IS NOT NULL
    ORDER BY t.relname, a.attname
"""
BEHIND = "SELECT coalesce(max({column}), 0) > (SELECT last_value FROM {sequence}) FROM {table}"


@dataclass
class Verdict:
    """What did not hold; ``is_compared`` says whether there was a state to compare with."""

    is_compared: bool
    rows: int = 0
    faults: list[str] = field(default_factory=list)


def verify(
    store: Store,
    manifest: Manifest,
    identities: Sequence[X25519PrivateKey],
    tell: Callable[[str], object] = lambda step: None,
) -> Verdict:
    """Restore a backup into a folder that is gone afterwards, compare its state and ask it what an operator asks at night."""
    tell("archive")
    lost = archive.faults(store, manifest, identities)
    with nodes.folder() as home:
        folder = home / "A"
        folder.mkdir(mode=0o711)
        server = Server(folder, lambda line: None, nodes.OPTIONS, nodes.begun)
        try:
            goal = Goal(to_state=manifest.kind == BASE and manifest.state is not None, is_alone=True)
            restoring.restore(store, manifest, identities, goal, server, folder / "log", tell=tell)
            tell("state")
            verdict = _compared(server, manifest)
            tell("check")
            verdict.faults += lost + _checked(folder, server)
        finally:
            server.stop()
            nodes.remove(folder)
    return verdict


def next_steps(faults: Sequence[str]) -> list[str]:
    """What to do about these faults."""
    return [step for kind, step in NEXT.items() if any(fault.startswith(f"{kind}: ") for fault in faults)]


def _compared(server: Server, manifest: Manifest) -> Verdict:
    address = server.url_of("postgres")
    found, said = states.now(address), manifest.state
    verdict = Verdict(is_compared=said is not None, rows=sum(found.rows.values()))
    if said and found.hash != said.hash:
        differing = sorted(name for name in said.rows | found.rows if said.rows.get(name) != found.rows.get(name))
        verdict.faults.append(f"state: not what it was; row counts differ in {', '.join(differing) or 'no table'}")
    with psycopg.connect(address) as session:
        for table, column, sequence in session.execute(NUMBERED).fetchall():
            asked = sql.SQL(BEHIND).format(
                column=sql.Identifier(column),
                sequence=sql.Identifier(*sequence.replace('"', "").split(".")),
                table=sql.Identifier("public", table),
            )
            if session.execute(asked).fetchone()[0]:
                verdict.faults.append(f"sequences: {sequence} is behind {table}.{column}")
    return verdict


def _checked(folder: Path, server: Server) -> list[str]:
    """What `check` and `log audit` find there, with the keys of this installation."""
    if settings.DATA.joinpath("keys").is_dir():
        shutil.copytree(settings.DATA / "keys", folder / "keys", dirs_exist_ok=True)
    checked = _run(folder, server, "check")
    faults = [f"check: {line}" for line in _said(checked)] if checked.returncode else []
    _run(folder, server, "log", "mend")  # as a restore does: the files of the log are older than the database
    audited = _run(folder, server, "log", "audit", "--json")
    if audited.returncode == 0:
        return faults
    try:
        findings = json.loads(audited.stdout)["findings"]
    except ValueError:
        return [*faults, *(f"log audit: {line}" for line in _said(audited))]
    # What waited for the log at that moment waits there for ever: no worker runs.
    wrong = [one for one in findings if one["kind"] != self_audit.Kind.WAITING]
    subjects = [one["version_id"] or f"index {one['index']}" for one in wrong]
    return faults + [f"log audit: {one['kind']}: {what}" for one, what in zip(wrong, subjects, strict=True)][:MOST_SAID]


def _run(folder: Path, server: Server, *words: str) -> subprocess.CompletedProcess[str]:
    variables = os.environ | {"VOLUNTEERCLOUD_DATA": str(folder), "DATABASE_URL": server.url}
    variables.pop("VOLUNTEERCLOUD_LOG", None)
    return subprocess.run(
        [sys.executable, "-P", "-m", "volunteercloud", *words],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def _said(run: subprocess.CompletedProcess[str]) -> list[str]:
    return (run.stdout.strip() or run.stderr.strip()).splitlines()[-MOST_SAID:]
