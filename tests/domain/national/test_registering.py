"""Being known elsewhere: only who agreed is found, only for who asks, never by a number, and never unseen."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.domain.identity import factories as identity
from tests.domain.nodes import peers
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity.consents import Purpose
from volunteercloud.domain.matching import actions as matching_actions
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.national import actions, asking, presences, queries
from volunteercloud.domain.national.models import (
    Deposit,
    Enquiry,
    Holder,
    Presence,
    PresenceHandle,
    Question,
    Told,
)
from volunteercloud.domain.nodes import calling

from .conftest import CLERK

SECOND = timedelta(seconds=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def person(wire, now):
    return identity.person(now)


def agree(person, now):
    return matching_actions.give_consent(actor=person, volunteer_id=person.id, purpose=Purpose.REGISTERED, at=now)


def take_back(person, now):
    matching_actions.withdraw_consent(actor=person, volunteer_id=person.id, purpose=Purpose.REGISTERED, at=now)


def ask(person, now):
    actions.ask(actor=person, volunteer_id=person.id, at=now)
    asking.follow_person(CLERK, person.id, now)
    return Question.objects.order_by("-asked_at").first()


def deposited_elsewhere(person, now, name="bailu.example"):
    """The same person agreed at another node as well: the same number makes the same token."""
    peers.confirmed(now, name)
    token = asking._token(CLERK, person.id, now)
    Deposit.objects.create(token=token, node_name=name, since=now)
    return token


def test_who_agreed_is_deposited_as_a_token(person, wire, now):
    agree(person, now)
    asking.follow_person(CLERK, person.id, now)
    presence = Presence.objects.get()
    assert (presence.state, presence.token) == ("known", Deposit.objects.get().token)
    assert Deposit.objects.get().node_name == "linxi.example"
    # What went over the wire is points and tokens: nothing of the number, and nothing of the person.
    sent = json.dumps(wire.said())
    private = [identity.number(), identity.number()[:6], str(person.id), "谷雨", presences.text_of(person.id).hex()]
    assert [each for each in private if each in sent] == []


def test_who_did_not_agree_is_found_by_nobody(person, now):
    question = ask(person, now)
    assert (question.state, question.nodes) == ("answered", [])
    assert Deposit.objects.count() == 0


def test_the_answer_names_the_other_nodes_and_not_the_own(person, now):
    agree(person, now)
    deposited_elsewhere(person, now)
    asking.follow_person(CLERK, person.id, now)
    question = ask(person, now)
    assert (question.state, question.nodes) == ("answered", ["bailu.example"])
    assert queries.registered_at(person, person.id) == ["bailu.example"]


def test_a_node_that_is_trusted_no_more_is_not_named(person, now):
    token = deposited_elsewhere(person, now)
    Deposit.objects.create(token=token, node_name="hanlu.example", since=now)
    assert ask(person, now).nodes == ["bailu.example"]


def test_each_question_is_told_once_to_the_person_who_was_asked_about(person, now):
    agree(person, now)
    asking.follow_person(CLERK, person.id, now)
    token = Presence.objects.get().token
    peers.confirmed(now, "bailu.example", title="白露志愿云")
    for number in range(2):
        Enquiry.objects.create(
            id=f"00000000-0000-7000-8000-00000000000{number}",
            token=token,
            node_name="bailu.example",
            at=now + number * SECOND,
            holders=["linxi.example"],
        )
    assert asking.hear(CLERK, now) == 2
    assert asking.hear(CLERK, now) == 0
    assert [told.node_name for told in Told.objects.order_by("at")] == ["bailu.example"] * 2
    assert Message.objects.filter(template="registered_asked").count() == 2
    assert [told.node_name for told in queries.elsewhere(person, person.id).told] == ["bailu.example"] * 2


def test_what_is_asked_about_others_is_told_to_nobody_here(person, now):
    agree(person, now)
    asking.follow_person(CLERK, person.id, now)
    Enquiry.objects.create(id=person.id, token=person.id, node_name="bailu.example", at=now, holders=["linxi.example"])
    assert asking.hear(CLERK, now) == 0


def test_taking_it_back_takes_the_deposit_away(person, now):
    agree(person, now)
    asking.follow_person(CLERK, person.id, now)
    take_back(person, now)
    assert Presence.objects.get().state == "leaving"
    asking.follow_person(CLERK, person.id, now)
    assert [model.objects.count() for model in (Deposit, Presence, PresenceHandle)] == [0, 0, 0]


def test_taken_back_before_it_was_ever_told_nothing_is_left(person, wire, now):
    agree(person, now)
    take_back(person, now)
    asking.follow(CLERK, now)
    assert (Presence.objects.count(), wire.sent) == (0, [])


def test_a_national_node_that_is_not_to_be_had_is_asked_again(person, wire, now):
    agree(person, now)
    wire.trouble = calling.Unreachable("timeout")
    asking.follow(CLERK, now)
    presence = Presence.objects.get()
    assert (presence.state, presence.trouble) == ("waiting", "timeout")
    wire.trouble = None
    asking.follow(CLERK, now)
    assert Deposit.objects.count() == 0  # not before its time
    asking.follow(CLERK, presence.next_at)
    assert (Presence.objects.get().state, Deposit.objects.count()) == ("known", 1)


def test_a_question_that_got_no_answer_says_so(person, wire, now):
    wire.trouble = calling.Unreachable("timeout")
    question = ask(person, now)
    assert (question.state, question.code, question.nodes) == ("failed", "timeout", [])


def test_another_key_than_the_first_is_not_believed(person, now):
    agree(person, now)
    Holder.objects.create(node_name="quanguo.example", public_key=b"\x01" * 32)
    asking.follow_person(CLERK, person.id, now)
    assert (Presence.objects.get().trouble, Deposit.objects.count()) == ("national.other_key", 0)


def test_a_new_secret_of_the_nodes_is_a_new_deposit(person, settings, now):
    agree(person, now)
    asking.follow_person(CLERK, person.id, now)
    before = Deposit.objects.get().token
    settings.NATIONAL_SECRET = "bmV3IHNlY3JldCBvZiBhbGwgdGhlIG5vZGVzIG9mIHRoZSBjb3VudHJ5"
    asking.follow(CLERK, now)
    assert Deposit.objects.get().token not in (None, before)
    assert Deposit.objects.get().token == Presence.objects.get().token


def test_two_presses_are_one_question_and_five_a_day_are_enough(person, now):
    first = actions.ask(actor=person, volunteer_id=person.id, at=now)
    assert actions.ask(actor=person, volunteer_id=person.id, at=now) == first
    asking.follow_person(CLERK, person.id, now)
    for _time in range(4):
        assert ask(person, now).state == "answered"
    with pytest.raises(Refused) as refused:
        actions.ask(actor=person, volunteer_id=person.id, at=now)
    assert refused.value.code == "national.often"


def test_nobody_asks_for_somebody_else(person, now):
    other = identity.volunteer(now, email="xiaoman@qinghe.example")
    with pytest.raises(NotFound):
        actions.ask(actor=other, volunteer_id=person.id, at=now)
    assert Question.objects.count() == 0


def test_without_a_verified_name_nobody_is_asked_for(person, now):
    other = identity.volunteer(now, email="xiaoman@qinghe.example")
    for step in (lambda: actions.ask(actor=other, volunteer_id=other.id, at=now), lambda: agree(other, now)):
        with pytest.raises(Refused) as refused:
            step()
        assert refused.value.code == "national.real_name"
    assert Presence.objects.count() == 0


@pytest.mark.parametrize("secret", ["", "short", "bm90IGxvbmcgZW5vdWdo", "不是"])
def test_without_a_secret_of_the_nodes_nobody_is_asked_for(person, settings, secret, now):
    settings.NATIONAL_SECRET = secret
    with pytest.raises(Refused) as refused:
        agree(person, now)
    assert refused.value.code == "national.not_set_up"
