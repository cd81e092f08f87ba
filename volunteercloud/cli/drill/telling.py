"""What a person sees of a drill: a line while it goes on, what it came to, and the story of what failed."""

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import click

from volunteercloud.cli.drill.playing import Outcome

SHOWN_STORY = 200


class Progress:
    """A line on the error stream that lives while schedules are played; a whole one for each that failed, or with ``all``."""

    def __init__(self, total: int, *, everything: bool) -> None:
        self.total = total
        self.everything = everything
        self.played = self.failed = 0
        self.longest = 0.0
        self.began = time.monotonic()

    def __call__(self, outcome: Outcome) -> None:
        self.played += 1
        self.failed += bool(outcome.broken)
        self.longest = max(self.longest, outcome.converged_seconds)
        if outcome.broken or self.everything:
            self._clear()
            click.echo("\n".join(story(outcome.seed, outcome.story, outcome.broken)), err=True)
        self._line()

    def end(self) -> None:
        self._clear()

    def _line(self) -> None:
        minutes = (time.monotonic() - self.began) / 60
        line = (
            f"… {self.played} of {self.total} schedules, {self.failed} failed, longest to converge {self.longest:.1f} s,"
            f" {self.played / minutes:.1f} a minute"
        )
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K{line}")
        elif self.played % 10 == 0:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    @staticmethod
    def _clear() -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")


def story(seed: int, lines: Sequence[str], broken: Sequence[str]) -> list[str]:
    """A schedule as it went, second by second, and what of it should not have been."""
    mark = click.style("✗", fg="red") if broken else click.style("✓", fg="green")
    return [f"{mark} schedule {seed}", *lines[:SHOWN_STORY], *(click.style(f"  ✗ {line}", fg="red") for line in broken)]


def summary(report: Mapping[str, Any]) -> list[str]:
    """The figures of `drilling.Report.document`, in words."""
    took = report["converged_s"]
    lines = [
        f"{report['schedules']} schedules with {report['nodes']} nodes in {report['took_s']:,.0f} s,"
        f" {len(report['failed'])} failed",
        f"  records {report['records']:,}, {report['minutes']:,} minutes, all counted once at"
        f" {report['looks']:,} looks at all databases",
        f"  transfers {_listed(report['transfers'])}",
        f"  injected {_listed(report['injected'])}",
        f"  attacks {_listed(report['attacks'])}",
        f"  converged after {took['median']} s in half of them, {took['p95']} s in 95 of 100, {took['longest']} s at most",
    ]
    if first := report["first_failed"]:
        lines.append(f"  first failed: {first['seed']}  (--seed {first['seed']} --schedules 1 -v tells it again)")
    return lines


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"
