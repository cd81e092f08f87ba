"""The national node answers nodes, within a day's number, and names who asked."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.domain.identity import factories as identity
from tests.domain.nodes import peers
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.log.models import Alarm
from volunteercloud.domain.national import actions, blinding, queries
from volunteercloud.domain.national.actions import serving
from volunteercloud.domain.national.models import Deposit, Enquiry, Spent

from .conftest import CLERK

ASKER = system("linxi.example")
TOKEN = uuid.UUID(int=7)


@pytest.fixture
def now(ground):
    moment = timezone.now()
    actions.begin(actor=CLERK, at=moment)
    peers.confirmed(moment, "linxi.example")
    peers.confirmed(moment, "bailu.example")
    return moment


def evaluate(points, now):
    return actions.evaluate(actor=ASKER, node_name="linxi.example", points=points, at=now)


def enquire(now, enquiry_id=None, token=TOKEN, node="linxi.example"):
    enquiry_id = enquiry_id or uuid.uuid4()
    return actions.enquire(actor=ASKER, node_name=node, enquiry_id=enquiry_id, token=token, at=now)


def code(refused):
    return refused.value.code


def test_points_are_evaluated_and_counted(now):
    asked = blinding.ask(b"text")
    values = evaluate(asked.points, now)
    assert values == blinding.evaluate(serving.own_key(), asked.points)
    assert Spent.objects.get().number == 2


def test_a_node_that_guesses_meets_the_end_of_its_day(now, monkeypatch):
    monkeypatch.setattr(serving, "POINTS_A_DAY", 10)
    monkeypatch.setattr(serving, "ALARM_FROM", 8)
    points = blinding.ask(b"text").points
    for _time in range(3):
        evaluate(points, now)
    assert Alarm.objects.count() == 0
    evaluate(points, now)
    assert Alarm.objects.get().kind == "national.guessing"
    enquire(now)
    for step in (lambda: evaluate(points, now), lambda: enquire(now)):
        with pytest.raises(Refused) as refused:
            step()
        assert code(refused) == "national.budget"
    # Another node has a number of its own.
    actions.evaluate(actor=ASKER, node_name="bailu.example", points=points, at=now)


def test_a_node_deposits_so_many_a_day_and_takes_back_whatever_it_likes(now, monkeypatch):
    monkeypatch.setattr(serving, "DEPOSITS_A_DAY", 2)
    tokens = [uuid.uuid4() for _ in range(3)]

    def deposit(put, take_back=(), at=now, node="linxi.example"):
        actions.deposit(actor=ASKER, node_name=node, put=put, take_back=take_back, at=at)

    deposit(tokens[:2])
    with pytest.raises(Refused) as refused:
        deposit(tokens[2:])
    assert code(refused) == "national.budget"
    deposit([], tokens[:2])
    assert Deposit.objects.count() == 0
    deposit(tokens[2:], node="bailu.example")
    deposit(tokens[2:], at=now + timedelta(days=1))
    assert Deposit.objects.count() == 2
    # Deposits use up no points: questions have a number of their own.
    assert {spent.number for spent in Spent.objects.all()} == {0}


@pytest.mark.parametrize("points", [[], [b"\xff" * 32], [b"short"], [b"\x00" * 32] * 1001])
def test_what_is_no_point_costs_nothing(points, now):
    with pytest.raises(Refused) as refused:
        evaluate(points, now)
    assert (code(refused), Spent.objects.count()) == ("national.points", 0)


def test_the_same_question_again_is_answered_as_the_first_time(now):
    Deposit.objects.create(token=TOKEN, node_name="bailu.example", since=now)
    first = enquire(now)
    Deposit.objects.all().delete()
    assert enquire(now, first.id) == first
    assert (Enquiry.objects.count(), first.holders) == (1, ["bailu.example"])
    for step in (lambda: enquire(now, first.id, uuid.uuid4()), lambda: enquire(now, first.id, node="bailu.example")):
        with pytest.raises(Refused) as refused:
            step()
        assert code(refused) == "national.enquiry_id"


def test_a_node_reads_only_what_was_asked_about_its_own(now):
    Deposit.objects.create(token=TOKEN, node_name="bailu.example", since=now)
    asked = enquire(now)
    enquire(now, token=uuid.uuid4())
    start = now.replace(year=2026, month=1, day=1)
    assert queries.enquiries_about("bailu.example", start, uuid.UUID(int=0)) == [asked]
    assert queries.enquiries_about("linxi.example", start, uuid.UUID(int=0)) == []
    assert queries.enquiries_about("bailu.example", asked.at, asked.id) == []


def test_nobody_takes_back_the_deposit_of_another(now):
    Deposit.objects.create(token=TOKEN, node_name="bailu.example", since=now)
    actions.deposit(actor=ASKER, node_name="linxi.example", put=[], take_back=[TOKEN], at=now)
    assert Deposit.objects.count() == 1


def test_a_node_that_is_not_national_keeps_nothing(now):
    actions.end(actor=CLERK, at=now)
    for step in (
        lambda: evaluate(blinding.ask(b"text").points, now),
        lambda: enquire(now),
        lambda: actions.deposit(actor=ASKER, node_name="linxi.example", put=[TOKEN], take_back=[], at=now),
    ):
        with pytest.raises(Refused) as refused:
            step()
        assert code(refused) == "national.not_here"
    assert Deposit.objects.count() == 0


def test_people_ask_through_their_own_node_only(now, at):
    person = identity.volunteer(at)
    for step in (
        lambda: actions.evaluate(actor=person, node_name="linxi.example", points=blinding.ask(b"x").points, at=now),
        lambda: actions.begin(actor=person, at=now),
    ):
        with pytest.raises(NotAllowed):
            step()
