"""All chunks, by several sessions at once; gone on with where it was cut off."""

import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from psycopg import Error, errors

from volunteercloud.cli.problem import Problem

from . import bindings, chunks, size
from .meter import Meter
from .nation import Chunk, Nation

AT_ONCE = 2
# Of the disk: a chunk is not begun with less.
ENOUGH = 2 * 1024**3
TALLY = """
    SELECT key, sum((value ->> 0)::bigint)::bigint, sum((value ->> 1)::float8)
    FROM simulation.done, jsonb_each(facts) WHERE step IN ('chunk', 'federations') GROUP BY key ORDER BY key"""

Free = Callable[[], int | None]


def free_of(folder: Path | None) -> Free:
    """Bytes free where the database lies; None where that is not on this machine."""

    def free() -> int | None:
        return shutil.disk_usage(folder).free if folder else None

    return free


def tally(connection: Any) -> dict[str, tuple[int, float]]:
    """Rows and seconds by table of all that stands; and the seconds of drawing and counting, which write no rows of it."""
    return {table: (rows, seconds) for table, rows, seconds in connection.execute(TALLY).fetchall()}


def load(url: str, nation: Nation, *, is_sealed: bool, free: Free) -> None:
    """Write every chunk that does not stand yet. `Problem` where the disk is full: what stands, stands."""
    told = chunks.given(nation, is_sealed=is_sealed)
    with chunks.session(url) as first:
        standing = {table: rows for table, (rows, _seconds) in tally(first).items() if rows}
        done = {number for (number,) in first.execute("SELECT number FROM simulation.done WHERE step = 'chunk'")}
        meter = Meter({table: rows for table, rows in size.of(nation).rows.items() if table in chunks.TABLES}, standing)
        if not first.execute("SELECT 1 FROM simulation.done WHERE step = 'federations'").fetchone():
            bindings.loosen(first)
            chunks.federations(first, told, meter.add)
    waiting: SimpleQueue[Chunk] = SimpleQueue()
    for chunk in nation.chunks():
        if chunk.number not in done:
            waiting.put(chunk)
    shown = meter.run()
    stopping = threading.Event()
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            hands = [pool.submit(_work, url, waiting, told, meter, free, stopping) for _hand in range(AT_ONCE)]
            try:
                for hand in hands:
                    hand.result()
            except BaseException:
                stopping.set()
                raise
    finally:
        meter.end()
        shown.join()


def _work(
    url: str, waiting: "SimpleQueue[Chunk]", told: dict[str, Any], meter: Meter, free: Free, stopping: threading.Event
) -> None:
    with chunks.session(url) as connection:
        while not stopping.is_set():
            left = free()
            if left is not None and left < ENOUGH:
                stopping.set()
                raise full(f"Only {left / 1024**3:.1f} GiB are free.")
            try:
                chunk = waiting.get_nowait()
            except Empty:
                return
            try:
                chunks.write(connection, chunk, told, meter.add)
            except (errors.DiskFull, errors.OutOfMemory) as error:
                stopping.set()
                raise full(str(error).splitlines()[0]) from None
            except Error as error:
                stopping.set()
                raise Problem(f"Chunk {chunk.number} was not written: {error}", GO_ON) from error


GO_ON = "Everything before it stands. Go on by: volunteercloud simulate --resume"


def full(said: str) -> Problem:
    return Problem(f"The disk is full. {said}", f"Make room. {GO_ON}")
