"""The chain of steps: two sides that hear each other late, twice, in any order or not at all end the same."""

import hashlib
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from volunteercloud.domain.transfers import chains
from volunteercloud.domain.transfers.chains import Admission, Said
from volunteercloud.domain.transfers.models import Kind, Side, State

ORIGIN, RECEIVER = Side.ORIGIN, Side.RECEIVER


@dataclass
class Node:
    """One side as a node keeps it: what it holds, and what it hears of the other."""

    side: Side
    held: dict = field(default_factory=dict)
    contradicted: int = 0

    def say(self, kind: Kind, number: int = 0) -> None:
        previous = chains.answered(self.side, self.held, (kind, number))
        text = f"{self.side} {kind} {number} {previous.hex()}".encode()
        self.held[kind, number] = Said(kind, number, hashlib.sha256(text).digest(), previous)

    def go_on(self) -> None:
        while due := chains.due(self.side, self.held):
            self.say(*due)

    def hear(self, said: Said) -> Admission:
        admitted = chains.admission(self.side, self.held, said)
        if admitted is Admission.NEW:
            self.held[said.place] = said
        self.contradicted += admitted is Admission.CONTRADICTION
        return admitted

    @property
    def own(self) -> list[Said]:
        return [said for place, said in self.held.items() if chains.SAID_BY[place[0]] is self.side]

    @property
    def state(self) -> State:
        return chains.state_of(self.held)


class World:
    def __init__(self, *, invited: bool) -> None:
        self.origin, self.receiver = Node(ORIGIN), Node(RECEIVER)
        self.invited = invited
        if invited:
            self.origin.say(Kind.INVITE)
        else:
            self.receiver.say(Kind.REQUEST)

    def agree(self) -> None:
        """The person agrees at the end that was not asked, once the first step is there."""
        first = (self.origin if self.invited else self.receiver).own[0]
        other = self.receiver if self.invited else self.origin
        if not other.held:
            other.hear(first)
            if self.invited:
                other.say(Kind.REQUEST)

    def end(self, node: Node) -> None:
        if node.held and chains.may_end(node.side, node.held):
            node.say(Kind.CANCEL if node.side is ORIGIN else Kind.DECLINE)

    def amend(self) -> None:
        if chains.may_amend(self.origin.held):
            self.origin.say(Kind.AMEND, chains.amendments(self.origin.held) + 1)

    def deliver(self, sender: Node, receiver: Node, which: int) -> None:
        if sender.own and receiver.held:
            receiver.hear(sender.own[which % len(sender.own)])

    def deliver_all(self) -> None:
        for _round in range(20):
            for sender, receiver in ((self.origin, self.receiver), (self.receiver, self.origin)):
                for said in sender.own:
                    if receiver.held:
                        receiver.hear(said)
                receiver.go_on()


MOVES = st.one_of(
    st.sampled_from(["agree", "cancel", "decline", "amend", "origin", "receiver"]),
    st.tuples(st.sampled_from(["to_receiver", "to_origin"]), st.integers(0, 9)),
)


def _do(world: World, move) -> None:
    match move:
        case "agree":
            world.agree()
        case "cancel":
            world.end(world.origin)
        case "decline":
            world.end(world.receiver)
        case "amend":
            world.amend()
        case "origin":
            world.origin.go_on()
        case "receiver":
            world.receiver.go_on()
        case ("to_receiver", which):
            world.deliver(world.origin, world.receiver, which)
        case ("to_origin", which):
            world.deliver(world.receiver, world.origin, which)


@settings(max_examples=300, deadline=None)
@given(invited=st.booleans(), moves=st.lists(MOVES, max_size=40))
def test_whatever_is_lost_or_comes_twice_both_sides_end_the_same(invited, moves):
    world = World(invited=invited)
    for move in moves:
        _do(world, move)
        # Nobody ever counts what the other one counts, too: the receiver has a commitment only after the origin has.
        assert not (chains.has(world.receiver.held, Kind.COMMIT) and not chains.has(world.origin.held, Kind.COMMIT))
    world.agree()
    world.deliver_all()

    assert world.origin.state == world.receiver.state
    assert world.origin.state in (State.DONE, State.CANCELLED, State.DECLINED)
    assert (world.origin.contradicted, world.receiver.contradicted) == (0, 0)


def _whole(until: Kind) -> World:
    world = World(invited=False)
    world.agree()
    world.origin.go_on()
    for sender, receiver in ((world.origin, world.receiver), (world.receiver, world.origin)) * 2:
        if chains.has(world.origin.held, until) or chains.has(world.receiver.held, until):
            break
        for said in sender.own:
            receiver.hear(said)
        receiver.go_on()
    return world


def test_the_way_without_faults_is_five_steps():
    world = World(invited=False)
    world.agree()
    world.deliver_all()
    assert list(world.origin.held) == [
        (Kind.REQUEST, 0),
        (Kind.OFFER, 0),
        (Kind.ACCEPT, 0),
        (Kind.COMMIT, 0),
        (Kind.RECEIPT, 0),
    ]
    assert world.receiver.held == world.origin.held


def test_what_was_accepted_the_receiver_cannot_decline_and_the_origin_can_cancel():
    world = World(invited=False)
    world.agree()
    world.origin.go_on()
    world.receiver.hear(world.origin.own[0])
    world.receiver.go_on()
    assert chains.state_of(world.receiver.held) == State.ACCEPTED
    assert not chains.may_end(RECEIVER, world.receiver.held)
    world.end(world.origin)
    world.deliver_all()
    assert (world.origin.state, world.receiver.state) == (State.CANCELLED, State.CANCELLED)


def test_what_was_committed_cannot_be_cancelled():
    world = World(invited=True)
    world.agree()
    world.deliver_all()
    assert not chains.may_end(ORIGIN, world.origin.held)
    said = Said(Kind.CANCEL, 0, b"c" * 32, world.origin.held[Kind.REQUEST, 0].digest)
    assert world.receiver.hear(said) is Admission.CONTRADICTION
    assert world.receiver.state is State.DONE


def test_a_second_word_of_the_same_kind_is_a_contradiction_and_changes_nothing():
    world = World(invited=False)
    world.agree()
    world.origin.go_on()
    offer = world.origin.held[Kind.OFFER, 0]
    world.receiver.hear(offer)
    other = Said(Kind.OFFER, 0, b"o" * 32, offer.previous)
    assert world.receiver.hear(other) is Admission.CONTRADICTION
    assert world.receiver.held[Kind.OFFER, 0] == offer
    assert world.receiver.hear(offer) is Admission.KNOWN


def test_what_answers_nothing_that_was_said_here_is_not_taken_in():
    world = World(invited=False)
    node = world.receiver
    for kind in (Kind.OFFER, Kind.COMMIT, Kind.CANCEL):
        assert node.hear(Said(kind, 0, b"x" * 32, b"y" * 32)) is Admission.STRAY
    assert node.hear(Said(Kind.AMEND, 1, b"x" * 32, b"y" * 32)) is Admission.STRAY
    # Nor what only this side can say.
    assert node.hear(Said(Kind.RECEIPT, 0, b"x" * 32, b"")) is Admission.STRAY
    assert list(node.held) == [(Kind.REQUEST, 0)]


def test_amendments_go_one_after_the_other():
    world = World(invited=False)
    world.agree()
    assert not chains.may_amend(world.origin.held)
    world.deliver_all()
    world.amend()
    assert not chains.may_amend(world.origin.held)
    world.deliver_all()
    assert chains.has(world.origin.held, Kind.AMENDED, 1)
    world.amend()
    world.deliver_all()
    assert world.receiver.held == world.origin.held
    assert chains.amendments(world.receiver.held) == 2


def test_whose_turn_it_is():
    world = World(invited=True)
    assert (chains.coming(world.origin.held), chains.first(world.origin.held)) == (Kind.REQUEST, Kind.INVITE)
    world.agree()
    world.deliver_all()
    assert chains.coming(world.origin.held) is None
    world.amend()
    assert chains.coming(world.origin.held) is Kind.AMENDED


def test_only_what_is_repeated_has_a_number():
    node = Node(ORIGIN)
    assert node.hear(Said(Kind.REQUEST, 1, b"1" * 32, b"")) is Admission.STRAY
    assert node.hear(Said(Kind.REQUEST, 0, b"1" * 32, b"2" * 32)) is Admission.STRAY
    assert node.hear(Said(Kind.REQUEST, 0, b"1" * 32, b"")) is Admission.NEW
