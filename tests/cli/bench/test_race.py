import time
from datetime import timedelta

import pytest

from volunteercloud.cli.bench import race, scene
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account


@pytest.fixture
def raced(db, at):
    """One place, taken, and three who wait for it in the order in which they came."""
    scene.build_region(at)
    leader, *people = scene.build_people(5, at)
    place = scene.build_place(leader, at)
    [shift_id] = scene.build_shifts(place, [at + timedelta(days=1)], hours=2, places=1)
    for person in people:
        signing_up.sign_up(
            actor=identity_queries.actor_for(Account.objects.get(id=person.id)),
            organization_id=place.organization_id,
            shift_id=shift_id,
            volunteer_id=person.id,
            at=at,
        )
        time.sleep(0.002)  # the order is told by milliseconds
    return place, shift_id


def test_a_waiting_list_in_the_order_of_commits_is_recognized(raced):
    place, shift_id = raced

    assert race._in_commit_order(place, shift_id, 3) is True
    assert race._kept(place, shift_id, 1) is True


def test_a_waiting_list_in_another_order_is_recognized(raced):
    place, shift_id = raced
    waiting = SignUp.objects.filter(shift_id=shift_id, state="waiting").order_by("queue_position")
    first, last = waiting[0], waiting[2]
    for sign_up, position in ((first, last.queue_position), (last, first.queue_position)):
        sign_up.queue_position = position
        sign_up.save(update_fields=["queue_position"])

    assert race._in_commit_order(place, shift_id, 3) is False


def test_somebody_who_waits_without_a_trace_is_recognized(raced):
    place, shift_id = raced

    assert race._in_commit_order(place, shift_id, 4) is False


def test_a_place_given_twice_is_recognized(raced):
    place, shift_id = raced
    SignUp.objects.filter(shift_id=shift_id, queue_position=1).update(state="confirmed")

    assert race._kept(place, shift_id, 1) is False
