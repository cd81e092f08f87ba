"""Many at once, on connections of their own."""

import pytest

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from tests.races import at_once
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import MySignUp, SignUp

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shift(at):
    organizations.ground()
    owner = organizations.person("谷雨")
    return factories.public_shift(owner, organizations.organization(owner, at), at, places=5)


def test_the_last_places_go_to_exactly_as_many(shift, at):
    crowd = [organizations.person(f"谷雨{number}") for number in range(40)]
    answers = at_once(
        [
            lambda somebody=somebody: signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at).state
            for somebody in crowd
        ]
    )
    assert sorted(answers) == ["confirmed"] * 5 + ["waiting"] * 35
    shift.refresh_from_db()
    assert (shift.taken, shift.queued) == (5, 35)
    positions = SignUp.objects.filter(shift_id=shift.id, state="waiting").values_list("queue_position", flat=True)
    assert sorted(positions) == list(range(1, 36))
    assert MySignUp.objects.filter(shift_id=shift.id, state="confirmed").count() == 5


def test_one_person_clicking_many_times_is_one_sign_up(shift, at):
    somebody = organizations.person("小满")
    click = lambda: signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at).state  # noqa: E731
    assert sorted(at_once([click] * 16)) == ["confirmed"] + ["signup.already"] * 15
    shift.refresh_from_db()
    assert shift.taken == 1


def test_two_overlapping_shifts_at_once_give_one_place(shift, at):
    somebody = organizations.person("小满")
    owner = organizations.person("芒种")
    other = factories.public_shift(
        owner, organizations.organization(owner, at, name="绿岸志愿服务队", uscc="51990000MJ00000023"), at
    )
    answers = at_once(
        [
            lambda of=of: signing_up.sign_up(actor=somebody, **factories.key(of, somebody), at=at).state
            for of in [shift, other] * 4
        ]
    )
    assert answers.count("confirmed") == 1
    assert MySignUp.objects.filter(volunteer_id=somebody.id, state="confirmed").count() == 1


def test_coming_and_going_keeps_the_count(shift, at):
    crowd = [organizations.person(f"谷雨{number}") for number in range(24)]

    def come_and_go(somebody):
        signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at)
        return signing_up.cancel_sign_up(actor=somebody, **factories.key(shift, somebody), at=at).state

    assert at_once([lambda somebody=somebody: come_and_go(somebody) for somebody in crowd]) == ["cancelled"] * 24
    shift.refresh_from_db()
    assert shift.taken == 0
