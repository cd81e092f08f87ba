from datetime import timedelta

import pytest

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import memory
from volunteercloud.domain.activities import looking
from volunteercloud.domain.activities.actions import planning, signing_up


def answer(shift, now, viewer=None):
    return looking.answers(viewer and viewer.id, [(shift.organization_id, shift.id)], now)[shift.id]


def told(found):
    return found.places_left, found.mine, found.why_not and found.why_not.code


def test_a_visitor_reads_the_places_and_a_person_whether_they_may(owner, organization, volunteer, at):
    shift = factories.public_shift(owner, organization, at, places=1, minimum_age=60)
    other = organizations.person("芒种")
    assert told(answer(shift, at)) == (1, "", None)
    assert told(answer(shift, at, volunteer)) == (1, "", "signup.too_young")
    assert answer(shift, at, other).is_open is False


def test_a_place_of_my_own_and_a_full_shift_are_told(shift, volunteer, at):
    for somebody in (volunteer, organizations.person("芒种")):
        signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at)
    assert told(answer(shift, at, volunteer)) == (0, "confirmed", None)
    found = answer(shift, at, organizations.person("夏至"))
    assert (found.is_full, found.is_open) == (True, True), "one may wait"


def test_what_is_over_for_everybody_is_over_for_a_visitor(shift, volunteer, at):
    later = shift.starts_at + timedelta(minutes=1)
    assert told(answer(shift, later)) == (2, "", "signup.started")
    assert told(answer(shift, later, volunteer)) == (2, "", "signup.started")


def test_a_shift_that_is_none_is_missing(shift, volunteer, at):
    keys = [(shift.organization_id, volunteer.id), (volunteer.id, shift.id)]
    assert looking.answers(volunteer.id, keys, at) == {}
    assert looking.answers(volunteer.id, [], at) == {}


@pytest.mark.parametrize("number", [2, 12])
def test_the_number_of_statements_does_not_follow_the_number_of_shifts(
    number, shift, owner, volunteer, at, django_assert_num_queries
):
    more = planning.add_shifts(
        actor=owner,
        organization_id=shift.organization_id,
        post_id=shift.post_id,
        starts_at=shift.starts_at + timedelta(days=1),
        ends_at=shift.ends_at + timedelta(days=1),
        places=2,
        weeks=number,
        at=at,
    )
    keys = [(one.organization_id, one.id) for one in more]
    memory.forget_all()
    with django_assert_num_queries(4):  # shifts, person, rules, calendar
        assert len(looking.answers(volunteer.id, keys, at)) == len(keys)
    with django_assert_num_queries(1):
        looking.answers(None, keys, at)


@pytest.mark.parametrize("is_distributed", [False, True])
def test_the_same_shifts_are_found_on_one_machine_and_on_many(is_distributed, owner, shift, volunteer, at, settings):
    settings.DISTRIBUTED = is_distributed
    signing_up.sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)
    signing_up.decide_sign_up(
        actor=owner, **factories.key(shift, volunteer), approve=False, reason="需要另一位翻译", at=at
    )
    keys = [(shift.organization_id, shift.id), (volunteer.id, shift.id)]
    found = looking.answers(volunteer.id, keys, at)
    assert {key: told(answer) for key, answer in found.items()} == {shift.id: (2, "", "signup.declined")}
