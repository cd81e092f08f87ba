"""What a database holds, in one line: to say afterwards that the same came back.

The hash is a sum over the rows of every table, so the order in which they lie does not matter. It is quick, and no proof
against somebody who makes up rows: that is what the seals of the parts and the public log are for. Sequences are left out,
since PostgreSQL writes them ahead.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

TABLES = """
    SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p' ORDER BY c.relname
"""
# Each table with its columns. Those of types that PostgreSQL cannot hash are read as text, and so are enums, which it hashes
# by a number that they get anew in every database.
COLUMNS = """
    SELECT c.relname, array_agg(a.attname ORDER BY a.attnum),
           array_agg(t.typtype = 'e' OR t.typname IN ('tsvector', 'json') ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p'
    GROUP BY c.relname ORDER BY c.relname
"""
ROWS = "SELECT count(*), coalesce(sum(hash_record_extended(row, 0)::numeric), 0) FROM (SELECT {} FROM {}) AS row"
WORD = "SELECT pg_logical_emit_message(true, 'volunteercloud.backup', '')"
PLACE = "SELECT pg_current_wal_insert_lsn()::text"
NOW = "SELECT pg_current_wal_insert_lsn()::text, clock_timestamp()"
# Writers wait for us that long at most, several times if need be. We look for a deadlock before they do, and yield.
PATIENCE = "SET lock_timeout = '1500ms'"
YIELDING = "SET deadlock_timeout = '200ms'"
TRIES = 20
PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class State:
    """``lsn`` and ``at`` name the moment: everything committed before it, nothing after. ``rows`` are counted by table."""

    lsn: str
    at: datetime
    hash: str
    rows: dict[str, int]

    @classmethod
    def read(cls, said: dict[str, Any]) -> "State":
        return cls(**said | {"at": datetime.fromisoformat(said["at"])})


@contextmanager
def stilled(address: str) -> Iterator[tuple[psycopg.Connection, str, datetime] | None]:
    """A session that sees the database as of one moment to which a restore can go back, and that moment; writers go on.

    What a snapshot sees and what stands before a place in the write-ahead log differ by whoever is just committing. So for
    the milliseconds in which both are taken, every table is locked against writing. None where somebody writes all the
    time, or a maintenance job holds a table.
    """
    with psycopg.connect(address) as seeing, psycopg.connect(address) as locking:
        for _attempt in range(TRIES):
            if _locked(locking):
                break
            time.sleep(PAUSE_SECONDS)
        else:
            yield None
            return
        seeing.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        lsn, at = seeing.execute(NOW).fetchone()
        locking.rollback()
        yield seeing, lsn, at


def _locked(session: psycopg.Connection) -> bool:
    try:
        with session.transaction():
            session.execute(YIELDING)
    except psycopg.errors.InsufficientPrivilege:
        pass  # then whoever notices a deadlock first yields
    session.execute(PATIENCE)
    try:
        tables = [sql.Identifier("public", name) for (name,) in session.execute(TABLES)]
        session.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.SQL(", ").join(tables)))
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
        session.rollback()
        return False
    return True


def read(session: psycopg.Connection, lsn: str, at: datetime) -> State:
    """What ``session`` sees, every row of every table."""
    rows, digest = {}, hashlib.sha256()
    for name, columns, is_text in session.execute(COLUMNS).fetchall():
        read_as = [
            sql.SQL("{}::text" if as_text else "{}").format(sql.Identifier(column))
            for column, as_text in zip(columns, is_text, strict=True)
        ]
        asked = sql.SQL(ROWS).format(sql.SQL(", ").join(read_as), sql.Identifier("public", name))
        count, total = session.execute(asked).fetchone()
        rows[name] = count
        digest.update(f"{name} {count} {total}\n".encode())
    return State(lsn, at, digest.hexdigest(), rows)


def noted(address: str) -> State | None:
    """What the database holds at a moment of now, and a word in the log by which a restore finds that moment."""
    with stilled(address) as seen:
        if seen is None:
            return None
        session, lsn, at = seen
        mark(address)
        return read(session, lsn, at)


def now(address: str) -> State:
    """What a database holds on which nobody works."""
    with psycopg.connect(address) as session:
        session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return read(session, "", session.execute("SELECT clock_timestamp()").fetchone()[0])


def mark(address: str) -> str:
    """Commit something that changes nothing, and say up to where the log must be fetched to have it.

    A restore to a place or a time has to see what comes after it; and whoever fetches the log knows that it has all of it
    when something follows, so there is a second word behind the first.
    """
    with psycopg.connect(address, autocommit=True) as session:
        session.execute(WORD)
        place = session.execute(PLACE).fetchone()[0]
        session.execute(WORD)
        return place
