from datetime import datetime, timedelta

import pytest

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import standing_in
from volunteercloud.domain.activities.actions import signing_up, standing_by
from volunteercloud.domain.activities.models import MySignUp, Post, Shift, SignUp
from volunteercloud.domain.activities.stand_ins import Standby
from volunteercloud.domain.messages.models import Message

DAY = timedelta(days=1)


@pytest.fixture
def full(owner, shift, at):
    """Both places are taken."""
    for name in ("芒种", "夏至"):
        somebody = organizations.person(name)
        signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at)
    return shift


def stand_by(shift, somebody, at):
    return standing_by.stand_by(actor=somebody, **factories.key(shift, somebody), at=at)


def call(owner, shift, wanted, at):
    called = standing_by.call_standby(
        actor=owner, organization_id=shift.organization_id, shift_id=shift.id, wanted=wanted, at=at
    )
    return [one.volunteer_name for one in called]


def call_rows(owner, shift, wanted):
    return standing_by.call_standby(
        actor=owner, organization_id=shift.organization_id, shift_id=shift.id, wanted=wanted, at=shift.starts_at
    )


def answer(shift, somebody, at, *, comes=True):
    return standing_by.answer_standby(actor=somebody, **factories.key(shift, somebody), comes=comes, at=at)


def refusal_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def test_standing_by_takes_no_place_and_no_turn_in_the_line(full, volunteer, at):
    assert stand_by(full, volunteer, at).state == "ready"
    full.refresh_from_db()
    assert (full.taken, full.queued) == (2, 0)
    assert MySignUp.objects.filter(volunteer_id=volunteer.id).count() == 0


def test_called_and_coming_is_a_place_added_at_once(owner, full, volunteer, at):
    stand_by(full, volunteer, at)
    assert call(owner, full, 1, full.starts_at) == ["小满"]
    assert Message.objects.get(recipient_id=volunteer.id).template == "standby_called"
    assert answer(full, volunteer, full.starts_at).state == "comes"
    assert answer(full, volunteer, full.starts_at).state == "comes"
    full.refresh_from_db()
    assert (full.taken, full.places) == (3, 3)
    assert SignUp.objects.get(shift_id=full.id, volunteer_id=volunteer.id).state == "confirmed"


def test_wanted_is_how_many_come_in_all_so_pressing_twice_calls_nobody_else(owner, full, volunteer, at):
    second = organizations.person("小暑")
    stand_by(full, volunteer, at)
    stand_by(full, second, at + timedelta(minutes=1))
    start = full.starts_at
    assert call(owner, full, 1, start) == ["小满"]
    assert call(owner, full, 1, start) == []
    answer(full, volunteer, start, comes=False)
    assert call(owner, full, 1, start) == ["小暑"]


def test_the_least_used_is_called_first(owner, shift, volunteer, at):
    second = organizations.person("小暑")
    later = factories.shift(owner, Post.objects.get(id=shift.post_id), at, begins_in=3 * DAY)
    stand_by(shift, volunteer, at)
    call(owner, shift, 1, shift.starts_at)
    answer(shift, volunteer, shift.starts_at, comes=False)
    stand_by(later, volunteer, at)
    stand_by(later, second, at + timedelta(minutes=1))
    assert call(owner, later, 1, later.starts_at) == ["小暑"]


def test_who_is_busy_or_not_rested_is_not_called(owner, full, volunteer, at):
    post = Post.objects.get(id=full.post_id)
    stand_by(full, volunteer, at)
    tired = organizations.person("小暑")
    stand_by(full, tired, at)
    signing_up.sign_up(actor=volunteer, **factories.key(beside := factories.shift(owner, post, at), volunteer), at=at)
    early = factories.shift(owner, post, at, begins_in=2 * DAY - timedelta(hours=3))
    signing_up.sign_up(actor=tired, **factories.key(early, tired), at=at)
    Post.objects.filter(id=full.post_id).update(rest_minutes=120)
    assert beside
    assert call(owner, full, 5, full.starts_at) == []


def test_calling_is_for_leaders_at_the_time_of_the_shift(owner, full, volunteer, at):
    stand_by(full, volunteer, at)
    with pytest.raises(NotAllowed):
        call(volunteer, full, 1, full.starts_at)
    assert refusal_of(call, owner, full, 1, full.starts_at - timedelta(hours=2)) == "standby.early"
    assert refusal_of(call, owner, full, 1, full.ends_at) == "standby.over"
    for number in (0, 51):
        assert refusal_of(call, owner, full, number, full.starts_at) == "standby.number"
    assert [one.volunteer_name for one in call_rows(owner, full, 50)] == ["小满"]
    Shift.objects.filter(id=full.id).update(state="cancelled")
    assert refusal_of(call, owner, full, 1, full.starts_at) == "signup.cancelled"


def test_nobody_comes_uncalled_or_too_late(owner, full, volunteer, at):
    stand_by(full, volunteer, at)
    assert refusal_of(answer, full, volunteer, full.starts_at) == "standby.not_called"
    with pytest.raises(NotFound):
        answer(full, organizations.person("小暑"), full.starts_at)
    call(owner, full, 1, full.starts_at)
    for step in (standing_by.withdraw_standby, lambda **named: standing_by.answer_standby(comes=True, **named)):
        with pytest.raises(NotAllowed):
            step(actor=organizations.person("大暑"), **factories.key(full, volunteer), at=full.starts_at)
    assert refusal_of(answer, full, volunteer, full.ends_at) == "standby.over"
    full.refresh_from_db()
    assert (full.taken, full.places) == (2, 2)


def test_who_holds_a_place_does_not_stand_by(full, at):
    somebody = organizations.person("小暑")
    Shift.objects.filter(id=full.id).update(places=3)
    signing_up.sign_up(actor=somebody, **factories.key(full, somebody), at=at)
    assert refusal_of(stand_by, full, somebody, at) == "signup.already"


def test_withdrawn_one_may_offer_again(owner, full, volunteer, at):
    stand_by(full, volunteer, at)
    withdraw = lambda: standing_by.withdraw_standby(actor=volunteer, **factories.key(full, volunteer), at=at)  # noqa: E731
    assert (withdraw().state, withdraw().state) == ("withdrawn", "withdrawn")
    assert standing_in.standby_of_shift(owner, full.organization_id, full.id) == []
    assert stand_by(full, volunteer, at).state == "ready"
    call(owner, full, 1, full.starts_at)
    answer(full, volunteer, full.starts_at)
    assert refusal_of(withdraw) == "standby.comes"


def test_only_leaders_see_who_stands_by(owner, full, volunteer, at):
    stand_by(full, volunteer, at)
    assert [one.volunteer_name for one in standing_in.standby_of_shift(owner, full.organization_id, full.id)] == [
        "小满"
    ]
    with pytest.raises(NotAllowed):
        standing_in.standby_of_shift(volunteer, full.organization_id, full.id)
    assert Standby.objects.count() == 1


def test_enough_people_stand_by(full, volunteer, at, monkeypatch):
    monkeypatch.setattr(standing_by, "MOST_STANDBY", 1)
    stand_by(full, volunteer, at)
    assert refusal_of(stand_by, full, organizations.person("小暑"), at) == "standby.full"
    assert Standby.objects.count() == 1


def test_people_are_called_from_the_opening_of_check_in_on(owner, full, volunteer, at):
    stand_by(full, volunteer, at)
    with pytest.raises(Refused) as refused:
        call(owner, full, 1, full.starts_at - timedelta(hours=2))
    opens = datetime.fromisoformat(refused.value.facts["opens_at"])
    assert refusal_of(call, owner, full, 1, opens - timedelta(seconds=1)) == "standby.early"
    assert call(owner, full, 1, opens) == ["小满"]
