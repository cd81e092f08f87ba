"""Covers, swaps and standby from many sides at once, on connections of their own."""

import contextlib
from datetime import timedelta

import pytest

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from tests.races import at_once, fates
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities.actions import covering, signing_up, standing_by, taking_over
from volunteercloud.domain.activities.models import MySignUp, Post, Shift, SignUp
from volunteercloud.domain.activities.stand_ins import Cover, Standby

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner(db):
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def shift(owner, at):
    return factories.public_shift(owner, organizations.organization(owner, at), at, places=1)


@pytest.fixture
def giver(owner, shift, at):
    return signed_up(shift, organizations.person("小满"), at)


def signed_up(shift, somebody, at):
    signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at)
    return somebody


def taking(cover, somebody, at):
    return lambda: taking_over.take_cover(
        actor=somebody,
        organization_id=cover.organization_id,
        cover_id=cover.id,
        volunteer_id=somebody.id,
        at=at,
    )


def holders(shift):
    rows = SignUp.objects.filter(shift_id=shift.id, state="confirmed").values_list("volunteer_name", flat=True)
    mine = MySignUp.objects.filter(shift_id=shift.id, state="confirmed").values_list("volunteer__name", flat=True)
    shift.refresh_from_db()
    assert sorted(rows) == sorted(mine)
    assert shift.taken == len(rows) <= shift.places
    return sorted(rows)


def test_of_many_takers_one_has_the_place(shift, giver, at):
    cover = covering.ask_cover(actor=giver, **factories.key(shift, giver), at=at)
    crowd = [organizations.person(f"芒种{number}") for number in range(12)]
    assert fates([taking(cover, one, at) for one in crowd]) == ["cover.taken"] * 11 + ["done"]
    assert len(holders(shift)) == 1
    assert holders(shift) == [Cover.objects.get().taker_name]


def test_one_person_takes_one_of_two_places_at_one_time(owner, shift, giver, at):
    beside = factories.shift(owner, Post.objects.get(id=shift.post_id), at, places=1)
    second = signed_up(beside, organizations.person("夏至"), at)
    covers = [
        covering.ask_cover(actor=one, **factories.key(of, one), at=at) for of, one in ((shift, giver), (beside, second))
    ]
    taker = organizations.person("芒种")
    assert fates([taking(cover, taker, at) for cover in covers]) == ["done", "signup.clash"]
    assert len(holders(shift)) == len(holders(beside)) == 1


def test_a_swap_while_one_of_them_leaves_moves_both_or_none(owner, shift, giver, at):
    post = Post.objects.get(id=shift.post_id)
    for turn in range(4):
        pair = [
            factories.shift(owner, post, at, places=1, begins_in=timedelta(days=4 + 2 * turn + of)) for of in (0, 1)
        ]
        one, two = (
            signed_up(of, organizations.person(f"{name}{turn}"), at) for of, name in zip(pair, "甲乙", strict=True)
        )
        cover = covering.ask_cover(actor=one, **factories.key(pair[0], one), other_shift_id=pair[1].id, at=at)
        leaver, left = (one, pair[0]) if turn % 2 else (two, pair[1])
        at_once([taking(cover, two, at), leaving(left, leaver, at)])
        found = (holders(pair[0]), holders(pair[1]))
        if Cover.objects.get(id=cover.id).state == "done":
            assert found == ([two.label], [one.label])
        else:
            assert found == (([], [two.label]) if leaver is one else ([one.label], []))


def leaving(shift, somebody, at):
    """Whoever has swapped by then holds nothing there that they could leave."""

    def leave():
        with contextlib.suppress(NotFound):
            signing_up.cancel_sign_up(actor=somebody, **factories.key(shift, somebody), at=at)

    return leave


def test_standby_called_twice_at_once_is_called_once(owner, shift, giver, at):
    for number in range(6):
        somebody = organizations.person(f"芒种{number}")
        standing_by.stand_by(actor=somebody, **factories.key(shift, somebody), at=at)
    call = lambda: standing_by.call_standby(  # noqa: E731
        actor=owner, organization_id=shift.organization_id, shift_id=shift.id, wanted=1, at=shift.starts_at
    )
    assert sorted(len(called) for called in at_once([call] * 8)) == [0] * 7 + [1]
    assert Standby.objects.filter(state="called").count() == 1


def test_all_who_are_called_come_at_once_and_each_has_a_place(owner, shift, giver, at):
    crowd = [organizations.person(f"芒种{number}") for number in range(6)]
    for somebody in crowd:
        standing_by.stand_by(actor=somebody, **factories.key(shift, somebody), at=at)
    standing_by.call_standby(
        actor=owner, organization_id=shift.organization_id, shift_id=shift.id, wanted=6, at=shift.starts_at
    )
    come = [
        lambda one=one: standing_by.answer_standby(
            actor=one, **factories.key(shift, one), comes=True, at=shift.starts_at
        )
        for one in crowd
    ]
    assert fates(come * 2) == ["done"] * 12
    assert len(holders(shift)) == 7
    assert Shift.objects.get(id=shift.id).places == 7
