"""Chains of many transfers at once: read whole, gone on with in memory, written in a number of statements that does not
depend on how many. Whoever calls holds the people and the transfers."""

import base64
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from volunteercloud.core.reading import among, to_lock
from volunteercloud.core.writing import told
from volunteercloud.domain.nodes import papers

from . import bodies, steps
from . import chains as rulebook
from .chains import Place, Said
from .models import Contradiction, Kind, Side, State, Step, Transfer
from .steps import Between, Signed

# Who accepted can only wait: after a day the origin calls off what it has not committed.
DECIDE_WITHIN = timedelta(days=1)
ASK_AGAIN = timedelta(hours=1)
LONGEST_PAUSE = timedelta(seconds=60)
# What was said in an answer has probably been heard; it is not said again at once. Who hears hundreds at a time takes longer
# to go on with them, and whoever says it again meanwhile keeps both waiting.
GRACE, GRACE_EACH = timedelta(seconds=2), timedelta(seconds=0.05)
ENDED = (State.DECLINED, State.CANCELLED)
WRITTEN = (
    "state",
    "records",
    "minutes",
    "code",
    "trouble",
    "until",
    "moved_at",
    "ended_at",
    "next_at",
    "tries",
)
UPDATE = f"""
    UPDATE transfers_transfer AS kept SET {", ".join(f"{name} = given.{name}" for name in WRITTEN)}
    FROM json_populate_recordset(NULL::transfers_transfer, %s) AS given
    WHERE kept.volunteer_id = given.volunteer_id AND kept.id = given.id AND kept.volunteer_id IN ({{people}})"""  # noqa: S608  names of our own columns
SAY = """
    INSERT INTO transfers_step (volunteer_id, transfer_id, kind, number, document, digest, at)
    SELECT volunteer_id, transfer_id, kind, number, document, decode(digest, 'hex'), at
    FROM json_to_recordset(%s) AS given (volunteer_id uuid, transfer_id uuid, kind text, number integer, document text,
        digest text, at timestamptz)"""
CARRY = """
    INSERT INTO transfers_bundle (volunteer_id, transfer_id, number, content, digest)
    SELECT volunteer_id, transfer_id, number, decode(content, 'base64'), decode(digest, 'hex')
    FROM json_to_recordset(%s) AS given (volunteer_id uuid, transfer_id uuid, number integer, content text, digest text)"""
HEARD = """
    UPDATE transfers_step AS kept SET heard_at = given.heard_at
    FROM json_populate_recordset(NULL::transfers_step, %s) AS given
    WHERE kept.volunteer_id = given.volunteer_id AND kept.transfer_id = given.transfer_id
        AND kept.kind = given.kind AND kept.number = given.number AND kept.volunteer_id IN ({people})"""


@dataclass(slots=True)
class Chain:
    """One transfer with its steps. What is said or taken in here is written by `store`."""

    transfer: Transfer
    held: dict[Place, Said] = field(default_factory=dict)
    texts: dict[Place, str] = field(default_factory=dict)
    heard: dict[Place, datetime | None] = field(default_factory=dict)
    fresh: list[Signed] = field(default_factory=list)
    bundles: dict[int, bytes] = field(default_factory=dict)  # as packed, to be written
    contradictions: list[Signed] = field(default_factory=list)
    heard_anew: set[Place] = field(default_factory=set)
    bodies: dict[Place, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def begun(cls, transfer: Transfer, first: Iterable[Signed]) -> "Chain":
        chain = cls(transfer)
        for step in first:
            chain.add(step)
        return chain

    @property
    def id(self) -> UUID:
        return self.transfer.id

    @property
    def side(self) -> Side:
        return Side(self.transfer.side)

    @property
    def state(self) -> State:
        return rulebook.state_of(self.held)

    @property
    def was(self) -> State:
        """As it was read; `store` makes it what it is now."""
        return State(self.transfer.state)

    @property
    def due(self) -> Place | None:
        return rulebook.due(self.side, self.held)

    @property
    def digests(self) -> list[bytes]:
        return [self.held[place].digest for place in sorted(self.held, key=in_order)]

    def body(self, kind: Kind, number: int = 0) -> Mapping[str, Any]:
        place = kind, number
        if place not in self.bodies:
            self.bodies[place] = steps.read(self.texts[place]).body
        return self.bodies[place]

    def add(self, step: Signed) -> None:
        place = step.said.place
        self.held[place], self.texts[place], self.heard[place] = step.said, step.text, None
        self.bodies[place] = step.body
        self.fresh.append(step)

    def say(
        self, signer: papers.Signer, own_name: str, kind: Kind, body: Mapping[str, Any], *, number: int = 0
    ) -> Signed:
        """The next step of this side, signed."""
        previous = rulebook.answered(self.side, self.held, (kind, number))
        between = Between(own_name, self.transfer.node_name)
        step = steps.signed(signer, between, self.id, kind, body, number=number, previous=previous)
        self.add(step)
        return step

    def ours(self) -> list[Place]:
        """The steps of this side in their order."""
        return sorted((place for place in self.held if rulebook.SAID_BY[place[0]] is self.side), key=in_order)

    def hear(self, have: set[bytes], at: datetime) -> None:
        """The other node says what it has: which of our steps it knows, and which it has lost."""
        for place in self.ours():
            knows = self.held[place].digest in have
            if knows != (self.heard[place] is not None):
                self.heard[place] = at if knows else None
                self.heard_anew.add(place)

    def unheard(self) -> list[Place]:
        return [place for place in self.ours() if self.heard[place] is None]


def in_order(place: Place) -> tuple[int, int]:
    kind, number = place
    return (number, rulebook.ORDER.index(kind))


def held(locking: QuerySet[Transfer], people: Collection[UUID]) -> list[Transfer]:
    """What of these transfers is these people's. They come in the order of people, so that is the order they are locked in."""
    return [one for some in to_lock(people) for one in locking.filter(volunteer_id__in=among(some))]


def chains(transfers: Sequence[Transfer]) -> list[Chain]:
    """The transfers with their steps, in the order given."""
    found = {one.id: Chain(one) for one in transfers}
    kept = Step.objects.filter(
        volunteer_id__in=among({one.volunteer_id for one in transfers}), transfer_id__in=among(found)
    )
    columns = kept.values_list("transfer_id", "kind", "number", "digest", "document", "heard_at")
    for transfer_id, kind, number, digest, document, heard_at in columns if found else ():
        place = Kind(kind), number
        chain = found[transfer_id]
        chain.held[place] = Said(place[0], number, bytes(digest))
        chain.texts[place], chain.heard[place] = document, heard_at
    return list(found.values())


def store(changed: Sequence[Chain], at: datetime, *, grace: timedelta = timedelta(0)) -> None:
    """Write what was said and taken in. ``grace`` is how long a step of ours may go unheard before it is sent again."""
    if not changed:
        return
    for chain in changed:
        _settle(chain, at, grace)
    Transfer.objects.bulk_create(chain.transfer for chain in changed if chain.transfer._state.adding)
    _update(UPDATE, [_row(chain.transfer) for chain in changed])
    _write_steps(changed, at)
    _write_heard(changed)
    for chain in changed:
        chain.fresh, chain.bundles, chain.contradictions = [], {}, []
        chain.heard_anew = set()


def _settle(chain: Chain, at: datetime, grace: timedelta) -> None:
    """The columns of the transfer that follow from its steps."""
    transfer, state = chain.transfer, chain.state
    if state != transfer.state:
        if state in (State.OFFERED, State.ACCEPTED):
            transfer.until = at + DECIDE_WITHIN
        if state in ENDED:
            transfer.code = _code(chain, state)
        transfer.state = state
    if rulebook.has(chain.held, Kind.COMMIT) and transfer.moved_at is None:
        transfer.moved_at = at
    if state in (*ENDED, State.DONE) and transfer.ended_at is None:
        transfer.ended_at = at
    if chain.fresh:
        transfer.tries = 0
    transfer.next_at = _next_at(chain, state, at, grace)


def _next_at(chain: Chain, state: State, at: datetime, grace: timedelta) -> datetime | None:
    """When this side goes on by itself, whoever's turn it is: what was not heard is said again, and who waits asks."""
    pause = pause_after(chain.transfer.tries)
    if chain.unheard():
        return at + max(pause, grace)
    if chain.due:
        return at + pause
    if state in (*ENDED, State.DONE):
        return None
    waits_for_person = state is State.ASKED and rulebook.has(chain.held, Kind.INVITE) is not rulebook.has(
        chain.held, Kind.REQUEST
    )
    return at + (ASK_AGAIN if waits_for_person else max(pause, grace))


def pause_after(tries: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(tries - 1, 10)), LONGEST_PAUSE) if tries else timedelta(0)


def _code(chain: Chain, state: State) -> str:
    """Why it ended, as whoever ended it said."""
    return bodies.code(chain.body(Kind.CANCEL if state is State.CANCELLED else Kind.DECLINE)) or "transfer.ended"


def _row(transfer: Transfer) -> dict[str, Any]:
    return {name: getattr(transfer, name) for name in ("volunteer_id", "id", *WRITTEN)}


def _write_steps(changed: Sequence[Chain], at: datetime) -> None:
    """A statement each, however many: as one text of JSON, which takes a tenth of the time of a parameter for each value."""
    said = [
        {
            "volunteer_id": chain.transfer.volunteer_id,
            "transfer_id": chain.id,
            "kind": step.kind,
            "number": step.said.number,
            "document": step.text,
            "digest": step.said.digest.hex(),
            "at": step.at,
        }
        for chain in changed
        for step in chain.fresh
    ]
    carried = [
        {
            "volunteer_id": chain.transfer.volunteer_id,
            "transfer_id": chain.id,
            "number": number,
            "content": base64.b64encode(content).decode(),
            "digest": chain.body(*_carrying(number))["bundle"],
        }
        for chain in changed
        for number, content in chain.bundles.items()
    ]
    with connection.cursor() as cursor:
        if said:
            cursor.execute(SAY, [told(said)])
        if carried:
            cursor.execute(CARRY, [told(carried)])
    Contradiction.objects.bulk_create(
        (
            Contradiction(
                volunteer_id=chain.transfer.volunteer_id,
                id=UUID(bytes=step.said.digest[:16]),
                transfer_id=chain.id,
                kind=step.kind,
                document=step.text,
                at=at,
            )
            for chain in changed
            for step in chain.contradictions
        ),
        ignore_conflicts=True,
    )


def _carrying(number: int) -> Place:
    return (Kind.AMEND, number) if number else (Kind.OFFER, 0)


def _write_heard(changed: Sequence[Chain]) -> None:
    heard = [
        {
            "volunteer_id": chain.transfer.volunteer_id,
            "transfer_id": chain.id,
            "kind": kind,
            "number": number,
            "heard_at": chain.heard[kind, number],
        }
        for chain in changed
        for kind, number in sorted(chain.heard_anew, key=in_order)
    ]
    if heard:
        _update(HEARD, heard)


def _update(statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    people = among({row["volunteer_id"] for row in rows})
    with connection.cursor() as cursor:
        cursor.execute(statement.format(people=people.sql), [told(rows), *people.params])
