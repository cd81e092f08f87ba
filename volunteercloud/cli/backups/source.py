"""What is backed up: a database with its programs, and the folders that go with it."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from volunteercloud.cli.postgres import binaries, place
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem

SPOOL = "backup-spool"


@dataclass(frozen=True)
class Source:
    """``owner`` is the address of the database for the role that owns its tables, ``replication`` for one that may
    replicate, empty where there is none; ``data`` is the data folder, ``log`` the folder of the public log."""

    owner: str
    replication: str
    programs: Path
    data: Path
    log: Path

    @property
    def files(self) -> Path:
        return self.data / "files"

    @property
    def spool(self) -> Path:
        """Where the write-ahead log comes in before it is sealed; as private as the database beside it."""
        return self.data / SPOOL


def here(server: Server | None) -> Source:
    """This installation; ``server`` is the embedded one, joined."""
    if settings.DISTRIBUTED:
        raise Problem(
            "The database is spread over many machines, and each has a write-ahead log of its own.",
            "Back up every machine with the tools of the operator of the database: docs/operations/backup.md.",
        )
    folders = {"data": settings.DATA, "log": settings.LOG_FILES}
    if server:
        return of(server, **folders)
    return Source(os.environ["DATABASE_URL"], settings.REPLICATION_URL, _any_programs(), **folders)


def of(server: Server, data: Path, log: Path) -> Source:
    """The installation of an embedded server that runs."""
    superuser = server.url_of("postgres")
    programs = binaries.binaries_for(server.account, server.folder).folder
    return Source(superuser, superuser, programs, data, log)


def _any_programs() -> Path:
    """Newer programs work with older servers, so ours will do."""
    return binaries.binaries_for(place.account_to_use(), settings.DATA / "postgres").folder


def start(source: Source, address: str, arguments: Sequence[object], **options: Any) -> subprocess.Popen[bytes]:
    """A program of PostgreSQL that talks to ``address``. Its password goes by the environment, which others cannot read."""
    program, *rest = (str(one) for one in arguments)
    return subprocess.Popen(
        [str(source.programs / program), *rest],
        stdin=options.pop("stdin", subprocess.DEVNULL),
        env={"LC_ALL": "C", "PATH": os.defpath, **variables(address)},
        cwd="/",
        **options,
    )


def variables(address: str) -> dict[str, str]:
    """An address as the variables that every program of PostgreSQL reads."""
    given = conninfo_to_dict(address)
    names = {one.keyword.decode(): one.envvar.decode() for one in Conninfo.get_defaults() if one.envvar}
    return {names[word]: str(value) for word, value in given.items() if word in names}


def failed(program: str, said: bytes) -> Problem:
    return Problem(f"{program} failed: {said.decode(errors='replace').strip()[-800:]}", "Nothing was kept of it.")
