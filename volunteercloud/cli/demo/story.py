"""What a build knows while it goes on: the moment, the luck, the people, what has been done."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from volunteercloud.cli.demo import city
from volunteercloud.core.actor import Actor

VOLUNTEERS = 300
PAST_WEEKS = 52
SHIFTS_BACK = 16
SHIFTS_AHEAD = 5

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Demo:
    """What has been built so far; ``now`` is the moment of the build, ``opened`` that of people and
    organizations, long enough before for a report of last year; ``began`` that of the year of service."""

    now: datetime
    luck: random.Random
    progress: Progress
    done: int = 0
    actors: list[Actor] = field(default_factory=list)
    officer: Actor | None = None
    colleague: Actor | None = None
    guardian: Actor | None = None
    records: int = 0

    @property
    def began(self) -> datetime:
        return self.now - timedelta(weeks=PAST_WEEKS, days=10)

    @property
    def opened(self) -> datetime:
        return self.began - timedelta(weeks=80)

    def step(self) -> None:
        self.done += 1
        self.progress(self.done, VOLUNTEERS + sum(len(house.scenes) for house in city.HOUSES) * SHIFTS_BACK)
