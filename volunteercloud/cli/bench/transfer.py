"""Records between two nodes: many people at once, with repetitions and conflicts among them, and one person alone.

Two real nodes, each with a database, a site and a worker, on the processors of this machine together. What people decide is
written beforehand; measured is what the nodes do, from the first offer to the last receipt.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import psycopg
from django.conf import settings

from volunteercloud.cli import database, progress, steps
from volunteercloud.cli.bench import report
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.drill import nodes
from volunteercloud.cli.drill.nodes import Part
from volunteercloud.cli.drill.world import World, wait_until, world
from volunteercloud.cli.problem import Problem

ORIGIN, RECEIVER = 0, 1
AT_ONCE = 2_500
FIRST_SEQUENCE = 100
FIRST_DAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MINUTES = 120
REPEATED = CONFLICTS = 100  # one in so many
PATIENCE_SECONDS = 3_600
LOOK_SECONDS = 0.2
# As of an installation: whatever is committed reaches the disk, which the drill does without.
OPTIONS = "-c shared_buffers=64MB"
MEMORY_MIB = 700

DONE = "SELECT count(*) FROM transfers_transfer WHERE state = 'done'"
ENDED = "SELECT count(*) FROM transfers_transfer WHERE state IN ('declined', 'cancelled')"
COUNTED = """
    SELECT count(*), coalesce(sum(minutes), 0) FROM records_recordhead
    WHERE whereabouts = 'here' AND standing = 'valid' AND origin {} ''"""


@dataclass(frozen=True, slots=True)
class Size:
    """How much: people who move at once, records of each, people who move one after the other."""

    people: int
    records: int
    singles: int


FULL = Size(people=10_000, records=10, singles=40)
SHORT = Size(people=300, records=5, singles=10)
QUICK = Size(people=100, records=2, singles=3)


def run(size: Size) -> dict[str, Any]:
    """Everything, on two nodes that are gone afterwards."""
    began, machine = time.monotonic(), report.machine()
    steps.compile_messages()
    with progress.step("Two nodes"):
        template = nodes.template(settings.DATA / "drill")
    with database.joined(), world(template, 2, linked=False, options=OPTIONS) as here:
        database.check()
        figures = one_by_one(here, size) + at_once(here, size)
        return report.document(figures, machine, time.monotonic() - began)


def one_by_one(here: World, size: Size) -> list[Figure]:
    """From the moment at which a person's last consent is kept until both nodes say that all is done."""
    people = _people(here, range(FIRST_SEQUENCE, FIRST_SEQUENCE + size.singles), size.records, "People, one by one")
    took = []
    with progress.step("One after the other") as step, sessions(here) as (origin, receiver):
        for number, (there, at_home) in enumerate(zip(*people, strict=True), start=1):
            here.hands[RECEIVER]("ask", volunteer_id=at_home["id"], node_name=here.names[ORIGIN], bring=True)
            if not wait_until(lambda there=there: _agreed(here, there), 60):
                raise Problem("A request does not arrive.", here.nodes[RECEIVER].said(Part.WORKER)[-2000:])
            began = time.monotonic()
            both = lambda number=number: all(_one(one, DONE) == number for one in (origin, receiver))  # noqa: E731
            if not wait_until(both, 60, pause=0.005):
                raise Problem("A transfer does not end.", here.nodes[ORIGIN].said(Part.WORKER)[-2000:])
            took.append(time.monotonic() - began)
            step(number, size.singles)
    took.sort()
    name = f"one person with {size.records} records, from the last consent until both nodes are done"
    return [
        figure(f"{name}, median", took[len(took) // 2], "s", target=report.at_most(3)),
        figure(f"{name}, 95 of 100", took[len(took) * 95 // 100], "s", target=report.at_most(3)),
    ]


def at_once(here: World, size: Size) -> list[Figure]:
    """Everybody at one time: one in a hundred has a time recorded at both nodes, and one in a hundred is said twice."""
    first = FIRST_SEQUENCE + size.singles
    people = _people(here, range(first, first + size.people), size.records, "People, all at once")
    conflicts = _conflicts(here, people[RECEIVER])
    _consents(here, people)
    before = [_state(here, place) for place in (ORIGIN, RECEIVER)]
    usage = Usage(here)
    with progress.step(f"{size.people:,} people at once") as step, sessions(here) as (origin, receiver), usage:
        began = time.monotonic()
        here.hands[ORIGIN]("release")
        repeated, repeats = 0, 0
        while (done := _one(receiver, DONE) - size.singles) < size.people:
            step(done, size.people)
            if done > size.people // 2 and not repeats:
                repeats, repeated = 1, here.hands[ORIGIN]("repeat", share=2 / REPEATED)
            if time.monotonic() - began > PATIENCE_SECONDS or _one(receiver, ENDED):
                raise Problem("Not everybody's records arrived.", here.nodes[ORIGIN].said(Part.WORKER)[-2000:])
            time.sleep(LOOK_SECONDS)
        wait_until(lambda: _one(origin, DONE) == size.singles + size.people, PATIENCE_SECONDS)
        seconds = time.monotonic() - began
        step.result = f"{repeated:,} said twice, {conflicts:,} conflicts"
    after = [_state(here, place) for place in (ORIGIN, RECEIVER)]
    carried = size.people * size.records - conflicts
    arrived = after[RECEIVER]["arrived"][0] - before[RECEIVER]["arrived"][0]
    lost = sum(one["minutes"] for one in before) - sum(one["minutes"] for one in after)
    name = f"{size.people:,} people at once"
    return [
        figure(
            f"records a second, {name} with {size.records} each, first offer to last receipt",
            carried / seconds,
            "/s",
            limit=_copied(here),
            target=report.at_least(1_000),
        ),
        figure(f"people a second, {name}", size.people / seconds, "/s"),
        figure(f"processor time of both nodes for a record, {name}", usage.cpu_seconds / carried * 1e3, "ms"),
        figure(
            f"records that arrived and should not have, or did not and should, {name}",
            abs(carried - arrived),
            "",
            target=report.exactly(0),
        ),
        figure(f"minutes lost or doubled, {name}", abs(lost), "", target=report.exactly(0)),
        figure(f"said twice, {name}", repeated, ""),
        figure(f"refused for a time that is taken, {name}", conflicts, ""),
        *(
            figure(
                f"memory of the {part} at the {side} at its peak, {name}",
                peak,
                "MiB",
                target=report.at_most(MEMORY_MIB),
            )
            for (side, part), peak in usage.peaks()
        ),
    ]


class Usage:
    """What both nodes use up while this lasts: the largest each process becomes, and the processor time of all of them."""

    def __init__(self, here: World) -> None:
        self._watched = {
            (side, part): _family(here.nodes[place].processes[part].pid)
            for place, side in ((ORIGIN, "origin"), (RECEIVER, "receiver"))
            for part in (Part.SITE, Part.WORKER)
        }
        self._databases = [node.server.status().pid or 0 for node in here.nodes]
        self._peaks = dict.fromkeys(self._watched, 0.0)
        self.cpu_seconds = 0.0
        self._ending = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Usage":
        self.cpu_seconds = -self._cpu()
        self._looking.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.cpu_seconds += self._cpu()
        self._ending.set()
        self._looking.join()

    def peaks(self) -> Sequence[tuple[tuple[str, Part], float]]:
        return sorted(self._peaks.items())

    def _cpu(self) -> float:
        """In user and system time, with the databases, whose sessions come and go."""
        known = [one for family in self._watched.values() for one in family]
        sessions = [one for pid in self._databases for one in _family(pid)]
        return sum(_spent(one, 2) for one in known) + sum(_spent(one, 4) for one in sessions)

    def _look(self) -> None:
        while not self._ending.wait(0.25):
            for key, family in self._watched.items():
                self._peaks[key] = max(self._peaks[key], *(one.memory_info().rss / 2**20 for one in family))


def _spent(process: psutil.Process, kinds: int) -> float:
    """Its processor time: its own in user and system, and with 4 ``kinds`` that of its children; none, once it ended."""
    with suppress(psutil.NoSuchProcess):
        return sum(process.cpu_times()[:kinds])
    return 0.0


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _people(
    here: World, sequences: range, records: int, title: str
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The same people at both nodes, with their records at the origin, all of them in its log."""
    found: tuple[list[dict[str, str]], list[dict[str, str]]] = ([], [])
    with progress.step(title) as step:
        for place in (ORIGIN, RECEIVER):
            for first in range(0, len(sequences), AT_ONCE):
                found[place].extend(here.hands[place]("people", sequences=list(sequences[first : first + AT_ONCE])))
        for first in range(0, len(sequences), AT_ONCE):
            _serve(here, ORIGIN, found[ORIGIN][first : first + AT_ONCE], range(records))
            step(first, len(sequences))
        here.hands[ORIGIN]("seal")
    return found


def _conflicts(here: World, people: Sequence[dict[str, str]]) -> int:
    """One in a hundred has served at the receiver in the time of the first record."""
    chosen = people[::CONFLICTS]
    _serve(here, RECEIVER, chosen, range(1))
    here.hands[RECEIVER]("seal")
    return len(chosen)


def _serve(here: World, place: int, people: Sequence[dict[str, str]], days: range) -> None:
    entries = [
        [one["id"], one["name"], one["number"], (FIRST_DAY + timedelta(days=day)).isoformat(), MINUTES]
        for one in people
        for day in days
    ]
    here.hands[place]("serve", entries=entries)


def _consents(here: World, people: tuple[list[dict[str, str]], list[dict[str, str]]]) -> None:
    with progress.step("Consents"):
        for first in range(0, len(people[ORIGIN]), AT_ONCE):
            there, at_home = ([one["id"] for one in side[first : first + AT_ONCE]] for side in people)
            said = here.hands[RECEIVER]("request", volunteer_ids=at_home, node_name=here.names[ORIGIN])
            here.hands[ORIGIN]("consent", volunteer_ids=there, requests=said, node_name=here.names[RECEIVER])


def _agreed(here: World, person: dict[str, str]) -> bool:
    return bool(here.hands[ORIGIN]("agree", volunteer_id=person["id"], node_name=here.names[RECEIVER]))


def _state(here: World, place: int) -> dict[str, Any]:
    with psycopg.connect(here.nodes[place].server.url) as session:
        arrived = session.execute(COUNTED.format("<>")).fetchone() or (0, 0)
        own = session.execute(COUNTED.format("=")).fetchone() or (0, 0)
        return {"arrived": arrived, "own": own, "minutes": arrived[1] + own[1]}


@contextmanager
def sessions(here: World) -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    """One with each database, to look at it often without a new one each time."""
    origin, receiver = (here.nodes[place].server.url for place in (ORIGIN, RECEIVER))
    with psycopg.connect(origin, autocommit=True) as there, psycopg.connect(receiver, autocommit=True) as at_home:
        yield there, at_home


def _one(session: psycopg.Connection, statement: str) -> int:
    return (session.execute(statement).fetchone() or (0,))[0]


def _copied(here: World) -> float:
    """The limit: versions a second by COPY into a table without key, index or constraint, at the receiver."""
    with psycopg.connect(here.nodes[RECEIVER].server.url) as session, session.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (LIKE records_servicerecord)")
        with cursor.copy("COPY (SELECT * FROM records_servicerecord) TO STDOUT") as copy:
            rows = b"".join(copy)
        began = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN") as copy:
            copy.write(rows)
        seconds = time.perf_counter() - began
        return _one(session, "SELECT count(*) FROM bare") / seconds
