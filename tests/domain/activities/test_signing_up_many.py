import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.actions.signing_up_many import sign_up_for_many
from volunteercloud.domain.activities.models import Post, SignUp
from volunteercloud.domain.audit.models import Entry

DAY = timedelta(days=1)


@pytest.fixture
def series(owner, shift, at):
    """The public shift and four more of its post, a day after each other, with two places each."""
    post = Post.objects.get(id=shift.post_id)
    return [shift, *(factories.shift(owner, post, at, begins_in=2 * DAY + n * DAY) for n in range(1, 5))]


def take(shifts, somebody, at, **changes):
    return sign_up_for_many(
        **{
            "actor": somebody,
            "organization_id": shifts[0].organization_id,
            "shift_ids": [shift.id for shift in shifts],
            "volunteer_id": somebody.id,
            "at": at,
        }
        | changes
    )


def told(answers):
    return [one.refusal.code if one.refusal else one.sign_up.state for one in answers]


def refusal_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value


def test_each_shift_stands_for_itself_in_order_of_time(series, volunteer, at):
    for name in ("芒种", "夏至"):
        somebody = organizations.person(name)
        signing_up.sign_up(actor=somebody, **factories.key(series[1], somebody), at=at)
    take(series[:1], volunteer, at)
    assert told(take(series[::-1], volunteer, at)) == [
        "signup.already",
        "waiting",
        "confirmed",
        "confirmed",
        "confirmed",
    ]
    assert Entry.objects.filter(name="activities.signed_up", actor_id=volunteer.id).count() == 5


def test_two_chosen_that_overlap_are_named_before_anything_is_written(owner, series, volunteer, at):
    post = Post.objects.get(id=series[0].post_id)
    beside = factories.shift(owner, post, at, begins_in=2 * DAY + timedelta(hours=1))
    refused = refusal_of(take, [series[0], beside, series[2]], volunteer, at)
    assert refused.code == "signup.chosen_clash"
    assert refused.facts == {"shifts": [str(series[0].id), str(beside.id)]}
    assert SignUp.objects.filter(volunteer_id=volunteer.id).count() == 0


def test_a_long_shift_is_held_against_all_that_follow_it(owner, series, volunteer, at):
    post = Post.objects.get(id=series[0].post_id)
    long = factories.shift(owner, post, at, begins_in=10 * DAY, lasts=timedelta(hours=8))
    within = [
        factories.shift(owner, post, at, begins_in=10 * DAY + timedelta(hours=n), lasts=timedelta(hours=1))
        for n in (1, 4)
    ]
    refused = refusal_of(take, [long, within[1]], volunteer, at)
    assert refused.facts == {"shifts": [str(long.id), str(within[1].id)]}


def test_limits_count_what_was_taken_just_before(series, volunteer, at):
    Post.objects.filter(id=series[0].post_id).update(most_shifts=3)
    assert told(take(series, volunteer, at)) == ["confirmed"] * 3 + ["limit.project"] * 2


def test_the_same_shift_twice_is_one(series, volunteer, at):
    assert told(take([series[0], series[0]], volunteer, at)) == ["confirmed"]


def test_nothing_too_much_and_strangers_are_refused(series, volunteer, at):
    assert refusal_of(take, series, volunteer, at, shift_ids=[]).code == "signup.none_chosen"
    many = [uuid.uuid4() for _n in range(61)]
    assert refusal_of(take, series, volunteer, at, shift_ids=many).code == "signup.too_many"
    with pytest.raises(NotFound):
        take(series, volunteer, at, shift_ids=[series[0].id, uuid.uuid4()])
    with pytest.raises(NotFound):
        take(series, volunteer, at, organization_id=uuid.uuid4())
    with pytest.raises(NotAllowed):
        take(series, volunteer, at, actor=organizations.person("芒种"))
    assert SignUp.objects.count() == 0


def test_each_further_shift_costs_its_own_writes_alone(series, volunteer, at):
    def cost(shifts):
        with CaptureQueriesContext(connection) as asked:
            take(shifts, volunteer, at)
        return len([query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]])

    take(series[:1], volunteer, at)  # regions and their rules are remembered by now
    assert cost(series[1:2]) == 7
    assert cost(series[2:5]) == 7 + 2 * 2


def test_shifts_of_two_projects_are_chosen_apart(owner, organization, series, volunteer, at):
    other = factories.public_shift(owner, organization, at, shift_changes={"begins_in": 20 * DAY})
    assert refusal_of(take, [series[0], other], volunteer, at).code == "signup.one_project"
    assert SignUp.objects.count() == 0
