"""What a transfer is, told from the steps that one side holds of it. Pure: the same on both sides, in any order of arrival.

Each step names by its hash the step it answers, and that one was said by the other side (or, of an ending, may be any).
So none can be taken in before what it answers, a copy changes nothing, and two nodes that hold the same steps agree.

    invite? → request → offer → accept → commit → receipt → (amend 1 → amended 1 → amend 2 …)

Before it accepted, the receiver may decline; before it committed, the origin may cancel, also what was accepted. So where an
ending meets an answer on the way, the origin's word stands: it alone says where the records count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .models import Kind, Side, State

ORIGIN, RECEIVER = Side.ORIGIN, Side.RECEIVER
SAID_BY: dict[Kind, Side] = {
    Kind.INVITE: ORIGIN,
    Kind.REQUEST: RECEIVER,
    Kind.OFFER: ORIGIN,
    Kind.ACCEPT: RECEIVER,
    Kind.COMMIT: ORIGIN,
    Kind.RECEIPT: RECEIVER,
    Kind.DECLINE: RECEIVER,
    Kind.CANCEL: ORIGIN,
    Kind.AMEND: ORIGIN,
    Kind.AMENDED: RECEIVER,
}
# In this order they are given out, shown and taken in.
ORDER = (
    Kind.INVITE,
    Kind.REQUEST,
    Kind.OFFER,
    Kind.DECLINE,
    Kind.ACCEPT,
    Kind.CANCEL,
    Kind.COMMIT,
    Kind.RECEIPT,
    Kind.AMEND,
    Kind.AMENDED,
)
ANSWERED: dict[Kind, Kind] = {
    Kind.OFFER: Kind.REQUEST,
    Kind.ACCEPT: Kind.OFFER,
    Kind.COMMIT: Kind.ACCEPT,
    Kind.RECEIPT: Kind.COMMIT,
}
# Of two of these only one can have been meant.
EXCLUDES: dict[Kind, Kind] = {
    Kind.ACCEPT: Kind.DECLINE,
    Kind.DECLINE: Kind.ACCEPT,
    Kind.COMMIT: Kind.CANCEL,
    Kind.CANCEL: Kind.COMMIT,
}
# Which steps an amendment of every number follows.
REPEATED = (Kind.AMEND, Kind.AMENDED)

Place = tuple[Kind, int]


@dataclass(frozen=True, slots=True)
class Said:
    """A step as a chain looks at it. ``previous`` is empty where it answers none."""

    kind: Kind
    number: int
    digest: bytes
    previous: bytes = b""

    @property
    def place(self) -> Place:
        return self.kind, self.number


Held = Mapping[Place, Said]


class Admission(StrEnum):
    NEW = "new"
    KNOWN = "known"
    CONTRADICTION = "contradiction"  # the other side signed something else before that excludes it
    STRAY = "stray"  # not its to say, or an answer to what was not said here


def other(side: Side) -> Side:
    return RECEIVER if side is ORIGIN else ORIGIN


def has(held: Held, kind: Kind, number: int = 0) -> bool:
    return (kind, number) in held


def state_of(held: Held) -> State:
    """How far it is. A commitment stands whatever else was said; without one, the first ending does, the origin's before
    the receiver's."""
    for kind, state in (
        (Kind.RECEIPT, State.DONE),
        (Kind.COMMIT, State.COMMITTED),
        (Kind.CANCEL, State.CANCELLED),
        (Kind.DECLINE, State.DECLINED),
        (Kind.ACCEPT, State.ACCEPTED),
        (Kind.OFFER, State.OFFERED),
    ):
        if has(held, kind):
            return state
    return State.ASKED


def is_ended(held: Held) -> bool:
    return state_of(held) in (State.CANCELLED, State.DECLINED)


def admission(side: Side, held: Held, said: Said) -> Admission:
    """What ``side`` does with a step that came from the other one."""
    if SAID_BY[said.kind] is side:
        return Admission.STRAY
    if said.place in held:
        return Admission.KNOWN if held[said.place].digest == said.digest else Admission.CONTRADICTION
    if said.kind in EXCLUDES and has(held, EXCLUDES[said.kind]):
        return Admission.CONTRADICTION
    return Admission.NEW if _follows(held, said) else Admission.STRAY


def due(side: Side, held: Held) -> Place | None:
    """What this side has to say next by itself: nothing while it is the other's turn, or a person's."""
    if is_ended(held):
        return None
    if side is ORIGIN:
        for kind, after in ((Kind.OFFER, Kind.REQUEST), (Kind.COMMIT, Kind.ACCEPT)):
            if has(held, after) and not has(held, kind):
                return kind, 0
        return None
    for kind, after in ((Kind.ACCEPT, Kind.OFFER), (Kind.RECEIPT, Kind.COMMIT)):
        if has(held, after) and not has(held, kind):
            return kind, 0
    last = amendments(held)
    return (Kind.AMENDED, last) if last and not has(held, Kind.AMENDED, last) else None


def first(held: Held) -> Kind:
    """With what it began."""
    return Kind.INVITE if has(held, Kind.INVITE) else Kind.REQUEST


def coming(held: Held) -> Kind | None:
    """The step that comes next on the way, whoever says it; None where nothing is to come."""
    if is_ended(held):
        return None
    for kind in (Kind.REQUEST, Kind.OFFER, Kind.ACCEPT, Kind.COMMIT, Kind.RECEIPT):
        if not has(held, kind):
            return kind
    last = amendments(held)
    return Kind.AMENDED if last and not has(held, Kind.AMENDED, last) else None


def may_end(side: Side, held: Held) -> bool:
    """Whether this side can still say no: the receiver until it accepted, the origin until it committed."""
    return not is_ended(held) and not has(held, Kind.ACCEPT if side is RECEIVER else Kind.COMMIT)


def may_amend(held: Held) -> bool:
    """The origin, once there is a receipt, one amendment at a time."""
    last = amendments(held)
    return has(held, Kind.RECEIPT) and (not last or has(held, Kind.AMENDED, last))


def amendments(held: Held) -> int:
    """The number of the last amendment; 0 without one."""
    return max((number for kind, number in held if kind is Kind.AMEND), default=0)


def answered(side: Side, held: Held, place: Place) -> bytes:
    """The hash that a step of this side names: of the step it answers, for an ending the last one there is of the other
    side, else the first of its own. Empty for the first step of all."""
    kind, _number = place
    if kind in REPEATED:
        return held[_amended(place)].digest
    if kind in ANSWERED:
        return held[ANSWERED[kind], 0].digest
    theirs = [held[one, 0] for one in ORDER if (one, 0) in held and SAID_BY[one] is not side]
    found = theirs or [held[one, 0] for one in ORDER if (one, 0) in held]
    return found[-1].digest if found else b""


def _follows(held: Held, said: Said) -> bool:
    if said.kind in REPEATED:
        before = _amended(said.place)
        return said.number >= 1 and before in held and held[before].digest == said.previous
    if said.number:
        return False
    if said.kind in ANSWERED:
        before = ANSWERED[said.kind], 0
        return before in held and held[before].digest == said.previous
    if not held:
        return said.kind in (Kind.INVITE, Kind.REQUEST) and not said.previous
    return any(one.digest == said.previous for one in held.values())


def _amended(place: Place) -> Place:
    """The step that an amendment, or the answer to one, follows."""
    kind, number = place
    if kind is Kind.AMENDED:
        return Kind.AMEND, number
    return (Kind.AMENDED, number - 1) if number > 1 else (Kind.RECEIPT, 0)
