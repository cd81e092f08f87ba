"""What happens in one schedule of the drill, and what goes wrong in it: told by a number, and nothing but the number.

Pure. A schedule has people with records at one node or at several, moves of theirs, changes of records, and faults of a
storm that lasts about two seconds. What it does not tell is how the processes of the machine take turns: a number brings back
the story, nearly always its outcome, never its milliseconds.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from volunteercloud.cli.drill.link import Fate
from volunteercloud.cli.drill.nodes import EVERYTHING, Part

Chosen = TypeVar("Chosen")

FIRST_DAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SLOT = timedelta(days=1)
STEPS = ("invite", "request", "offer", "accept", "commit", "receipt")
# A second, what a signature allows, what it does not, a day.
CLOCKS = (-86_400, -600, -240, -20, 20, 240, 600, 86_400)
OTHER_NAME = "谷雨满"


class Phase(StrEnum):
    BEFORE = "before the storm"
    STORM = "in the storm"
    AFTER = "after the storm"


class Change(StrEnum):
    CORRECTED = "corrected"
    REVOKED = "revoked"
    ONTO_ANOTHER = "corrected onto the time of another record there"


@dataclass(frozen=True, slots=True)
class Served:
    """A record: at which node, when (a slot, one a day) and how long."""

    node: int
    slot: int
    minutes: int

    @property
    def starts_at(self) -> datetime:
        return FIRST_DAY + self.slot * SLOT


@dataclass(frozen=True, slots=True)
class Move:
    """Asked for at one end, or at both, and agreed to at the other. ``withdrawn`` says at which end and how long after."""

    origin: int
    receiver: int
    phase: Phase
    begins: float
    asked_at_origin: bool
    asked_at_both: bool = False
    withdrawn: tuple[bool, float] | None = None


@dataclass(frozen=True, slots=True)
class Altered:
    """A change of a record by the organization that wrote it."""

    record: int
    change: Change
    phase: Phase
    begins: float
    minutes: int


@dataclass(frozen=True, slots=True)
class Person:
    """``late_at`` is a node where they register only in the storm; ``otherwise_at`` one that knows them by another name."""

    plot: str
    records: tuple[Served, ...]
    moves: tuple[Move, ...]
    changes: tuple[Altered, ...] = ()
    late_at: int | None = None
    otherwise_at: int | None = None


class Fault(StrEnum):
    LINK_CUT = "link cut"
    KILLED = "killed"
    KILLED_AT_STEP = "killed at a step"
    CLOCK = "clock wrong"


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault: of which node, from when on. ``step`` is the step of a transfer that a node is killed at, ``side`` whether as
    it comes to it or after it answered, and whether it is the one it comes to or the other one."""

    fault: Fault
    node: int
    begins: float
    lasts: float
    parts: tuple[Part, ...] = ()
    step: str = ""
    answered: bool = False
    sender: bool = False
    clock: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    seed: int
    nodes: int
    people: tuple[Person, ...]
    faults: tuple[Planned, ...]
    fates: tuple[tuple[Fate, float], ...]
    lasts: float

    @property
    def dice(self) -> random.Random:
        """For what is decided while it goes on: which message is hit."""
        return random.Random(self.seed * 2 + 1)  # noqa: S311  dice, no secret


@dataclass
class _Making:
    dice: random.Random
    nodes: int
    lasts: float
    slots: list[int] = field(default_factory=list)

    def one_of(self, things: Sequence[Chosen]) -> Chosen:
        return things[self.dice.randrange(len(things))]

    def moment(self, until: float = 1.0) -> float:
        return round(self.dice.random() * self.lasts * until, 2)

    def ends(self) -> tuple[int, int]:
        origin = self.dice.randrange(self.nodes)
        return origin, (origin + self.dice.randrange(1, self.nodes)) % self.nodes

    def served(self, node: int, most: int = 4) -> tuple[Served, ...]:
        return tuple(Served(node, self.slot(), self.minutes()) for _ in range(self.dice.randrange(1, most + 1)))

    def slot(self) -> int:
        return self.slots.pop()

    def minutes(self) -> int:
        return 30 * self.dice.randrange(2, 9)

    def move(self, origin: int, receiver: int, phase: Phase = Phase.STORM, **more: object) -> Move:
        begins = self.moment(0.6) if phase is Phase.STORM else 0.0
        asked_at_origin = self.dice.random() < 0.5
        return Move(origin, receiver, phase, begins, asked_at_origin, **more)  # type: ignore[arg-type]

    def change(self, record: int, change: Change, phase: Phase = Phase.STORM) -> Altered:
        return Altered(record, change, phase, self.moment(), self.minutes())


def _plain(make: _Making) -> Person:
    origin, receiver = make.ends()
    return Person("plain", make.served(origin), (make.move(origin, receiver),))


def _asked_twice(make: _Making) -> Person:
    origin, receiver = make.ends()
    return Person("asked at both ends", make.served(origin), (make.move(origin, receiver, asked_at_both=True),))


def _overlapping(make: _Making) -> Person:
    """One time is recorded at both nodes; the record there was first."""
    origin, receiver = make.ends()
    theirs = make.served(origin, 3)
    clash = Served(receiver, theirs[0].slot, theirs[0].minutes)
    return Person("overlapping", (*theirs, clash, *make.served(receiver, 2)), (make.move(origin, receiver),))


def _again(make: _Making) -> Person:
    """Moved before, has served at the old place since, and moves that too."""
    origin, receiver = make.ends()
    moves = make.move(origin, receiver, Phase.BEFORE), make.move(origin, receiver)
    return Person("a second time", make.served(origin), moves)


def _home(make: _Making) -> Person:
    origin, receiver = make.ends()
    records = (*make.served(origin, 3), *make.served(receiver, 2))
    return Person("home again", records, (make.move(origin, receiver, Phase.BEFORE), make.move(receiver, origin)))


def _onward(make: _Making) -> Person:
    if make.nodes < 3:
        return _home(make)
    first, second = make.ends()
    third = 3 - first - second
    records = (*make.served(first, 3), *make.served(second, 2))
    changed = make.change(0, Change.CORRECTED)
    moves = make.move(first, second, Phase.BEFORE), make.move(second, third)
    return Person("onward", records, moves, (changed,))


def _corrected(make: _Making) -> Person:
    origin, receiver = make.ends()
    records = make.served(origin)
    phase = make.one_of((Phase.STORM, Phase.STORM, Phase.AFTER))
    changes = (make.change(0, Change.CORRECTED), make.change(len(records) - 1, Change.CORRECTED, phase))
    return Person("corrected", records, (make.move(origin, receiver),), changes)


def _revoked(make: _Making) -> Person:
    origin, receiver = make.ends()
    return Person("revoked", make.served(origin), (make.move(origin, receiver),), (make.change(0, Change.REVOKED),))


def _corrected_since(make: _Making) -> Person:
    """Moved before; what is said about the records at their origin follows them through the storm."""
    origin, receiver = make.ends()
    records = make.served(origin)
    changes = (make.change(0, Change.CORRECTED), make.change(0, Change.REVOKED, Phase.AFTER))
    return Person("changed afterwards", records, (make.move(origin, receiver, Phase.BEFORE),), changes)


def _onto_another(make: _Making) -> Person:
    origin, receiver = make.ends()
    records = (*make.served(origin, 2), *make.served(receiver, 1))
    changes = (make.change(0, Change.ONTO_ANOTHER, Phase.AFTER),)
    return Person("corrected onto another", records, (make.move(origin, receiver),), changes)


def _withdrawn(make: _Making) -> Person:
    origin, receiver = make.ends()
    withdrawn = (make.dice.random() < 0.5, make.moment())
    return Person("withdrawn", make.served(origin), (make.move(origin, receiver, withdrawn=withdrawn),))


def _late(make: _Making) -> Person:
    origin, receiver = make.ends()
    move = Move(origin, receiver, Phase.STORM, make.moment(0.3), asked_at_origin=True)
    return Person("registers late", make.served(origin), (move,), late_at=receiver)


def _otherwise(make: _Making) -> Person:
    origin, receiver = make.ends()
    move = Move(origin, receiver, Phase.STORM, make.moment(0.3), asked_at_origin=True)
    return Person("another name there", make.served(origin), (move,), otherwise_at=receiver)


def _crossing(make: _Making) -> Person:
    """Records from here to there and from there to here, at one time."""
    origin, receiver = make.ends()
    records = (*make.served(origin, 2), *make.served(receiver, 2))
    return Person("crossing", records, (make.move(origin, receiver), make.move(receiver, origin)))


def _to_two(make: _Making) -> Person:
    """The same records asked for by two nodes at one time: one of them gets each."""
    if make.nodes < 3:
        return _crossing(make)
    origin, receiver = make.ends()
    third = 3 - origin - receiver
    return Person("to two at once", make.served(origin), (make.move(origin, receiver), make.move(origin, third)))


PLOTS: tuple[tuple[int, Callable[[_Making], Person]], ...] = (
    (4, _plain),
    (2, _asked_twice),
    (3, _overlapping),
    (3, _again),
    (3, _home),
    (3, _onward),
    (3, _corrected),
    (2, _revoked),
    (2, _corrected_since),
    (2, _onto_another),
    (2, _withdrawn),
    (1, _late),
    (1, _otherwise),
    (2, _crossing),
    (2, _to_two),
)


def planned(seed: int, nodes: int = 3) -> Schedule:
    """The schedule of a number."""
    dice = random.Random(seed)  # noqa: S311  dice, no secret
    lasts = round(0.8 + dice.random() * 1.7, 2)
    plots = [plot for weight, plot in PLOTS for _ in range(weight)]
    people = tuple(_person(dice, nodes, lasts, plots) for _ in range(dice.randrange(2, 5)))
    faults = tuple(_fault(dice, nodes, lasts) for _ in range(dice.choice((0, 1, 1, 2, 2, 3))))
    return Schedule(seed, nodes, people, faults, _fates(dice, calm=not faults), lasts)


def _person(dice: random.Random, nodes: int, lasts: float, plots: Sequence[Callable[[_Making], Person]]) -> Person:
    slots = dice.sample(range(30), 12)
    return plots[dice.randrange(len(plots))](_Making(dice, nodes, lasts, slots))


def _fault(dice: random.Random, nodes: int, lasts: float) -> Planned:
    node, begins = dice.randrange(nodes), round(dice.random() * lasts, 2)
    ends = round(dice.random() * lasts, 2)
    fault = dice.choice((Fault.LINK_CUT, Fault.KILLED, Fault.KILLED_AT_STEP, Fault.KILLED_AT_STEP, Fault.CLOCK))
    if fault is Fault.LINK_CUT:
        return Planned(fault, node, begins, ends)
    if fault is Fault.CLOCK:
        return Planned(fault, node, 0.0, lasts, clock=dice.choice(CLOCKS))
    parts = dice.choice(((Part.SITE,), (Part.WORKER,), (Part.SITE, Part.WORKER), (Part.DATABASE,), EVERYTHING))
    if fault is Fault.KILLED:
        return Planned(fault, node, begins, ends, parts)
    step, answered, sender = dice.choice(STEPS), dice.random() < 0.5, dice.random() < 0.3
    return Planned(fault, node, 0.0, ends, parts, step, answered, sender)


def _fates(dice: random.Random, *, calm: bool) -> tuple[tuple[Fate, float], ...]:
    """What may become of a message in the storm, and how often; never nothing at all where there are no other faults."""
    kinds = [fate for fate in Fate if fate is not Fate.PASSES]
    chosen = dice.sample(kinds, dice.randrange(1 if calm else 0, 4))
    return tuple((fate, round(0.1 + dice.random() * 0.3, 2)) for fate in chosen)
