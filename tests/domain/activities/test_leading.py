"""Who leads a shift, and how that passes on."""

from datetime import timedelta

import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import queries
from volunteercloud.domain.activities.actions import leading
from volunteercloud.domain.audit.models import Entry


@pytest.fixture
def key(shift):
    return {"organization_id": shift.organization_id, "shift_id": shift.id}


@pytest.fixture
def leader(owner, organization, at):
    return organizations.leader(owner, organization, "小满", at)


@pytest.fixture
def other(owner, organization, at):
    return organizations.leader(owner, organization, "芒种", at)


def lead_now(key, *people):
    return [queries.leads(somebody, **key) for somebody in people]


def test_where_nobody_is_named_every_leader_leads(owner, leader, other, volunteer, key):
    assert lead_now(key, owner, leader, other, volunteer) == [True, True, True, False]


def test_where_somebody_is_named_only_they_and_coordinators_lead(owner, leader, other, volunteer, key, at):
    leading.name_leader(actor=owner, **key, person_id=leader.id, at=at)
    assert lead_now(key, owner, leader, other, volunteer) == [True, True, False, False]
    assert [row.name for row in queries.leaders(other, **key)] == ["小满"]
    with pytest.raises(NotAllowed):
        queries.roster(other, **key)


def test_naming_twice_is_naming_once(owner, leader, key, at):
    first = leading.name_leader(actor=owner, **key, person_id=leader.id, at=at)
    second = leading.name_leader(actor=owner, **key, person_id=leader.id, at=at + timedelta(hours=1))
    assert first.since == second.since


def test_who_led_once_is_named_again_and_led_since_then(owner, leader, other, key, at):
    later = at + timedelta(hours=1)
    leading.name_leader(actor=owner, **key, person_id=leader.id, at=at)
    leading.relieve_leader(actor=owner, **key, person_id=leader.id, at=later)
    again = leading.name_leader(actor=owner, **key, person_id=leader.id, at=later)
    assert (again.since, again.until) == (at, None)
    assert lead_now(key, leader, other) == [True, False]


def test_only_coordinators_name_and_only_leaders_are_named(owner, leader, other, volunteer, key, at):
    with pytest.raises(NotAllowed):
        leading.name_leader(actor=leader, **key, person_id=other.id, at=at)
    with pytest.raises(Refused) as refused:
        leading.name_leader(actor=owner, **key, person_id=volunteer.id, at=at)
    assert refused.value.code == "shift.not_a_leader"


def test_a_shift_is_handed_over_and_back(owner, leader, other, key, at):
    leading.hand_over(actor=leader, **key, to_person_id=other.id, at=at)
    assert lead_now(key, owner, leader, other) == [True, False, True]
    with pytest.raises(NotAllowed):
        leading.hand_over(actor=leader, **key, to_person_id=other.id, at=at)
    leading.hand_over(actor=other, **key, to_person_id=leader.id, at=at + timedelta(hours=1))
    assert lead_now(key, leader, other) == [True, False]
    assert [(row.name, row.until) for row in queries.leaders(owner, **key)] == [
        ("芒种", at + timedelta(hours=1)),
        ("小满", None),
    ]
    assert Entry.objects.filter(name="activities.shift_handed_over").count() == 2


def test_nobody_hands_over_to_themselves_or_to_a_stranger(leader, volunteer, key, at):
    for to_person_id, code in ((leader.id, "shift.own_hand_over"), (volunteer.id, "shift.not_a_leader")):
        with pytest.raises(Refused) as refused:
            leading.hand_over(actor=leader, **key, to_person_id=to_person_id, at=at)
        assert refused.value.code == code


def test_with_nobody_left_every_leader_leads_again(owner, leader, other, key, at):
    leading.name_leader(actor=owner, **key, person_id=leader.id, at=at)
    with pytest.raises(NotAllowed):
        leading.relieve_leader(actor=leader, **key, person_id=leader.id, at=at)
    leading.relieve_leader(actor=owner, **key, person_id=leader.id, at=at)
    assert lead_now(key, leader, other) == [True, True]
    with pytest.raises(NotFound):
        leading.relieve_leader(actor=owner, **key, person_id=leader.id, at=at)


def test_whom_one_can_hand_over_to(owner, leader, other, volunteer, shift):
    able = queries.who_may_lead(leader, shift)
    assert [person.name for person in able] == ["芒种", "谷雨"]
    with pytest.raises(NotAllowed):
        queries.who_may_lead(volunteer, shift)


def test_leading_is_asked_in_one_statement(leader, key, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.leads(leader, **key)
