"""Reading all databases of a drill while it goes on, and saying what may never be.

Two databases cannot be read at one moment. So each is read twice, one after the other and then all again: what is the same row
in both readings of a node was there all the time between, and so at the one moment when the first round had ended and the
second had not begun. Whatever changed meanwhile says nothing this time.
"""

import base64
import json
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

PAUSE_SECONDS = 0.05
HERE, ARRIVING, MOVED = "here", "arriving", "moved"
HEADS = """
    SELECT volunteer_id, record_id, whereabouts, standing = 'valid', minutes, version, moved_version, moved_to, origin, xmin::text
    FROM records_recordhead WHERE volunteer_id = ANY(%s)"""
STEPS = """
    SELECT transfer_id, kind, number, CASE WHEN kind = 'commit' THEN document ELSE '' END
    FROM transfers_step WHERE volunteer_id = ANY(%s)"""
STATES = """
    SELECT id, side, node_name, state, code, next_at IS NULL, trouble FROM transfers_transfer WHERE volunteer_id = ANY(%s)"""


@dataclass(frozen=True, slots=True)
class Head:
    whereabouts: str
    is_valid: bool
    minutes: int
    version: int
    moved_version: int | None
    moved_to: str
    origin: str
    mark: str

    @property
    def counted(self) -> int:
        return self.minutes if self.whereabouts == HERE and self.is_valid else 0


@dataclass(frozen=True, slots=True)
class Going:
    """A transfer as one side knows it."""

    side: str
    node_name: str
    state: str
    code: str
    is_quiet: bool
    trouble: str

    @property
    def has_ended(self) -> bool:
        return self.state in ("done", "declined", "cancelled")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one database said at one moment about some people."""

    heads: Mapping[UUID, Head]  # by record
    steps: frozenset[tuple[UUID, str, int]]
    committed: Mapping[UUID, frozenset[UUID]]  # by transfer, the records that were handed over
    transfers: Mapping[UUID, Going]

    def has(self, transfer_id: UUID, kind: str) -> bool:
        return (transfer_id, kind, 0) in self.steps


@dataclass
class Truth:
    """What there is: of each record the values it was ever given, said before they were."""

    allowed: dict[UUID, set[tuple[bool, int]]] = field(default_factory=dict)

    def written(self, record_id: UUID, is_valid: bool, minutes: int) -> None:
        self.allowed.setdefault(record_id, set()).add((is_valid, minutes))

    def bounds(self, record_id: UUID) -> tuple[int, int]:
        counted = [minutes if is_valid else 0 for is_valid, minutes in self.allowed[record_id]]
        return min(counted), max(counted)


def never(first: Sequence[Reading], second: Sequence[Reading], truth: Truth) -> list[str]:
    """What cannot be, though it is. ``first`` and ``second`` are two rounds of readings, a reading for each node."""
    committed: dict[UUID, frozenset[UUID]] = {}
    for reading in second:
        committed |= reading.committed
    found = [line for reading in second for line in half_visible(reading, committed)]
    for record_id in list(truth.allowed):
        found += _never_of_record(record_id, first, second, truth, committed)
    return found


def half_visible(reading: Reading, committed: Mapping[UUID, frozenset[UUID]]) -> Iterable[str]:
    """Of what was handed over at once, a part is here and a part is not, at one node at one moment."""
    for transfer_id, going in reading.transfers.items():
        records = committed.get(transfer_id, frozenset())
        places = {_place(reading.heads.get(record_id)) for record_id in records}
        gone_on = _gone_on(reading, transfer_id, records, committed)
        if going.side == "receiver" and not gone_on:
            wanted = {HERE} if reading.has(transfer_id, "receipt") else {ARRIVING}
        elif going.side == "origin" and reading.has(transfer_id, "commit") and not gone_on:
            wanted = {MOVED}
        else:
            continue
        if not places <= wanted:
            yield f"of transfer {transfer_id} {sorted(places)} stand at the {going.side}, {sorted(wanted)} should"


def _place(head: Head | None) -> str:
    return head.whereabouts if head else "nowhere"


def _gone_on(
    reading: Reading, transfer_id: UUID, records: frozenset[UUID], committed: Mapping[UUID, frozenset[UUID]]
) -> bool:
    """Whether another transfer carried some of the same records since, or is about to."""
    return any(
        other != transfer_id and (records & committed.get(other, frozenset()) or reading.has(other, "accept"))
        for other in reading.transfers
    )


def _never_of_record(
    record_id: UUID,
    first: Sequence[Reading],
    second: Sequence[Reading],
    truth: Truth,
    committed: Mapping[UUID, frozenset[UUID]],
) -> Iterable[str]:
    heads = [(one.heads.get(record_id), other.heads.get(record_id)) for one, other in zip(first, second, strict=True)]
    for head, _later in heads:
        if head and (head.is_valid, head.minutes) not in truth.allowed[record_id]:
            yield f"record {record_id} says {head.minutes} minutes, which nobody wrote"
    counted = [
        place for place, (head, later) in enumerate(heads) if head and later == head and head.whereabouts == HERE
    ]
    if len(counted) > 1:
        yield f"record {record_id} counts at nodes {counted} at one time"
    changed = any(head != later for head, later in heads)
    if not changed and not counted and not _is_on_its_way(record_id, second, committed):
        yield f"record {record_id} counts nowhere and is not on its way"


def _is_on_its_way(record_id: UUID, second: Sequence[Reading], committed: Mapping[UUID, frozenset[UUID]]) -> bool:
    """Handed over, and not received yet where it was read."""
    return any(
        record_id in records and not any(one.has(transfer_id, "receipt") for one in second)
        for transfer_id, records in committed.items()
    )


def committed_in(document: str) -> frozenset[UUID]:
    """The records that a commitment lists."""
    claimed = document.split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claimed + "=" * (-len(claimed) % 4)))
    return frozenset(UUID(record_id) for record_id, _version in said["body"]["records"])


class Eye:
    """Reads one database, and opens it again after it was away."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session: psycopg.Connection | None = None

    def read(self, people: Iterable[UUID]) -> Reading:
        """Raises `psycopg.Error` while the database is away."""
        people = list(people)
        try:
            session = self._open()
            with session.transaction():
                session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                heads = session.execute(HEADS, [people]).fetchall()
                steps = session.execute(STEPS, [people]).fetchall()
                states = session.execute(STATES, [people]).fetchall()
        except psycopg.Error:
            self.close()
            raise
        return Reading(
            {record_id: Head(*rest) for _volunteer, record_id, *rest in heads},
            frozenset((transfer_id, kind, number) for transfer_id, kind, number, _document in steps),
            {transfer_id: committed_in(document) for transfer_id, _kind, _number, document in steps if document},
            {transfer_id: Going(*rest) for transfer_id, *rest in states},
        )

    def fetch(self, statement: str, values: Sequence[object] = ()) -> list[tuple]:
        return self._open().execute(statement, values).fetchall()

    def close(self) -> None:
        if self._session:
            self._session.close()
            self._session = None

    def _open(self) -> psycopg.Connection:
        if self._session is None:
            self._session = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
        return self._session


class Watch(threading.Thread):
    """Looks at all nodes, again and again, until told to end. ``people`` are ids by node, and may grow meanwhile."""

    def __init__(self, urls: Sequence[str], people: Sequence[set[UUID]], truth: Truth) -> None:
        super().__init__(name="watch", daemon=True)
        self.people = people
        self.truth = truth
        self.looks = 0
        self.found: list[str] = []
        self.broken: Exception | None = None
        self._eyes = [Eye(url) for url in urls]
        self._ending = threading.Event()

    def run(self) -> None:
        try:
            while not self._ending.wait(PAUSE_SECONDS):
                self.look()
        except Exception as error:
            self.broken = error
        finally:
            for eye in self._eyes:
                eye.close()

    def look(self) -> None:
        """Two rounds, and what they prove. While a database is away nothing is proved."""
        try:
            rounds = [[eye.read(ids) for eye, ids in zip(self._eyes, self.people, strict=True)] for _round in range(2)]
        except psycopg.Error:
            time.sleep(PAUSE_SECONDS)
            return
        self.looks += 1
        self.found += [line for line in never(*rounds, self.truth) if line not in self.found]

    def end(self) -> None:
        self._ending.set()
        self.join()
        if self.broken:
            raise self.broken
