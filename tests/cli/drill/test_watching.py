import base64
import json
from dataclasses import replace
from uuid import UUID

import pytest

from volunteercloud.cli.drill.watching import Going, Head, Reading, Truth, committed_in, half_visible, never

FIRST, SECOND = UUID(int=1), UUID(int=2)
MOVE, BACK = UUID(int=11), UUID(int=12)
HERE = Head("here", True, 120, 1, None, "", "", "1")
MOVED = Head("moved", True, 120, 1, 1, "b.example", "", "2")
ARRIVING = Head("arriving", True, 120, 1, None, "", "a.example", "3")
ARRIVED = Head("here", True, 120, 1, None, "", "a.example", "4")
SENT = Going("origin", "b.example", "committed", "", False, "")
RECEIVED = Going("receiver", "a.example", "done", "", True, "")


def reading(heads=(), steps=(), committed=(), transfers=()) -> Reading:
    return Reading(dict(heads), frozenset((one, kind, 0) for one, kind in steps), dict(committed), dict(transfers))


BOTH = frozenset({FIRST, SECOND})
AT_REST = reading([(FIRST, HERE), (SECOND, HERE)])
EMPTY = reading()
SENDING = reading([(FIRST, MOVED), (SECOND, MOVED)], [(MOVE, "commit")], [(MOVE, BOTH)], [(MOVE, SENT)])
WAITING = reading(
    [(FIRST, ARRIVING), (SECOND, ARRIVING)], [(MOVE, "accept")], [], [(MOVE, replace(RECEIVED, state="accepted"))]
)
HAVING = reading(
    [(FIRST, ARRIVED), (SECOND, ARRIVED)],
    [(MOVE, "accept"), (MOVE, "commit"), (MOVE, "receipt")],
    [(MOVE, BOTH)],
    [(MOVE, RECEIVED)],
)


@pytest.fixture
def truth() -> Truth:
    known = Truth()
    for record_id in (FIRST, SECOND):
        known.written(record_id, is_valid=True, minutes=120)
    return known


@pytest.mark.parametrize(
    "nodes",
    [[AT_REST, EMPTY], [AT_REST, WAITING], [SENDING, WAITING], [SENDING, HAVING]],
    ids=["before", "accepted", "on the way", "arrived"],
)
def test_a_transfer_as_it_should_be(truth, nodes):
    assert never(nodes, nodes, truth) == []


def test_counted_at_two_nodes(truth):
    assert never([AT_REST, HAVING], [AT_REST, HAVING], truth)[0] == f"record {FIRST} counts at nodes [0, 1] at one time"


def test_what_changed_between_the_two_rounds_proves_nothing(truth):
    assert never([AT_REST, WAITING], [SENDING, HAVING], truth) == []
    elsewhere = reading([(FIRST, replace(HERE, mark="9")), (SECOND, replace(HERE, mark="9"))])
    assert never([elsewhere, EMPTY], [AT_REST, EMPTY], truth) == []


def test_lost_on_the_way(truth):
    gone = replace(SENDING, committed={MOVE: frozenset({SECOND})})
    assert never([gone, WAITING], [gone, WAITING], truth) == [
        f"record {FIRST} counts nowhere and is not on its way",
    ]


def test_nobody_has_it_any_more(truth):
    forgotten = reading([(FIRST, MOVED), (SECOND, MOVED)], HAVING.steps and [(MOVE, "receipt")], [(MOVE, BOTH)])
    assert never([forgotten, EMPTY], [forgotten, EMPTY], truth) == [
        f"record {one} counts nowhere and is not on its way" for one in (FIRST, SECOND)
    ]


def test_minutes_that_nobody_wrote(truth):
    more = reading([(FIRST, replace(HERE, minutes=150)), (SECOND, HERE)])
    assert never([more, EMPTY], [more, EMPTY], truth) == [f"record {FIRST} says 150 minutes, which nobody wrote"]


@pytest.mark.parametrize(
    ("side", "steps", "heads"),
    [
        (SENT, ["commit"], [MOVED, HERE]),
        (RECEIVED, [], [ARRIVING, ARRIVED]),
        (RECEIVED, [], [ARRIVED, ARRIVED]),
        (RECEIVED, ["receipt"], [ARRIVED, ARRIVING]),
    ],
    ids=["half gone", "half arrived", "arrived before it was received", "half received"],
)
def test_half_of_a_transfer(side, steps, heads):
    half = reading(zip((FIRST, SECOND), heads, strict=True), [(MOVE, kind) for kind in steps], [], [(MOVE, side)])
    assert len(list(half_visible(half, {MOVE: BOTH}))) == 1


def test_what_went_on_from_there_is_judged_by_where_it_went():
    back = reading(
        [(FIRST, ARRIVED), (SECOND, HERE)],
        [(MOVE, "commit"), (BACK, "accept"), (BACK, "receipt")],
        [],
        [(MOVE, SENT), (BACK, RECEIVED)],
    )
    assert list(half_visible(back, {MOVE: frozenset({FIRST}), BACK: frozenset({FIRST})})) == []


def test_reads_what_a_commitment_lists():
    said = {"step": "commit", "body": {"records": [[str(FIRST), 1], [str(SECOND), 3]]}}
    payload = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()
    assert committed_in(f"e30.{payload}.c2ln") == BOTH
