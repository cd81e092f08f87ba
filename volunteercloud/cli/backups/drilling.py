"""The drill of restoring: people go on writing, moments are noted, and each of them has to come back.

An installation of its own with real actions and a real worker; a base backup at the beginning and one in the middle; the
archive followed in between. A moment is a time and what the database held then, taken while two processes record service.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from volunteercloud.cli.backups import following, recipients, restoring, source, states, taking
from volunteercloud.cli.backups.manifests import BASE
from volunteercloud.cli.backups.restoring import Goal
from volunteercloud.cli.backups.states import State
from volunteercloud.cli.backups.stores import Store
from volunteercloud.cli.drill import nodes
from volunteercloud.cli.drill.hands import Hand
from volunteercloud.cli.drill.nodes import Node, Part
from volunteercloud.cli.postgres.server import Server

WRITERS = 2
PEOPLE = 500  # of each writer; with a day of service in each of so many days nobody is in two places
DAYS = 400
AT_ONCE = 5
LONGEST_PAUSE = 0.8


@dataclass
class Report:
    """``broken`` says of each round that did not come back what came instead."""

    rounds: int
    seed: int
    broken: list[str] = field(default_factory=list)
    records: int = 0
    rows: int = 0
    restore_seconds: list[float] = field(default_factory=list)

    def document(self, seconds: float) -> dict[str, Any]:
        return {
            "rounds": self.rounds,
            "seed": self.seed,
            "same": self.rounds - len(self.broken),
            "broken": self.broken,
            "records_written": self.records,
            "rows_at_the_end": self.rows,
            "restore_s": {
                "median": round(median(self.restore_seconds), 2) if self.restore_seconds else 0,
                "longest": round(max(self.restore_seconds, default=0), 2),
            },
            "took_s": round(seconds, 1),
        }


class Writer(threading.Thread):
    """Somebody who enters lists of service, a few people at a time, until told to end."""

    def __init__(self, hand: Hand, place: int, dice: random.Random, ending: threading.Event) -> None:
        super().__init__(daemon=True)
        self.hand = hand
        self.dice = dice
        self.ending = ending
        self.written = 0
        self.error: Exception | None = None
        hand("settle", sequence=place * (PEOPLE + 1))
        first = place * (PEOPLE + 1) + 1
        self.people = hand("people", sequences=list(range(first, first + PEOPLE)))
        self.first_day = datetime.now(UTC).replace(hour=1, minute=0, second=0, microsecond=0) - timedelta(days=DAYS + 1)

    def run(self) -> None:
        turns = ((day, first) for day in range(DAYS) for first in range(0, PEOPLE, AT_ONCE))
        try:
            for day, first in turns:
                if self.ending.is_set():
                    return
                starts_at = (self.first_day + timedelta(days=day)).isoformat()
                served = self.people[first : first + AT_ONCE]
                entries = [[one["id"], one["name"], one["number"], starts_at, 60] for one in served]
                self.written += len(self.hand("serve", entries=entries))
        except Exception as error:
            self.error = error


def run(rounds: int, seed: int, template_folder: Path, tell: Callable[[str], object] = lambda line: None) -> Report:
    """So many moments of one story, each restored into a folder of its own and compared."""
    report, dice = Report(rounds, seed), random.Random(seed)  # noqa: S311  dice, no secret
    template = nodes.template(template_folder)
    with nodes.folder() as home:
        nodes.prepare(home / "A", template)
        node = Node(home / "A", "http://localhost", nodes.free_port())
        store = Store(str(home / "store"))
        try:
            node.start(Part.DATABASE)
            node.launch(Part.WORKER)
            noted = _noted(node, store, dice, report, tell)
        finally:
            node.stop()
        for place, state in enumerate(noted):
            _try(home / f"R{place}", store, state, place, report, tell)
        nodes.remove(home / "A")
    return report


def _noted(node: Node, store: Store, dice: random.Random, report: Report, tell: Callable[[str], object]) -> list[State]:
    """Moments, with a backup before the first and another half way."""
    origin = source.of(node.server, node.folder, node.folder / "log")
    found: list[State] = []
    following.once(origin, store)  # an archive reaches back to the backups that were taken after it began
    with _writers(node, dice) as writers:
        for place in range(report.rounds):
            if place in (0, report.rounds // 2):
                taken = taking.take(origin, store, BASE)
                tell(f"backup {taken.id}: {taken.bytes:,} bytes")
            time.sleep(dice.uniform(0.1, LONGEST_PAUSE))
            state = states.noted(origin.owner)
            if state is None:
                raise AssertionError("No moment could be noted: somebody holds a table.")
            found.append(state)
            tell(f"moment {place + 1}: {state.at.isoformat()}, {sum(state.rows.values()):,} rows")
            if dice.random() < 0.5:
                following.once(origin, store)
        report.records = sum(writer.written for writer in writers)
    following.once(origin, store)
    report.rows = sum(found[-1].rows.values())
    return found


@contextmanager
def _writers(node: Node, dice: random.Random) -> Iterator[list[Writer]]:
    """They write while this lasts; what stopped one of them is raised at the end."""
    ending = threading.Event()
    with ExitStack() as running:
        hands = [Hand(node) for _ in range(WRITERS)]
        for hand in hands:
            running.callback(hand.let_go)
        writers = [Writer(hand, place, dice, ending) for place, hand in enumerate(hands)]
        for writer in writers:
            writer.start()
        try:
            yield writers
        finally:
            ending.set()
            for writer in writers:
                writer.join()
    for writer in writers:
        if writer.error:
            raise writer.error


def _try(folder: Path, store: Store, state: State, place: int, report: Report, tell: Callable[[str], object]) -> None:
    """Restore to one moment, and say whether the same came back."""
    folder.mkdir(mode=0o711)
    server = Server(folder, lambda line: None, nodes.OPTIONS, nodes.begun)
    goal, began = Goal(to=state.at), time.monotonic()
    try:
        manifest = restoring.chosen(store, "", goal)
        restoring.restore(store, manifest, recipients.identities(None), goal, server, folder / "log")
        report.restore_seconds.append(time.monotonic() - began)
        found = states.now(server.url_of("postgres"))
    except Exception as error:
        report.broken.append(f"round {place + 1}: {type(error).__name__}: {error}")
    else:
        if found.hash != state.hash:
            tables = sorted(name for name, count in state.rows.items() if found.rows.get(name) != count)
            report.broken.append(f"round {place + 1}: another state; row counts differ in {tables or 'no table'}")
        tell(f"restored {place + 1} from {manifest.id}: {'same' if found.hash == state.hash else 'NOT THE SAME'}")
    finally:
        server.stop()
        nodes.remove(folder)
