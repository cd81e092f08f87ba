"""What a person sees of work that takes a while: one line a step, alive after two seconds, ended with its time."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

PATIENCE_SECONDS = 2.0
BEAT_SECONDS = 1.0


def say(line: str) -> None:
    """A line that is no step: what happens, on the error stream, so that output can be piped."""
    click.secho(f"· {line}", dim=True, err=True)


class Step:
    """A step at work. Call it with what is done and, where known, of how much."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.began = time.monotonic()
        self.state = ""
        self.result = ""
        self.shown = False
        self.ended = threading.Event()

    def __call__(self, done: int, total: int | None = None) -> None:
        rate = done / max(time.monotonic() - self.began, 0.001)
        self.state = f"{done:,} of {total:,}, {rate:,.0f} a second" if total else f"{done:,}"

    def beat(self) -> None:
        """Show the step once it takes long: on a terminal a living line, elsewhere a single one."""
        wait = PATIENCE_SECONDS
        while not self.ended.wait(wait):
            line = f"… {self.title} {self.state} ({time.monotonic() - self.began:.0f} s)"
            if sys.stderr.isatty():
                sys.stderr.write(f"\r\033[K{line}")
            elif not self.shown:
                sys.stderr.write(f"… {self.title}\n")
            sys.stderr.flush()
            self.shown = True
            wait = BEAT_SECONDS


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Show ``title`` while the work inside goes on, then its time and what came of it (`Step.result`)."""
    running = Step(title)
    heart = threading.Thread(target=running.beat, daemon=True)
    heart.start()
    mark, colour = "✗", "red"
    try:
        yield running
        mark, colour = "✓", "green"
    finally:
        running.ended.set()
        heart.join()
        if sys.stderr.isatty() and running.shown:
            sys.stderr.write("\r\033[K")
        took = time.monotonic() - running.began
        result = f": {running.result}" if running.result else ""
        click.echo(f"{click.style(mark, fg=colour)} {title}{result} ({took:.1f} s)", err=True)
