"""The limit of what only reads: the same statements, sent by the driver alone, without rules, models or pages."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from volunteercloud.cli.bench import pages, report
from volunteercloud.cli.bench.report import Figure, figure

TIMES = 3  # as often as the bare reads must wait before the product may


@dataclass(frozen=True, slots=True)
class Compared:
    """Of a hundred calls the slowest, in seconds: ours, and the same statements alone."""

    ours: float
    bare: float
    statements: int

    def figure(self, name: str) -> Figure:
        met = report.Target(f"ratio ≤ {TIMES}", lambda _value, ratio: ratio is not None and ratio <= TIMES)
        return figure(name, self.ours * 1000, "ms", limit=self.bare * 1000, target=met)


def compared(database: str, calls: Sequence[Callable[[], Any]]) -> Compared:
    """Each call in turns with its statements alone, after one of each that warms the caches of both."""
    ours, bare, most = [], [], 0
    with psycopg.connect(database, autocommit=True) as session:
        for call in calls:
            with CaptureQueriesContext(connection) as captured:
                call()
            said = [
                query["sql"] for query in captured.captured_queries if query["sql"].lstrip()[:6] in ("SELECT", "WITH")
            ]
            most = max(most, len(said))
            _read(session, said)
            bare.append(_timed(lambda said=said: _read(session, said)))
            ours.append(_timed(call))
    return Compared(pages.slowest(ours), pages.slowest(bare), most)


def _read(session: psycopg.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        session.execute(statement.encode()).fetchall()


def _timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
