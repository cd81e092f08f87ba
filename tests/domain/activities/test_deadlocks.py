"""Steps that meet on the same rows from two sides: none of them may end as a deadlock that a person sees."""

import pytest

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from tests.races import at_once
from volunteercloud.core import checks
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.checks import STATEMENTS

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROUNDS = 12


@pytest.fixture
def owner():
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def shift(owner, at):
    return factories.public_shift(owner, organizations.organization(owner, at), at, places=2)


def tried(step, *arguments, **named):
    def run():
        try:
            return step(*arguments, **named).state
        except NotFound:
            return "not_found"

    return run


def test_one_person_coming_and_going_in_several_windows(shift, at):
    people = [organizations.person(name) for name in ("小满", "芒种", "夏至")]
    steps = []
    for _ in range(ROUNDS):
        for somebody in people:
            key = factories.key(shift, somebody)
            steps.append(tried(signing_up.sign_up, actor=somebody, **key, at=at))
            steps.append(tried(signing_up.cancel_sign_up, actor=somebody, **key, at=at))
    at_once(steps)
    assert list(checks.run(STATEMENTS)) == []


def test_one_person_taking_overlapping_shifts(owner, shift, at):
    others = [factories.shift(owner, shift.post, at) for _ in range(3)]
    somebody = organizations.person("小满")
    steps = []
    for _ in range(ROUNDS):
        for of in (shift, *others):
            key = factories.key(of, somebody)
            steps.append(tried(signing_up.sign_up, actor=somebody, **key, at=at))
            steps.append(tried(signing_up.cancel_sign_up, actor=somebody, **key, at=at))
    at_once(steps)
    assert list(checks.run(STATEMENTS)) == []


def test_offers_meet_people_who_sign_up_elsewhere(owner, shift, at):
    other = factories.shift(owner, shift.post, at)
    people = [organizations.person(f"谷雨{n}") for n in range(6)]
    steps = []
    for _ in range(ROUNDS // 2):
        for somebody in people:
            for of in (shift, other):
                key = factories.key(of, somebody)
                steps.append(tried(signing_up.sign_up, actor=somebody, **key, at=at))
                steps.append(tried(signing_up.accept_offer, actor=somebody, **key, at=at))
                steps.append(tried(signing_up.cancel_sign_up, actor=somebody, **key, at=at))
    at_once(steps)
    assert list(checks.run(STATEMENTS)) == []


def test_calling_off_meets_people_who_click_again(owner, shift, at):
    crowd = [organizations.person(f"谷雨{n}") for n in range(8)]
    for somebody in crowd:
        signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at)
    steps = [
        tried(signing_up.sign_up, actor=somebody, **factories.key(shift, somebody), at=at) for somebody in crowd * 3
    ]
    steps.insert(
        8,
        tried(
            signing_up.cancel_shift,
            actor=owner,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            reason="雷雨预警。",
            at=at,
        ),
    )
    at_once(steps)
    assert list(checks.run(STATEMENTS)) == []
