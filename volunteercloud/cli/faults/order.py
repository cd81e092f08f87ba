"""Whether what was answered about the places of one shift fits one order of doing it, one after the other.

The places of a shift are one object: who asks for one gets it while there are any and waits otherwise; where one is given back,
the first who waits is offered it. A history is right if there is an order in which every request lies between its sending and its
answer, every answer is what this order makes of it, and the end is what the database says. What was never answered may lie
anywhere after its sending, or nowhere. Searched as Wing and Gong do, remembering where one has been (as Lowe does).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from volunteercloud.cli.faults.history import NEVER, Attempt, Kind

MOST_STEPS = 300_000
HELD = frozenset({"confirmed", "offered"})
CONFIRMED, OFFERED, WAITING, ABSENT = "confirmed", "offered", "waiting", ""


class Undecided(Exception):
    """Too many requests at once, too many of them unanswered: neither yes nor no."""


class Places(NamedTuple):
    """Who stands on a shift: those who hold a place with how they hold it, and those who wait, in their order."""

    held: frozenset[tuple[str, str]] = frozenset()
    waiting: tuple[str, ...] = ()

    def state_of(self, volunteer_id: str) -> str:
        if volunteer_id in self.waiting:
            return WAITING
        return next((state for state in HELD if (volunteer_id, state) in self.held), ABSENT)

    def with_sign_up(self, volunteer_id: str, places: int) -> "Places":
        if self.state_of(volunteer_id):
            return self
        if len(self.held) < places:
            return Places(self.held | {(volunteer_id, CONFIRMED)}, self.waiting)
        return Places(self.held, (*self.waiting, volunteer_id))

    def without(self, volunteer_id: str) -> "Places":
        if volunteer_id in self.waiting:
            return Places(self.held, tuple(one for one in self.waiting if one != volunteer_id))
        held = frozenset(one for one in self.held if one[0] != volunteer_id)
        if held == self.held:
            return self
        if self.waiting:
            return Places(held | {(self.waiting[0], OFFERED)}, self.waiting[1:])
        return Places(held, ())


@dataclass(frozen=True, slots=True)
class Verdict:
    """``furthest`` is how many of the answered requests fit one order; all of them where the history is right."""

    is_right: bool
    furthest: int


def check(attempts: Sequence[Attempt], places: int, at_last: Places) -> Verdict:
    """Hold the attempts at one shift, which began empty, against what it holds in the end. Raises `Undecided`."""
    told = sorted((one for one in attempts if one.status not in _WITHOUT_EFFECT), key=lambda one: one.began)
    answered = sum(1 << place for place, one in enumerate(told) if one.is_known)
    seen: set[tuple[int, Places]] = set()
    stack = [(0, Places())]
    furthest = steps = 0
    while stack:
        done, state = stack.pop()
        if (done, state) in seen:
            continue
        seen.add((done, state))
        steps += 1
        if steps > MOST_STEPS:
            raise Undecided
        furthest = max(furthest, (done & answered).bit_count())
        if done & answered == answered and state == at_last:
            return Verdict(True, furthest)
        stack += _next(told, done, state, places)
    return Verdict(False, furthest)


# Refused before anything is changed: for reasons that lie outside of this shift, or because it was asked too often.
_WITHOUT_EFFECT = frozenset({403, 409, 422, 429})


def _next(told: Sequence[Attempt], done: int, state: Places, places: int) -> list[tuple[int, Places]]:
    """What can come next: whatever was sent before the first answer of all that are left had come."""
    until = min((one.ended for place, one in enumerate(told) if not done >> place & 1 and one.is_known), default=NEVER)
    found = []
    unanswered: set[tuple[str, str]] = set()
    for place, one in enumerate(told):
        if one.began > until:
            break
        if done >> place & 1:
            continue
        after = _after(one, state, places)
        if not one.is_known:
            # What changes nothing need not be placed; of several that are the same the first will do.
            if after != state and (one.kind, one.volunteer_id) not in unanswered:
                found.append((done | 1 << place, after))
            unanswered.add((one.kind, one.volunteer_id))
        elif _fits(one, state, after):
            found.append((done | 1 << place, after))
    return found


def _after(one: Attempt, state: Places, places: int) -> Places:
    if one.kind == Kind.WITHDRAW:
        return state.without(one.volunteer_id)
    return state.with_sign_up(one.volunteer_id, places)


def _fits(one: Attempt, before: Places, after: Places) -> bool:
    """Whether the answer is what this order makes of it: 201 for a new sign-up, 200 for one that stood, 404 where none did."""
    stood = before.state_of(one.volunteer_id)
    if one.kind == Kind.WITHDRAW:
        return one.status == (200 if stood else 404)
    return one.status == (200 if stood else 201) and one.said == after.state_of(one.volunteer_id)
