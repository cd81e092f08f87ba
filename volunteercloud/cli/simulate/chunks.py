"""Writing one chunk: a transaction, so that a chunk that is cut off leaves nothing."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import ClientCursor, Connection

from volunteercloud.core import keys, proofs
from volunteercloud.domain.identity import consents
from volunteercloud.domain.records import canonical
from volunteercloud.domain.statistics.recounting import pieces

from . import asked, crowd, facts, ground, houses, records, service
from .nation import Chunk, Nation

Written = Callable[[str, int, float], None]

MEMORY = "128MB"
ELSEWHERE = "chenghu.example"
# Of the activities of a chunk: those that meet each half week, and those that meet every two weeks.
OFTEN, AT_TIMES = 0.06, 0.25
BLOCK = 64  # bytes that SHA-256 takes at a time
LEAF = "log_leaf"
# What takes time and writes no rows of the nation.
DRAWING, COUNTING = "drawing", "counting"

DRAWN = (crowd.PERSON, houses.HOUSE, houses.ACTIVITY, service.ENTRY)


class Unsound(Exception):
    """A chunk came out otherwise than its numbers say: a mistake of this program."""


def session(url: str) -> Connection[Any]:
    """A connection for writing chunks. Nothing is promised to anybody before the last one stands, so a commit need not wait
    for the disk: after a crash of the machine the newest chunks are gone whole, and written again."""
    connection = Connection.connect(url, autocommit=True, cursor_factory=ClientCursor)
    connection.execute(
        f"SET temp_buffers = '{MEMORY}'; SET synchronous_commit = off; SET max_parallel_workers_per_gather = 0"
    )
    prepare(connection)
    return connection


def prepare(connection: Connection[Any]) -> None:
    """Days begin and end as in China; memory for a chunk; the tables that chunks are drawn in."""
    connection.execute(f"SET TIME ZONE 'Asia/Shanghai'; SET work_mem = '{MEMORY}'; SET jit = off")
    for table in DRAWN:
        connection.execute(table)
    pieces.prepare(connection)


def given(nation: Nation, *, is_sealed: bool) -> dict[str, Any]:
    """What all chunks are told."""
    key = keys.key_for("index/claim/number", keys.FIRST).ljust(BLOCK, b"\0")
    kind = canonical.KIND.encode()
    return {
        "chunks": nation.chunk_count,
        "units": nation.units,
        "begins": nation.begins,
        "until": nation.until,
        "seasons": ground.seasons(nation),
        "inner": bytes(byte ^ 0x36 for byte in key),
        "outer": bytes(byte ^ 0x5C for byte in key),
        "terms": consents.TERMS[consents.Purpose.SERVICE].version,
        "moves": max(1, nation.people // max(1, nation.transfers * 3)),
        "domain": proofs.COMMITMENT_DOMAIN + bytes([len(kind)]) + kind,
        "elsewhere": ELSEWHERE,
        "is_sealed": is_sealed,
    }


def of(chunk: Chunk) -> dict[str, Any]:
    """What one chunk is told beside that."""
    activities = 2 * (chunk.projects[1] - chunk.projects[0])
    bounds = {
        "p": chunk.people,
        "o": chunk.organizations,
        "j": chunk.projects,
        "e": chunk.entries,
        "n": chunk.needs,
    }
    return {f"{name}{side}": value[side] for name, value in bounds.items() for side in (0, 1)} | {
        "chunk": chunk.number,
        "activities": activities,
        "often": max(1, round(activities * OFTEN)),
        "at_times": max(1, round(activities * AT_TIMES)),
        "records": chunk.records,
        "first_leaf": chunk.first_leaf,
    }


def write(connection: Connection[Any], chunk: Chunk, told: dict[str, Any], written: Written) -> None:
    """All rows of a chunk. ``written`` hears of each table: its name, rows and seconds."""
    told = told | of(chunk)
    with connection.transaction():
        tally = Tally(connection, told, written)
        # What a deferred constraint is asked at the end of each statement, while its rows are at hand.
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE person, house, activity, entry")
        _draw(connection, chunk, told, tally)
        for table, statement in crowd.WRITES.items():
            tally.run(table, statement)
        # An organization and its owner lead to each other.
        connection.execute("SET CONSTRAINTS ALL DEFERRED")
        for table, statement in houses.WRITES.items():
            tally.run(table, statement)
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, statement in (service.WRITES | records.WRITES | asked.WRITES | facts.WRITES).items():
            tally.run(table, statement)
        tally.add(LEAF, chunk.leaves)  # with the versions, by one statement
        with tally.timed(COUNTING):
            after, until = connection.execute(facts.RANGE, told).fetchone() or (None, None)
            pieces.sum_up(connection, {"after": after, "until": until}, facts.PARTS)
        tally.keep("chunk", chunk.number)


def federations(connection: Connection[Any], told: dict[str, Any], written: Written) -> None:
    """What every chunk's organizations stand below; before the first chunk."""
    with connection.transaction():
        tally = Tally(connection, told, written)
        connection.execute("SET CONSTRAINTS ALL DEFERRED; TRUNCATE house")
        connection.execute(houses.FEDERATIONS)
        connection.execute(houses.FEDERATION_HOUSES, told)
        for table, statement in houses.HOUSES.items():
            tally.run(table, statement)
        tally.keep("federations", 0)


def _draw(connection: Connection[Any], chunk: Chunk, told: dict[str, Any], tally: "Tally") -> None:
    """Who is in it and what they did, in tables of this session, and whether that is what the numbers say."""
    tally.run(DRAWING, crowd.DRAW)
    connection.execute("ANALYZE person")
    tally.run(DRAWING, houses.BUILD)
    tally.run(DRAWING, houses.PLAN)
    connection.execute("ANALYZE activity")
    tally.run(DRAWING, service.ENTER)
    connection.execute("ANALYZE entry")
    entries = chunk.entries[1] - chunk.entries[0]
    found = connection.execute("SELECT count(*), count(rank), count(second) FROM entry").fetchone()
    if found != (entries, chunk.records, chunk.leaves - chunk.records):
        raise Unsound(f"Chunk {chunk.number} has {found}.")


class Tally:
    """Rows and seconds of each table of one transaction, kept with it."""

    def __init__(self, connection: Connection[Any], told: dict[str, Any], written: Written) -> None:
        self._connection, self._told, self._written = connection, told, written
        self._facts: dict[str, tuple[int, float]] = {}

    def run(self, table: str, statement: str) -> None:
        """``table`` is `DRAWING` for what only this session sees: its seconds count, its rows do not."""
        began = time.perf_counter()
        rows = self._connection.execute(statement, self._told).rowcount
        self.add(table, 0 if table == DRAWING else rows, time.perf_counter() - began)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.add(name, 0, time.perf_counter() - began)

    def add(self, table: str, rows: int, seconds: float = 0.0) -> None:
        before = self._facts.get(table, (0, 0.0))
        self._facts[table] = before[0] + rows, before[1] + seconds
        self._written(table, rows, seconds)

    def keep(self, step: str, number: int) -> None:
        self._connection.execute(
            "INSERT INTO simulation.done (step, number, facts) VALUES (%s, %s, %s)",
            [step, number, json.dumps(self._facts)],
        )


TABLES = {LEAF, *crowd.WRITES, *houses.WRITES, *service.WRITES, *records.WRITES, *asked.WRITES, *facts.WRITES}
