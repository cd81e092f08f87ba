"""The tables that test databases begin with: migrated once, kept beside them, and copied for each run and each worker."""

import hashlib
import os
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg

from volunteercloud.cli.drill import nodes

KEPT = "tables_"
DRAFT = f"{KEPT}draft"
ONE_AT_A_TIME = 0x7AB1E5
SHARED_BY_MIGRATIONS = nodes.OURS / "core" / "migrations.py"
PACKAGES = nodes.CHECKOUT / "requirements.lock"


def made(address: str, *, anew: bool = False) -> str:
    """The name of a database of this server that has the tables as they are now, and that nobody uses: to copy.

    It takes half a minute where there is none yet, or where one is wanted ``anew``.
    """
    name = f"{KEPT}{fingerprint()}"
    with psycopg.connect(address, autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        found = session.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [KEPT]).fetchall()
        if anew or (name,) not in found:
            for (older,) in found:
                session.execute(f'DROP DATABASE "{older}"')
            session.execute(f'CREATE DATABASE "{DRAFT}"')
            migrate(urlsplit(address)._replace(path=f"/{DRAFT}").geturl())
            # Nobody may look in while it is copied, and a distributed database has a daemon that would.
            session.execute(f'ALTER DATABASE "{DRAFT}" ALLOW_CONNECTIONS false')
            session.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DRAFT])
            session.execute(f'ALTER DATABASE "{DRAFT}" RENAME TO "{name}"')
    return name


def migrate(address: str) -> None:
    """In a process of its own, as this one is forbidden to touch a database outside of tests."""
    command = [sys.executable, "-P", "-m", "volunteercloud", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=nodes.CHECKOUT, env=os.environ | {"DATABASE_URL": address}, check=True)


def fingerprint() -> str:
    """Changes with everything that migrations are made of: ours, what they share, and those of the packages."""
    digest = hashlib.sha256(nodes.fingerprint().encode())
    for path in (SHARED_BY_MIGRATIONS, PACKAGES):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
