from datetime import timedelta

import pytest

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import rosters, signing_up
from volunteercloud.domain.activities.models import MySignUp, Shift, SignUp
from volunteercloud.domain.messages.models import Message


@pytest.fixture
def next_shift(owner, shift, at):
    return factories.shift(owner, shift.post, at, places=2, begins_in=timedelta(days=9))


@pytest.fixture
def served(shift, at):
    """Two people of the first shift, by name."""
    people = {name: organizations.person(name) for name in ("大暑", "小满")}
    for person in people.values():
        signing_up.sign_up(actor=person, **factories.key(shift, person), at=at)
    return people


def copy(actor, to, of, at, **changes):
    return rosters.copy_roster(
        actor=actor, organization_id=to.organization_id, shift_id=to.id, from_shift_id=of.id, at=at, **changes
    )


def said(copied):
    return [(one.name, one.state, one.refusal.code if one.refusal else "") for one in copied]


def test_places_are_kept_until_each_takes_theirs(owner, shift, next_shift, served, at):
    assert said(copy(owner, next_shift, shift, at)) == [("大暑", "offered", ""), ("小满", "offered", "")]
    person = served["小满"]
    held = SignUp.objects.get(shift_id=next_shift.id, volunteer_id=person.id)
    assert (held.offered_until, held.added_by) == (at + timedelta(days=2), None)
    assert Message.objects.filter(recipient_id=person.id, template="place_kept_for_you").count() == 1
    signing_up.accept_offer(actor=person, **factories.key(next_shift, person), at=at)
    assert MySignUp.objects.get(shift_id=next_shift.id, volunteer_id=person.id).state == "confirmed"
    assert Shift.objects.get(id=next_shift.id).taken == 2


def test_a_standing_team_is_on_the_roster_at_once_with_the_reason(owner, shift, next_shift, served, at):
    assert said(copy(owner, next_shift, shift, at, confirms=True, reason="固定值班小组")) == [
        ("大暑", "confirmed", ""), ("小满", "confirmed", "")
    ]  # fmt: skip
    reasons = SignUp.objects.filter(shift_id=next_shift.id).values_list("added_reason", "added_by").distinct()
    assert list(reasons) == [("固定值班小组", owner.id)]


def test_twice_is_as_good_as_once(owner, shift, next_shift, served, at):
    copy(owner, next_shift, shift, at)
    again = copy(owner, next_shift, shift, at)
    assert [one.is_new for one in again] == [False, False]
    assert Shift.objects.get(id=next_shift.id).taken == 2


def test_each_who_is_left_out_is_told_why(owner, organization, shift, next_shift, served, at):
    busy = factories.public_shift(owner, organization, at, shift_changes={"begins_in": timedelta(days=9, hours=1)})
    signing_up.sign_up(actor=served["大暑"], **factories.key(busy, served["大暑"]), at=at)
    assert said(copy(owner, next_shift, shift, at)) == [("大暑", "", "signup.clash"), ("小满", "offered", "")]


def test_who_comes_when_all_places_are_taken_is_left_out(owner, shift, served, at):
    small = factories.shift(owner, shift.post, at, places=1, begins_in=timedelta(days=9))
    assert sorted(code for _name, _state, code in said(copy(owner, small, shift, at))) == ["", "shift.full"]


def test_who_was_taken_off_is_not_brought_back(owner, shift, next_shift, served, at):
    person = served["小满"]
    signing_up.sign_up(actor=person, **factories.key(next_shift, person), at=at)
    signing_up.decide_sign_up(
        actor=owner, **factories.key(next_shift, person), approve=False, reason="需要另一位翻译", at=at
    )
    assert said(copy(owner, next_shift, shift, at))[1] == ("小满", "", "signup.declined")


def test_strangers_copy_nothing_and_of_another_organization_nothing_is_copied(owner, shift, next_shift, served, at):
    with pytest.raises(NotAllowed):
        copy(served["小满"], next_shift, shift, at)
    other = organizations.organization(organizations.person("芒种"), at, name="另一个队", uscc="51990000MJ00000023")
    with pytest.raises(NotFound):
        rosters.copy_roster(
            actor=owner, organization_id=other.id, shift_id=next_shift.id, from_shift_id=shift.id, at=at
        )


def test_without_a_reason_nobody_is_put_on_it_and_a_begun_shift_stays(owner, shift, next_shift, served, at):
    with pytest.raises(Refused) as refused:
        copy(owner, next_shift, shift, at, confirms=True, reason=" ")
    assert refused.value.code == "signup.added_reason"
    with pytest.raises(Refused) as refused:
        copy(owner, next_shift, shift, next_shift.starts_at)
    assert refused.value.code == "signup.begun"
    assert not SignUp.objects.filter(shift_id=next_shift.id).exists()


def test_requests_are_approved_together_and_once(owner, organization, at):
    shift = factories.public_shift(owner, organization, at, needs_approval=True, places=3)
    people = [organizations.person(name) for name in ("大暑", "小满", "立夏")]
    for person in people:
        signing_up.sign_up(actor=person, **factories.key(shift, person), at=at)
    signing_up.cancel_sign_up(actor=people[2], **factories.key(shift, people[2]), at=at)
    whom = {"organization_id": organization.id, "shift_id": shift.id, "volunteer_ids": [one.id for one in people]}
    with pytest.raises(NotAllowed):
        rosters.approve_many(actor=people[0], **whom, at=at)
    assert len(rosters.approve_many(actor=owner, **whom, at=at)) == 2
    assert rosters.approve_many(actor=owner, **whom, at=at) == []
    Shift.objects.filter(id=shift.id).update(state="cancelled")
    with pytest.raises(NotFound):
        rosters.approve_many(actor=owner, **whom, at=at)
    states = SignUp.objects.filter(shift_id=shift.id).values_list("state", flat=True)
    assert sorted(states) == ["cancelled", "confirmed", "confirmed"]


def test_where_nobody_was_nobody_is_kept_a_place(owner, shift, next_shift, at):
    assert copy(owner, next_shift, shift, at) == []


def test_four_characters_say_why_a_team_is_on_the_roster(owner, shift, next_shift, served, at):
    with pytest.raises(Refused):
        copy(owner, next_shift, shift, at, confirms=True, reason="老队员")
    assert {
        state for _name, state, _code in said(copy(owner, next_shift, shift, at, confirms=True, reason="固定队员"))
    } == {"confirmed"}
