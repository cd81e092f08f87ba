"""The limit that the loader is held to: COPY of the same rows into tables with the same indexes and checks, in the same run.

A part of every table, as it lies there; as many sessions at once as the loader has. Drawing the rows costs it nothing, and it
has no foreign keys.
"""

import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import IO, Any

from psycopg import Connection, sql

from . import chunks
from .loading import AT_ONCE

ROWS = 600_000  # in all
BLOCK = 1 << 20
COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"""


@dataclass(frozen=True, slots=True)
class Bare:
    rows: int
    seconds: float

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


@dataclass(frozen=True, slots=True)
class _Part:
    table: str
    columns: sql.Composable
    content: IO[bytes]
    rows: int

    @property
    def copy(self) -> sql.Identifier:
        return sql.Identifier("simulation", f"bare_{self.table}")


def measure(url: str, rows: Mapping[str, int]) -> Bare:
    """``rows`` are those of each table that stand."""
    share = min(1.0, ROWS / max(1, sum(rows.values())))
    with chunks.session(url) as connection, tempfile.TemporaryDirectory() as folder:
        parts = [_taken(connection, folder, table, round(count * share)) for table, count in rows.items() if count]
        waiting: SimpleQueue[_Part] = SimpleQueue()
        for part in sorted(parts, key=lambda part: -part.rows):
            connection.execute(
                sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(part.copy, sql.Identifier(part.table))
            )
            waiting.put(part)
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for hand in [pool.submit(_work, url, waiting) for _hand in range(AT_ONCE)]:
                hand.result()
        seconds = time.perf_counter() - began
        for part in parts:
            connection.execute(sql.SQL("DROP TABLE {}").format(part.copy))
            part.content.close()
    return Bare(sum(part.rows for part in parts), seconds)


def _taken(connection: Connection[Any], folder: str, table: str, count: int) -> _Part:
    names = [name for (name,) in connection.execute(COLUMNS, [table])]
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    content = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  closed when it was written
    statement = sql.SQL("COPY (SELECT {} FROM {} LIMIT {}) TO STDOUT").format(columns, sql.Identifier(table), count)
    with connection.cursor() as cursor:
        with cursor.copy(statement) as source:
            for block in source:
                content.write(block)
        taken = cursor.rowcount
    content.seek(0)
    return _Part(table, columns, content, taken)


def _work(url: str, waiting: "SimpleQueue[_Part]") -> None:
    with chunks.session(url) as connection:
        while True:
            try:
                part = waiting.get_nowait()
            except Empty:
                return
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(part.copy, part.columns)
            with connection.cursor().copy(statement) as sink:
                while block := part.content.read(BLOCK):
                    sink.write(block)
