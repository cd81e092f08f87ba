"""How far the writing is: a bar with rate and time left on a terminal, elsewhere a line now and then."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping

import click

BEAT_SECONDS = 0.5
QUIET_BEAT_SECONDS = 30.0
WIDTH = 24


class Meter:
    """Rows by table, told by several threads. ``expected`` is about how many each table gets; what stood before this run
    counts as done but not for the rate."""

    def __init__(self, expected: Mapping[str, int], standing: Mapping[str, int]) -> None:
        self._expected, self._rows, self._before = expected, Counter(standing), sum(standing.values())
        self._table = ""
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def add(self, table: str, rows: int, _seconds: float) -> None:
        with self._lock:
            if rows:
                self._rows[table] += rows
                self._table = table

    def line(self) -> str:
        with self._lock:
            rows, table = dict(self._rows), self._table
        done = sum(rows.values())
        total = max(sum(self._expected.values()), done, 1)
        seconds = time.monotonic() - self._began
        rate = (done - self._before) / max(seconds, 0.001)
        filled = round(WIDTH * done / total)
        bar = "█" * filled + "░" * (WIDTH - filled)
        left = f"{span((total - done) / rate)} left" if rate > 0 else ""
        of_table = f"{table} {rows.get(table, 0):,} of {self._expected.get(table, 0):,}" if table else ""
        return f"{bar} {done / total:4.0%}  {done:,} rows  {rate:,.0f}/s  {left}  {of_table}"

    def run(self) -> threading.Thread:
        """Show it until `end`."""
        thread = threading.Thread(target=self._beat, daemon=True)
        thread.start()
        return thread

    def end(self) -> None:
        self._ended.set()

    def _beat(self) -> None:
        living = sys.stderr.isatty()
        while not self._ended.wait(BEAT_SECONDS if living else QUIET_BEAT_SECONDS):
            if living:
                sys.stderr.write(f"\r\033[K{self.line()}")
                sys.stderr.flush()
            else:
                click.echo(self.line(), err=True)
        if living:
            sys.stderr.write("\r\033[K")


def span(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
