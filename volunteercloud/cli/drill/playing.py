"""One schedule, played: people with records, moves and changes while the storm goes on, then what must be so afterwards."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from volunteercloud.cli.drill import people as building
from volunteercloud.cli.drill.attacking import Attack
from volunteercloud.cli.drill.hands import Failed, RefusedThere
from volunteercloud.cli.drill.nodes import Part
from volunteercloud.cli.drill.schedules import OTHER_NAME, Altered, Change, Move, Person, Phase, Schedule
from volunteercloud.cli.drill.storm import Storm
from volunteercloud.cli.drill.watching import HERE, MOVED, Eye, Reading, Truth, Watch
from volunteercloud.cli.drill.world import LETTERS, World, wait_until

ENDED = {"done", "declined", "cancelled"}
# What an officer is told of by design: a correction that cannot stand at the receiver.
TROUBLES = {"transfer.amendment_refused", "record.overlap", "transfer.person"}
# … and what a clock that was ahead wrote, until that time has come.
EARLY, AHEAD_SECONDS = {"record.future", "transfer.evidence"}, 240
# Plots in which a move may come to nothing.
MAY_END = {"withdrawn", "another name there", "to two at once", "crossing", "asked at both ends"}
CONVERGED_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.1
MOST_SAID = 20_000
NOISE = "WARNING django.request"  # each attack is one
# What may be answered to a person in a storm: somebody was quicker, also they themselves.
QUICKER = ("transfer.open", "transfer.offered", "transfer.too_late", "not_found")


class Gone(Exception):
    """The schedule is over while somebody was still trying."""


@dataclass
class Outcome:
    """What came of a schedule. ``story`` is told line by line, ``broken`` what should not have been."""

    seed: int
    story: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    injected: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    records: int = 0
    minutes: int = 0
    converged_seconds: float = 0.0
    seconds: float = 0.0
    attacks: Counter[str] = field(default_factory=Counter)


@dataclass
class Acting:
    """A person of the schedule: who they are at each node, and the ids of their records in the order of the schedule."""

    planned: Person
    sequence: int
    ids: dict[int, dict[str, str]] = field(default_factory=dict)
    records: dict[int, UUID] = field(default_factory=dict)

    def __str__(self) -> str:
        return building.name_of(self.sequence)


class Play:
    """Plays one schedule in a world that is whole and quiet, and leaves it so."""

    def __init__(self, world: World, schedule: Schedule, first_sequence: int) -> None:
        self.world = world
        self.schedule = schedule
        self.outcome = Outcome(schedule.seed)
        self.truth = Truth()
        self.acting = [Acting(one, first_sequence + place) for place, one in enumerate(schedule.people)]
        self.people: list[set[UUID]] = [set() for _node in world.nodes]
        self.storm = Storm(world, schedule, self.tell)
        self.watch = Watch([node.server.url for node in world.nodes], self.people, self.truth)
        self.eyes = [Eye(node.server.url) for node in world.nodes]
        self.over = threading.Event()
        self.is_calm = threading.Event()
        self.said_at = self.began = time.monotonic()

    def tell(self, line: str) -> None:
        self.outcome.story.append(f"{time.monotonic() - self.began:6.2f}  {line}")

    def run(self) -> Outcome:
        """The story, what was broken, the figures. An exception means that the drill itself failed."""
        try:
            self._settle()
            self.watch.start()
            self._all(self._moves(Phase.BEFORE))
            self._converge("before the storm")
            if not (self.outcome.broken or self.watch.found):
                self._rage()
                self.said_at = time.monotonic()
                self._all(self._changes(Phase.AFTER))
                self._converge("after it")
            self.watch.end()
            self._conclude()
            if not (self.outcome.broken or self.watch.found):
                self._quieten()
                Attack(self.world, self.eyes, self.people, self.schedule.dice, self.outcome, self.tell).run()
        finally:
            self.over.set()
            for eye in self.eyes:
                eye.close()
        self.outcome.broken += self.watch.found
        if self.outcome.broken:
            self._tell_what_nodes_said()
        self.outcome.looks = self.watch.looks
        self.outcome.injected = self.storm.done
        self.outcome.seconds = time.monotonic() - self.began
        return self.outcome

    def _tell_what_nodes_said(self) -> None:
        for node, letter in zip(self.world.nodes, LETTERS, strict=False):
            for part in (Part.SITE, Part.WORKER):
                for line in node.said(part)[-MOST_SAID:].splitlines():
                    if NOISE not in line:
                        self.outcome.story.append(f"        {letter} {part}: {line}")

    # --- what is there at the beginning

    def _settle(self) -> None:
        """Everybody is registered wherever they are known from the start, and has served what the schedule says."""
        for link in self.world.links:
            link.forget()
        for one in self.acting:
            moves = [f"{LETTERS[move.origin]} to {LETTERS[move.receiver]} {move.phase}" for move in one.planned.moves]
            self.tell(f"{one}: {one.planned.plot}, {'; '.join(moves)}")
        for node in range(len(self.world.nodes)):
            absent = [one for one in self.acting if node in (one.planned.late_at, one.planned.otherwise_at)]
            self._register(node, [one for one in self.acting if one not in absent])
            self._register(node, [one for one in absent if one.planned.otherwise_at == node], OTHER_NAME)
            self._serve(node)
            self.world.hands[node]("seal")

    def _register(self, node: int, whom: list[Acting], called: str = "") -> None:
        made = self._do(node, "people", sequences=[one.sequence for one in whom], called=called)
        for one, person in zip(whom, made, strict=True):
            one.ids[node] = person
        self.people[node] |= {UUID(person["id"]) for person in made}

    def _serve(self, node: int) -> None:
        wanted = [
            (one, place, served)
            for one in self.acting
            for place, served in enumerate(one.planned.records)
            if served.node == node
        ]
        entries = [
            [*(one.ids[node][name] for name in ("id", "name", "number")), served.starts_at.isoformat(), served.minutes]
            for one, _place, served in wanted
        ]
        for (one, place, served), record_id in zip(wanted, self._do(node, "serve", entries=entries), strict=True):
            one.records[place] = UUID(record_id)
            self.truth.written(UUID(record_id), is_valid=True, minutes=served.minutes)

    # --- what people do

    def _do(self, node: int, what: str, **said: Any) -> Any:
        """By the hand of a node, again and again while its database is away. None where it was refused."""
        while True:
            try:
                return self.world.hands[node](what, **said)
            except Failed as failure:
                if self.over.wait(PAUSE_SECONDS):
                    raise Gone from failure
            except RefusedThere as refusal:
                self.tell(f"{LETTERS[node]}: {what} refused, {refusal.code}")
                if refusal.code not in QUICKER:
                    self.outcome.broken.append(f"{what} was refused with {refusal.code}")
                return None

    def _all(self, threads: Iterable[threading.Thread]) -> None:
        for thread in list(threads):
            thread.join()

    def _started(self, work: Callable[..., None], *arguments: Any) -> threading.Thread:
        def run() -> None:
            with suppress(Gone):
                work(*arguments)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread

    def _moves(self, phase: Phase) -> list[threading.Thread]:
        return [
            self._started(self._move, one, move)
            for one in self.acting
            for move in one.planned.moves
            if move.phase is phase
        ]

    def _changes(self, phase: Phase) -> list[threading.Thread]:
        return [
            self._started(self._change, one, changed)
            for one in self.acting
            for changed in one.planned.changes
            if changed.phase is phase
        ]

    def _move(self, one: Acting, move: Move) -> None:
        self.over.wait(move.begins)
        ends = [(move.origin, move.receiver), (move.receiver, move.origin)]
        asked = ends if move.asked_at_both else ends[:1] if move.asked_at_origin else ends[1:]
        found = {self._ask(one, here, there, bring=here == move.receiver) for here, there in asked} - {None}
        if move.withdrawn:
            self._started(self._withdraw, one, move)
        while found and not self.over.wait(PAUSE_SECONDS):
            for here, there in ends:
                self._agree(one, here, there)
            known = [self._known(one, here) for here, _there in ends]
            if all(self._needs_nobody(transfer_id, known) for transfer_id in found):
                return
            if self.is_calm.is_set() and one.planned.otherwise_at is not None:
                return

    def _ask(self, one: Acting, here: int, there: int, *, bring: bool) -> str | None:
        if here not in one.ids:
            return None
        self.tell(f"{one} asks at {LETTERS[here]}")
        asked = self._do(here, "ask", volunteer_id=one.ids[here]["id"], node_name=self.world.names[there], bring=bring)
        self.said_at = time.monotonic()
        return asked

    def _agree(self, one: Acting, here: int, there: int) -> None:
        if here not in one.ids:
            return
        if self._do(here, "agree", volunteer_id=one.ids[here]["id"], node_name=self.world.names[there]):
            self.tell(f"{one} agrees at {LETTERS[here]}")

    def _known(self, one: Acting, node: int) -> Mapping[str, str]:
        """The states of somebody's transfers, as a node knows them."""
        return self._do(node, "mine", volunteer_id=one.ids[node]["id"]) if node in one.ids else {}

    @staticmethod
    def _needs_nobody(transfer_id: str, known: Sequence[Mapping[str, str]]) -> bool:
        """Whether both ends have it, so that somebody agreed at each, or it ended before."""
        states = [one.get(transfer_id) for one in known]
        return all(states) or bool({"declined", "cancelled"} & set(states))

    def _withdraw(self, one: Acting, move: Move) -> None:
        at_origin, after = move.withdrawn or (True, 0.0)
        node = move.origin if at_origin else move.receiver
        self.over.wait(after)
        called_off = self._do(node, "decline", volunteer_id=one.ids[node]["id"])
        self.tell(f"{one} calls it off at {LETTERS[node]}: {called_off}")

    def _change(self, one: Acting, changed: Altered) -> None:
        self.over.wait(changed.begins if changed.phase is Phase.STORM else 0.0)
        served, record_id = one.planned.records[changed.record], one.records[changed.record]
        here = {"volunteer_id": one.ids[served.node]["id"], "record_id": record_id}
        if changed.change is Change.REVOKED:
            self.truth.written(record_id, is_valid=False, minutes=served.minutes)
            for minutes in (other.minutes for other in one.planned.changes if other.record == changed.record):
                self.truth.written(record_id, is_valid=False, minutes=minutes)
            self._do(served.node, "revoke", **here)
        else:
            begins = served.starts_at
            if changed.change is Change.ONTO_ANOTHER:
                begins = one.planned.records[-1].starts_at
            self.truth.written(record_id, is_valid=True, minutes=changed.minutes)
            self._do(served.node, "correct", **here, starts_at=begins.isoformat(), minutes=changed.minutes)
        self.said_at = time.monotonic()
        self.tell(f"a record of {one} is {changed.change} at {LETTERS[served.node]}")

    def _come_late(self, one: Acting) -> None:
        self.over.wait(self.schedule.lasts / 2)
        node = one.planned.late_at
        if node is not None:
            self._register(node, [one])
            self.tell(f"{one} registers at {LETTERS[node]}")

    # --- the storm, and what must be so after it

    def _rage(self) -> None:
        self.tell("the storm begins")
        self.storm.begin()
        threads = self._moves(Phase.STORM) + self._changes(Phase.STORM)
        threads += [self._started(self._come_late, one) for one in self.acting if one.planned.late_at is not None]
        time.sleep(self.schedule.lasts)
        self.storm.end()
        self.is_calm.set()
        self.tell("the storm is over")
        self.said_at = time.monotonic()
        wait_until(lambda: not any(thread.is_alive() for thread in threads), PATIENCE_SECONDS)
        if any(thread.is_alive() for thread in threads):
            self.outcome.broken.append(f"a move has not been agreed to after {PATIENCE_SECONDS:.0f} s")
        self._converge("after healing")

    def _converge(self, when: str) -> None:
        """Wait until nothing is under way, counted from when all was mended, or from what a person began after that. People
        agree as soon as they are asked, so their time is in it."""
        since = self.said_at
        # What was found broken already need not be waited for.
        settled = lambda: not self._unsettled(self._readings())  # noqa: E731
        converged = wait_until(lambda: bool(self.watch.found) or settled(), PATIENCE_SECONDS)
        took = time.monotonic() - since
        self.tell(f"converged {took:.2f} s {when}" if converged else f"not converged {when}")
        self.outcome.converged_seconds = max(self.outcome.converged_seconds, took)
        if not converged:
            self.outcome.broken += [f"{when}, {line}" for line in self._unsettled(self._readings())]
        elif took > CONVERGED_SECONDS:
            self.outcome.broken.append(f"it took {took:.1f} s to converge {when}")

    def _readings(self) -> list[Reading]:
        while True:
            try:
                return [eye.read(people) for eye, people in zip(self.eyes, self.people, strict=True)]
            except psycopg.Error:
                time.sleep(PAUSE_SECONDS)

    def _unsettled(self, readings: Sequence[Reading]) -> list[str]:
        """What is still under way: a transfer whose two sides have not ended alike, or a version that has not followed."""
        found = []
        for transfer_id in {one for reading in readings for one in reading.transfers}:
            states = [one.transfers[transfer_id].state for one in readings if transfer_id in one.transfers]
            # Asked for at one end, and nobody agreed at the other: that is a person's turn.
            if states != ["asked"] and (set(states) - ENDED or len(set(states)) > 1):
                found.append(f"transfer {transfer_id} is {' here, '.join(states)} there")
        for place, reading in enumerate(readings):
            found += [
                f"version {head.version} of record {record_id} has not left {LETTERS[place]}"
                for record_id, head in reading.heads.items()
                if head.whereabouts == MOVED and head.version > (head.moved_version or 0)
            ]
        return found

    def _quieten(self) -> None:
        """Wait until nobody has anything to say any more: that a receipt was heard is told a moment after it was said."""
        if not wait_until(lambda: not self._talking(), PATIENCE_SECONDS):
            self.outcome.broken += self._talking()

    def _talking(self) -> list[str]:
        return [
            f"{LETTERS[place]} has still something to say of transfer {transfer_id}"
            for place, reading in enumerate(self._readings())
            for transfer_id, going in reading.transfers.items()
            if going.has_ended and not going.is_quiet
        ]

    def _conclude(self) -> None:
        """All hours are there, each once, and people see them."""
        readings = self._readings()
        outcome = self.outcome
        for reading in readings:
            outcome.ended.update(going.state for going in reading.transfers.values() if going.side == "origin")
            outcome.broken += [
                f"a transfer waits with trouble {going.trouble}"
                for going in reading.transfers.values()
                if going.trouble not in {"", *TROUBLES} and not (going.trouble in EARLY and self._has_future())
            ]
        for one in self.acting:
            outcome.broken += list(self._wrong(one, readings))
        outcome.records = len(self.truth.allowed)
        outcome.minutes = sum(head.counted for reading in readings for head in reading.heads.values())
        shown = sum(
            self._do(node, "totals", volunteer_ids=sorted(map(str, self.people[node]))) for node in range(len(readings))
        )
        if shown != outcome.minutes:
            outcome.broken.append(f"people are shown {shown} minutes, and {outcome.minutes} count")

    def _wrong(self, one: Acting, readings: Sequence[Reading]) -> Iterator[str]:
        """What is not as it should be with somebody's records in the end."""
        for place, record_id in one.records.items():
            written_at = one.planned.records[place].node
            latest = readings[written_at].heads[record_id]
            here = [node for node, reading in enumerate(readings) if _whereabouts(reading, record_id) == HERE]
            if len(here) != 1:
                yield f"record {record_id} of {one} counts at {len(here)} nodes in the end"
                continue
            expected = self._expected(record_id, written_at, readings)
            if here != [expected]:
                yield f"record {record_id} of {one} counts at {LETTERS[here[0]]} and not at {LETTERS[expected]}"
            kept = readings[here[0]].heads[record_id]
            refused = (
                any(changed.change is Change.ONTO_ANOTHER for changed in one.planned.changes) or self._has_future()
            )
            if (kept.is_valid, kept.minutes) != (latest.is_valid, latest.minutes) and not refused:
                yield f"record {record_id} of {one} is {kept.minutes} minutes there, and {latest.minutes} where it was written"
        yield from self._unfinished(one, readings)

    def _has_future(self) -> bool:
        """Whether something was written by a clock so far ahead that nobody else takes it yet."""
        return any(fault.clock >= AHEAD_SECONDS for fault in self.schedule.faults)

    @staticmethod
    def _expected(record_id: UUID, written_at: int, readings: Sequence[Reading]) -> int:
        """Where the commitments say that a record is: written here or received, and not handed over since."""
        balance = [int(node == written_at) for node in range(len(readings))]
        for node, reading in enumerate(readings):
            for transfer_id, records in reading.committed.items():
                if record_id in records and transfer_id in reading.transfers:
                    balance[node] += 1 if reading.transfers[transfer_id].side == "receiver" else -1
        return balance.index(1) if balance.count(1) == 1 else written_at

    def _unfinished(self, one: Acting, readings: Sequence[Reading]) -> Iterator[str]:
        """A move that nobody called off, and whose clocks were right, ends with its records moved."""
        if one.planned.plot in MAY_END or any(abs(fault.clock) > 3_600 for fault in self.schedule.faults):
            return
        for move in one.planned.moves:
            person = one.ids[move.receiver]["id"]
            ends = self._do(move.receiver, "mine", volunteer_id=person).values()
            if "done" not in ends:
                yield f"{one} wanted to move from {LETTERS[move.origin]} to {LETTERS[move.receiver]}: {sorted(ends)}"


def _whereabouts(reading: Reading, record_id: UUID) -> str:
    head = reading.heads.get(record_id)
    return head.whereabouts if head else ""
