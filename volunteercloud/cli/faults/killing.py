"""Ending parts of an installation as a power cut would, at moments that a seed decides, and how long it was away."""

import random
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import psutil

from volunteercloud.cli.drill import nodes
from volunteercloud.cli.faults.history import Attempt, History
from volunteercloud.cli.faults.installation import Installation

BACK_SECONDS = 60
LOOK_SECONDS = 0.02
LONGEST_LULL_SECONDS = 1.5


class Victim(StrEnum):
    WORKER = "a worker of the site"
    WORKERS = "all workers of the site"
    JOBS = "the job worker"
    BACKEND = "a session of PostgreSQL"
    DATABASE = "PostgreSQL"
    EVERYTHING = "all workers and PostgreSQL"


WEIGHTS = {
    Victim.WORKER: 25,
    Victim.WORKERS: 10,
    Victim.JOBS: 5,
    Victim.BACKEND: 20,
    Victim.DATABASE: 25,
    Victim.EVERYTHING: 15,
}
OF_THE_SITE = (Victim.WORKER, Victim.WORKERS, Victim.EVERYTHING)


@dataclass(frozen=True, slots=True)
class Kill:
    victim: Victim
    at: float
    away_seconds: float | None

    def line(self, began: float) -> str:
        away = "did not come back" if self.away_seconds is None else f"back after {self.away_seconds:.2f} s"
        return f"{self.at - began:8.2f} s  killed {self.victim}, {away}"


def victims(seed: int, rounds: int) -> list[tuple[Victim, float]]:
    """Whom it hits round by round, and after how long a lull."""
    chance = random.Random(seed)  # noqa: S311  dice, no secret
    chosen = chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=rounds)
    return [(victim, chance.uniform(0.0, LONGEST_LULL_SECONDS)) for victim in chosen]


class Killer:
    """Kills, and waits until somebody is answered again who asked afterwards."""

    def __init__(self, site: Installation, history: History, seed: int) -> None:
        self.site = site
        self.history = history
        self.chance = random.Random(seed)  # noqa: S311

    def kill(self, victim: Victim, lull: float) -> Kill:
        time.sleep(lull)
        if victim in OF_THE_SITE:
            self._wait_for_workers()
        seen = len(self.history.copy())
        self._strike(victim)
        at = time.monotonic()
        return Kill(victim, at, self._away(seen, at))

    def _strike(self, victim: Victim) -> None:
        workers = self.site.site_workers()
        if victim is Victim.WORKER and workers:
            _end(self.chance.choice(workers))
        if victim in (Victim.WORKERS, Victim.EVERYTHING):
            for one in workers:
                _end(one)
        if victim is Victim.JOBS and (job_worker := self.site.job_worker()):
            _end(job_worker)
        if victim is Victim.BACKEND and (backends := self.site.backends()):
            _end(self.chance.choice(backends))
        if victim in (Victim.DATABASE, Victim.EVERYTHING):
            nodes.kill_tree(self.site.postmaster())

    def _away(self, seen: int, at: float) -> float | None:
        """Seconds until the first acknowledgement of something that was asked after the blow. None if none came."""
        while time.monotonic() < at + BACK_SECONDS:
            time.sleep(LOOK_SECONDS)
            if (first := first_acknowledged(self.history.copy()[seen:], at)) is not None:
                return first - at
        return None

    def _wait_for_workers(self) -> None:
        until = time.monotonic() + BACK_SECONDS
        while len(self.site.site_workers()) < 2 and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)


def first_acknowledged(attempts: Sequence[Attempt], since: float) -> float | None:
    return min((one.ended for one in attempts if one.began > since and one.is_acknowledged), default=None)


def _end(process: psutil.Process) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGKILL)
