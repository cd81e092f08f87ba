"""The database: what it promises, whether it has room for us, its clock, its tables."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from volunteercloud.core import calls, readiness

from .findings import Finding, Level, in_real_use

TABLES_MISSING = "database.migrations"
# Without one of these, what was acknowledged may be gone after the power failed.
PROMISES = {"fsync": "on", "full_page_writes": "on"}
SYNCHRONOUS = frozenset({"on", "local", "remote_write", "remote_apply"})
# As `serve` starts them: two processes of four threads; a worker with its threads, its job and its listening; some to look in.
CONNECTIONS_OF_ONE_MACHINE = 8 + 8 + 4
# With other values, the log of the database has the statements that failed, what they were given, and the rows they broke on.
SILENT = {
    "log_error_verbosity": ("terse",),
    "log_min_error_statement": ("panic", "fatal"),
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
}
FAR_OFF_SECONDS = 2.0
VERIFIED = "verify-full"
UNSAID = "prefer"  # sslmode of libpq, which tells only of what is set otherwise


def server() -> Iterator[Finding]:
    for name, wanted in PROMISES.items():
        if (is_set := setting(name)) != wanted:
            yield Finding(
                f"database.{name}",
                in_real_use(),
                f"{name} is {is_set}: when the power fails, what was acknowledged may be gone or broken.",
                f"ALTER SYSTEM SET {name} = {wanted}; SELECT pg_reload_conf();",
            )
    if (is_set := setting("synchronous_commit")) not in SYNCHRONOUS:
        yield Finding(
            "database.synchronous_commit",
            in_real_use(),
            f"synchronous_commit is {is_set}: what was acknowledged a moment before the power fails is gone.",
            "ALTER SYSTEM SET synchronous_commit = on; SELECT pg_reload_conf();",
        )
    if setting("data_checksums") != "on":
        yield Finding(
            "database.checksums",
            Level.WARNING,
            "A disk that returns wrong bytes would not be noticed.",
            "Stop the database, then pg_checksums --enable.",
        )
    if setting("jit") != "off":
        yield Finding(
            "database.jit",
            Level.WARNING,
            "The database compiles statements of the figures, which takes longer than to run them.",
            "ALTER SYSTEM SET jit = off; SELECT pg_reload_conf();",
        )


@dataclass(frozen=True, slots=True)
class Way:
    """How the database is reached: by which host or socket, encrypted or not, and what of its certificate is asked."""

    host: str
    is_encrypted: bool
    mode: str


def way() -> Way:
    connection.ensure_connection()
    told = connection.connection
    return Way(told.info.host, told.pgconn.ssl_in_use, told.info.get_parameters().get("sslmode", UNSAID))


def on_the_way() -> Iterator[Finding]:
    found = way()
    if not found.host or found.host.startswith("/") or found.host in calls.LOOPBACK:
        return
    if not found.is_encrypted:
        yield Finding(
            "database.plain",
            in_real_use(),
            f"Everything that goes to and from the database at {found.host} can be read on the way.",
            "Give the server a certificate, and DATABASE_URL ?sslmode=verify-full&sslrootcert=….",
        )
    elif found.mode != VERIFIED:
        yield Finding(
            "database.unverified",
            Level.WARNING,
            f"Whoever stands between here and {found.host} could pass for the database: sslmode is {found.mode}.",
            "Give DATABASE_URL ?sslmode=verify-full&sslrootcert=….",
        )


def silence() -> Iterator[Finding]:
    loud = {name: wanted[0] for name, wanted in SILENT.items() if setting(name) not in wanted}
    if loud:
        yield Finding(
            "database.log",
            in_real_use(),
            f"The log of the database may quote what people entered: {', '.join(loud)}.",
            " ".join(f"ALTER SYSTEM SET {name} = '{wanted}';" for name, wanted in loud.items())
            + " SELECT pg_reload_conf();",
        )


def room() -> Iterator[Finding]:
    most = int(setting("max_connections")) - int(setting("superuser_reserved_connections"))
    if most < CONNECTIONS_OF_ONE_MACHINE:
        yield Finding(
            "database.connections",
            Level.ERROR,
            f"The database takes {most} connections; site and worker of one machine want {CONNECTIONS_OF_ONE_MACHINE}.",
            "Raise max_connections, or put PgBouncer in front.",
        )


def clock() -> Iterator[Finding]:
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        (there,) = cursor.fetchone()
    after = time.time()
    off = max(before - there, there - after)
    if off > FAR_OFF_SECONDS:
        yield Finding(
            "clock.off",
            Level.ERROR,
            f"The clocks of this machine and of the database are {off:.0f} s apart.",
            "Let a time server keep both (chrony, systemd-timesyncd).",
        )


def tables() -> Iterator[Finding]:
    if pending := readiness.pending():
        yield Finding(
            TABLES_MISSING,
            Level.ERROR,
            f"The tables are not those of this version: {len(pending)} migrations wait, the first is {pending[0]}.",
            "volunteercloud setup",
        )


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])
