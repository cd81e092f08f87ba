"""The tables that test databases begin with: migrated once, kept beside them, and copied for each run and each worker."""

import hashlib

import psycopg
from django.core.management import call_command
from django.db import connection

from volunteercloud.cli.drill import nodes

KEPT = "tables_"
ONE_AT_A_TIME = 0x7AB1E5
MADE_BY = (nodes.OURS / "core" / "migrations.py", nodes.CHECKOUT / "requirements.lock")


def prepare(address: str, anew: bool = False) -> None:
    """Let test databases on this server be copies of migrated tables; made when there are none that are as we are now.

    Making them takes a quarter of a minute, copying them not a second.
    """
    name = f"{KEPT}{fingerprint()}"
    with psycopg.connect(address, autocommit=True) as session:
        session.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        found = {
            row[0] for row in session.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [KEPT])
        }
        if anew or name not in found:
            for one in found:
                session.execute(f'DROP DATABASE "{one}"')
            session.execute(f'CREATE DATABASE "{KEPT}draft"')
            migrate(f"{KEPT}draft")
            session.execute(f'ALTER DATABASE "{KEPT}draft" RENAME TO "{name}"')
    connection.settings_dict["TEST"] |= {"TEMPLATE": name, "MIGRATE": False}


def migrate(name: str) -> None:
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def fingerprint() -> str:
    """Changes with everything that migrations are made of: ours, what they share, and those of the packages."""
    digest = hashlib.sha256(nodes.fingerprint().encode())
    for path in MADE_BY:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
