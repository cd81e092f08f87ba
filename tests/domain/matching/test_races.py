"""Many who ask at once, on connections of their own."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.matching import factories
from tests.domain.organizations import factories as organizations
from tests.races import fates
from volunteercloud.domain.activities.models import Post, SignUp
from volunteercloud.domain.matching import actions, rules
from volunteercloud.domain.matching.models import Ask, Asked, Findable, Weights

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def shifts_of(name, uscc, number, at):
    owner = organizations.person(f"{name}负责人")
    first = activities.public_shift(owner, organizations.organization(owner, at, name=name, uscc=uscc), at)
    post = Post.objects.get(id=first.post_id)
    more = [activities.shift(owner, post, at, begins_in=timedelta(days=3 + day)) for day in range(number - 1)]
    return [(owner, shift) for shift in (first, *more)]


def ask(owner, shift, people, at):
    return actions.ask_people(
        actor=owner,
        organization_id=shift.organization_id,
        subject_kind="shift",
        subject_id=shift.id,
        numbers=[organizations.number_of(each) for each in people],
        at=at,
    )


def test_two_organizations_ask_one_person_no_more_than_three_times(at):
    organizations.ground()
    asking = shifts_of("晨光志愿服务队", organizations.USCC, 3, at)
    asking += shifts_of("绿岸志愿服务队", "51990000MJ00000023", 3, at)
    somebody = factories.findable("芒种")
    steps = [lambda owner=owner, shift=shift: ask(owner, shift, [somebody], at) for owner, shift in asking]
    assert fates(steps) == ["done"] * 3 + ["matching.nobody_asked"] * 3
    assert (Asked.objects.count(), Ask.objects.count(), Findable.objects.get().asked) == (3, 3, 3)


def test_an_organization_asks_no_more_than_it_may_a_day(at, monkeypatch):
    monkeypatch.setattr(rules, "MOST_ASKED_A_DAY", 4)
    organizations.ground()
    asking = shifts_of("晨光志愿服务队", organizations.USCC, 3, at)
    people = [factories.findable(name) for name in ("芒种", "夏至")]
    steps = [lambda owner=owner, shift=shift: ask(owner, shift, people, at) for owner, shift in asking]
    assert fates(steps) == ["done", "done", "matching.day_full"]
    assert Ask.objects.count() == 4


def test_a_yes_pressed_many_times_is_one_sign_up(at):
    organizations.ground()
    ((owner, shift),) = shifts_of("晨光志愿服务队", organizations.USCC, 1, at)
    somebody = factories.findable("芒种")
    ask(owner, shift, [somebody], at)
    press = lambda: actions.answer(  # noqa: E731
        actor=somebody,
        volunteer_id=somebody.id,
        organization_id=shift.organization_id,
        subject_id=shift.id,
        accept=True,
        at=at,
    )
    assert fates([press] * 8) == ["done"] * 8
    assert SignUp.objects.count() == 1


def test_two_who_set_weights_at_once_make_two_versions(at, system):
    steps = [
        lambda weight=weight: actions.set_weights(
            actor=system, purpose="needs", values={"near": weight}, reason="两人同时设定。", at=at
        )
        for weight in (1, 2, 3, 4)
    ]
    assert fates(steps) == ["done"] * 4
    versions = list(Weights.objects.filter(purpose="needs").order_by("version").values_list("version", flat=True))
    assert versions == list(range(versions[0], versions[0] + len(versions)))
    assert len(versions) >= 4
