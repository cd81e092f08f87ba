"""The worker: what is said when, to whom, and what happens where nobody answers."""

import json
from concurrent.futures import Future
from datetime import timedelta
from threading import Event

import pytest
from django.utils import timezone

from tests.domain.records.origin import saturday
from tests.domain.transfers.there import digest, kinds, step
from volunteercloud.core import ids
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.nodes import calling
from volunteercloud.domain.nodes.models import Node
from volunteercloud.domain.transfers import actions, following, queries, terms
from volunteercloud.domain.transfers.models import Awaited, State, Step, Transfer


@pytest.fixture
def transfer(volunteer, there, at):
    return actions.ask(
        actor=volunteer, volunteer_id=volunteer.id, node_name=there.node.name, bring=True, terms=terms.VERSION, at=at
    )


@pytest.fixture
def answering(monkeypatch):
    """Play the other node: what it answers to each question, an exception where it does not. The questions, as they come."""

    def answer(*answers):
        asked, left = [], list(answers)

        def post(node_name, path, body, at, *, seconds):
            (entry,) = json.loads(body)["transfers"]
            asked.append(entry)
            found = left.pop(0)
            if isinstance(found, Exception):
                raise found
            said = {"transfer": entry["transfer"], "trouble": "", **found(entry)}
            return calling.Answer(200, json.dumps({"form": "volunteercloud.sync/1", "transfers": [said]}).encode())

        monkeypatch.setattr(calling, "post", post)
        return asked

    return answer


def test_what_was_not_heard_is_said_again_and_what_was_heard_is_not(transfer, there, answering, at):
    def heard(entry):
        return {"steps": [], "have": entry["have"]}

    asked = answering(calling.Unreachable("timeout"), heard, heard)
    with pytest.raises(calling.Unreachable):
        following.speak(there.node.name, at)
    assert following.nodes_due(at) == [there.node.name]
    assert following.speak(there.node.name, at) == 1
    assert [kinds(entry) for entry in asked] == [["request"], ["request"]]
    assert following.speak(there.node.name, at) == 0

    # An hour later this node asks whether anything has become of it.
    transfer.refresh_from_db()
    assert transfer.tries == 1
    assert timedelta(minutes=59) < transfer.next_at - timezone.now() < timedelta(minutes=61)
    assert following.speak(there.node.name, transfer.next_at) == 1
    assert kinds(asked[-1]) == []


def test_a_node_that_lost_what_it_had_is_told_again(transfer, there, answering, at):
    asked = answering(
        lambda entry: {"steps": [], "have": entry["have"]},
        lambda _entry: {"steps": [], "have": []},
        lambda entry: {"steps": [], "have": entry["have"]},
    )
    following.speak(there.node.name, at)
    following.speak(there.node.name, timezone.now() + timedelta(hours=2))
    following.speak(there.node.name, timezone.now() + timedelta(hours=4))
    assert [kinds(entry) for entry in asked] == [["request"], [], ["request"]]


def test_the_answers_lead_to_the_end_without_a_pause(transfer, volunteer, there, answering, at):
    record = there.origin.record(saturday())

    def offers(entry):
        return {
            "steps": [there.offer(transfer.id, digest(step(entry, "request")), record)],
            "have": entry["have"],
        }

    def commits(entry):
        listed = [[str(record[0]), 1]]
        commit = there.say(transfer.id, "commit", {"records": listed}, digest(step(entry, "accept")))
        return {"steps": [{"document": commit}], "have": entry["have"]}

    def has_it(entry):
        return {"steps": [], "have": entry["have"]}

    asked = answering(offers, commits, has_it)
    assert following.push(there.node.name) == "2"  # request and accept in one go
    assert [kinds(entry) for entry in asked] == [["request"], ["accept"], ["receipt"]]
    kept = queries.one(volunteer, volunteer.id, transfer.id).transfer
    assert (kept.state, kept.next_at) == (State.DONE, None)


def test_a_node_that_is_trusted_no_more_is_not_asked(transfer, there, answering, at):
    asked = answering()
    Node.objects.update(state="withdrawn", withdrawn_at=at, withdrawn_reason="密钥外泄")
    following.speak(there.node.name, at)
    assert (asked, Transfer.objects.get().code) == ([], "transfer.node_withdrawn")


@pytest.mark.parametrize("answer", [{"steps": None}, {"steps": [{"document": 5}]}, {"have": ["x"]}])
def test_an_answer_that_is_none_changes_nothing(transfer, there, answering, at, answer):
    answering(lambda _entry: {"steps": [], "have": [], **answer})
    assert following.push(there.node.name) == "transfer.sync"
    assert (Step.objects.count(), following.nodes_due(timezone.now())) == (1, [there.node.name])


def test_an_answer_that_cannot_be_read_is_none(transfer, there, monkeypatch):
    monkeypatch.setattr(calling, "post", lambda *_told, **_named: calling.Answer(200, b"[1"))
    assert following.push(there.node.name) == "malformed"
    assert following.nodes_due(timezone.now()) == [there.node.name]


def test_a_round_ends_what_ran_out_and_tells_who_is_awaited(transfer, volunteer, there, at):
    coming = ids.uuid7()
    there.tell(coming, there.say(coming, "invite", there.person(coming)))
    follower = following.Follower()
    follower.keep_house(at + timedelta(minutes=1))
    assert list(Message.objects.values_list("recipient_id", "template")) == [(volunteer.id, "transfer_invited")]
    assert Transfer.objects.get().state == State.ASKED
    follower.keep_house(at + timedelta(days=30))
    assert (Transfer.objects.get().code, Awaited.objects.count()) == ("transfer.lapsed", 0)
    follower.close()


def test_two_workers_never_take_the_same(transfer, volunteer, there, system, at):
    name = there.node.name
    assert actions.lease(actor=system, node_name=name, most=10, at=at) == [(volunteer.id, transfer.id)]
    assert actions.lease(actor=system, node_name=name, most=10, at=at) == []


def test_a_clock_that_was_ahead_and_is_set_back_holds_nothing_up(transfer, there, at, monkeypatch):
    monkeypatch.setattr(following.timezone, "now", lambda: at)
    follower = following.Follower()
    spoken = []
    monkeypatch.setattr(follower.pool, "submit", lambda _speak, name, _ending: spoken.append(name))

    def look(*, set_back_seconds):
        spoken.clear()
        Transfer.objects.filter(id=transfer.id).update(next_at=at + timedelta(minutes=9))
        follower.ahead += set_back_seconds
        follower.busy = {}
        follower.follow(Event())
        return {*spoken}

    # A worker that just started cannot know what the clock said to the one before it.
    assert look(set_back_seconds=0) == {there.node.name}
    assert look(set_back_seconds=0) == set()
    assert look(set_back_seconds=1) == set()
    assert look(set_back_seconds=600) == {there.node.name}


def test_a_node_is_spoken_with_a_few_times_at_once(transfer, there, monkeypatch):
    follower, talks = following.Follower(), []
    monkeypatch.setattr(follower.pool, "submit", lambda *_told: talks.append(Future()) or talks[-1])
    for expected in (following.TALKS, following.TALKS):
        follower.follow(Event())
        assert len(talks) == expected
    talks[0].set_result(None)
    follower.follow(Event())
    assert len(talks) == following.TALKS + 1


def test_a_worker_follows_for_as_long_as_it_runs(monkeypatch):
    began, seen = Event(), []

    def follow(follower, _ending):
        seen.append(follower)
        began.set()

    monkeypatch.setattr(following.Follower, "follow", follow)
    with following.following():
        assert began.wait(60)
    with pytest.raises(RuntimeError):
        seen[0].pool.submit(print)


REFUSED = following.REFUSED_PAUSE


@pytest.mark.parametrize(
    ("befalls", "pauses"),
    [
        (calling.Unreachable("timeout"), [1.0, 2.0, 4.0, 4.0]),
        (calling.RefusedThere(401, "node.clock", ""), [1.0, 2.0, 4.0, 4.0]),
        (calling.RefusedThere(403, "node.unknown", ""), [REFUSED] * 4),
        (RuntimeError("a fault of ours"), [1.0, 2.0, 4.0, 4.0]),
    ],
    ids=["silent", "in passing", "refused", "a fault"],
)
def test_a_node_that_does_not_answer_is_left_alone_for_longer_and_longer(befalls, pauses, monkeypatch):
    follower, clock, seen = following.Follower(), [100.0], []
    monkeypatch.setattr(following.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(following, "connection", type("Kept", (), {"close": lambda self: None})())
    monkeypatch.setattr(following, "close_old_connections", lambda: None)

    def speak(_name, _at):
        raise befalls

    monkeypatch.setattr(following, "speak", speak)
    for _turn in pauses:
        follower._speak_with("b.example", Event())
        seen.append(follower.waiting["b.example"].until - clock[0])
        assert follower._is_left_alone("b.example")
        clock[0] += seen[-1]
        assert not follower._is_left_alone("b.example")
    assert seen == pauses
    said = iter([3, 1, 0])
    monkeypatch.setattr(following, "speak", lambda _name, _at: next(said))
    follower._speak_with("b.example", Event())
    assert (follower.waiting, list(said)) == ({}, [])
    follower.close()


def test_talks_end_with_the_worker(monkeypatch):
    follower, ending = following.Follower(), Event()
    ending.set()
    monkeypatch.setattr(following, "speak", lambda _name, _at: pytest.fail("nobody is spoken with"))
    monkeypatch.setattr(following, "connection", type("Kept", (), {"close": lambda self: None})())
    monkeypatch.setattr(following, "close_old_connections", lambda: None)
    follower._speak_with("b.example", ending)
    follower.close()
    with pytest.raises(RuntimeError):
        follower.pool.submit(print)
