"""What a nation's figures and pages take: a volunteer's page and look-ups beside bare SQL, dashboards, counting, open data.

By itself it works on a nation of its own, as `volunteercloud simulate` makes it; `of_simulated` on one that stands, compared
with one of a thousandth that is made beside it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils import timezone

from volunteercloud.cli import progress, steps
from volunteercloud.cli.bench import counting, main_line, open_data, reading, report
from volunteercloud.cli.bench.database import throwaway
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.problem import Problem
from volunteercloud.cli.simulate import afterwards, ground, loading
from volunteercloud.cli.simulate.nation import Nation

SEED = 1
SMALL, SMALLEST = Fraction(1, 1000), Fraction(1, 10_000)
SLOWER = 0.8  # of the rate among a thousandth of the people: at most a fifth slower


@dataclass(frozen=True, slots=True)
class Size:
    """Which part of the nation is made, and which ``beside`` one that stands already; how many people and places are asked
    for, how much is counted, and how many rows of open data are written at most."""

    scale: Fraction
    beside: Fraction
    asked: int
    counting: counting.Size
    line: main_line.Size
    rows: int


FULL = Size(
    scale=Fraction(1, 100), beside=SMALL, asked=300, counting=counting.FULL, line=main_line.FULL, rows=1_000_000
)
SHORT = Size(
    scale=Fraction(1, 100), beside=SMALL, asked=100, counting=counting.SHORT, line=main_line.SHORT, rows=20_000
)
QUICK = Size(scale=SMALLEST, beside=SMALLEST, asked=5, counting=counting.QUICK, line=main_line.QUICK, rows=1_000)


def run(size: Size) -> dict[str, Any]:
    """Everything, on a nation of its own that is gone afterwards."""
    began, machine = time.monotonic(), report.machine()
    _prepare()
    with _made(size.scale) as database:
        figures = _measured(database, size, whole=True)
        return report.document(figures, machine, time.monotonic() - began)


def of_simulated(database: str, size: Size) -> dict[str, Any]:
    """On the nation that stands in the database that commands use. Some thousand people and sign-ups are added to it."""
    began, machine = time.monotonic(), report.machine()
    connection.ensure_connection()
    begun = ground.standing(connection.connection)
    if begun is None:
        raise Problem("This database holds no nation that simulate made.", "volunteercloud simulate --scale 1/100")
    _prepare()
    figures = _measured(database, size, whole=False)
    rates = main_line.rates(database, size.line, timezone.now())
    with _made(size.beside) as small:
        few = main_line.rates(small, size.line, timezone.now())
    share = report.ratio_at_least(SLOWER)
    figures += [
        figure(f"{name} at scale {begun[0].scale}, beside {size.beside}", rate, "1/s", limit=few[name], target=share)
        for name, rate in rates.items()
    ]
    return report.document(figures, machine, time.monotonic() - began) | {"scale": str(begun[0].scale)}


def _prepare() -> None:
    steps.compile_messages()
    steps.collect_static()


def _measured(database: str, size: Size, *, whole: bool) -> list[Figure]:
    """``whole``: with a recount, which on a large nation takes as long as `simulate` says."""
    at = timezone.now()
    figures = reading.measure(database, size.asked, at)
    figures += counting.measure(database, size.counting, at, with_recount=whole)
    figures += open_data.measure(at, size.rows)
    return figures


@contextmanager
def _made(scale: Fraction) -> Iterator[str]:
    at = timezone.now()
    nation = Nation(scale, SEED, timezone.localdate(at))
    with throwaway("bench_nation") as database:
        ground.load_lists()
        connection.ensure_connection()
        ground.lay(connection.connection, nation, is_sealed=False)
        with progress.step(f"A nation of {nation.people:,} people"):
            loading.load(database, nation, is_sealed=False, free=loading.free_of(None))
        afterwards.run(database, nation, is_sealed=False, at=at)
        yield database
