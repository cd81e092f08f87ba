"""How much a post takes of one person, asked wherever a place is taken."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.actions import adding, planning, signing_up
from volunteercloud.domain.activities.models import Post, Shift, SignUp
from volunteercloud.domain.projects.models import Project

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def posted(owner, organization, at):
    """A public project; ``posted(**limits)`` changes what its post asks, and more shifts are added beside the first."""
    first = factories.public_shift(owner, organization, at, places=3)

    def limited(**conditions):
        Post.objects.filter(id=first.post_id).update(**conditions)
        return first

    return limited


def beside(owner, shift, begins, lasts=2 * HOUR, **changes):
    """A shift of the same post that begins so long after the first one's start."""
    post = Post.objects.get(id=shift.post_id)
    at = shift.starts_at - 2 * DAY
    return factories.shift(owner, post, at, begins_in=2 * DAY + begins, lasts=lasts, places=3, **changes)


def take(shift, somebody, at):
    return signing_up.sign_up(actor=somebody, **factories.key(shift, somebody), at=at)


def refusal_of(step, *arguments):
    with pytest.raises(Refused) as refused:
        step(*arguments)
    return refused.value.code


def test_rest_is_asked_between_two_shifts_and_exactly_enough_is_enough(owner, volunteer, posted, at):
    shift = posted(rest_minutes=11 * 60)
    take(shift, volunteer, at)
    assert refusal_of(take, beside(owner, shift, 2 * HOUR), volunteer, at) == "limit.rest"
    assert refusal_of(take, beside(owner, shift, 13 * HOUR - timedelta(minutes=1)), volunteer, at) == "limit.rest"
    assert take(beside(owner, shift, 13 * HOUR), volunteer, at).state == "confirmed"
    assert refusal_of(take, beside(owner, shift, -12 * HOUR), volunteer, at) == "limit.rest"


def test_rest_is_kept_across_organizations_whichever_was_taken_first(owner, volunteer, posted, at):
    shift = posted(rest_minutes=11 * 60)
    other_owner = organizations.person("芒种")
    elsewhere = factories.public_shift(
        other_owner,
        organizations.organization(other_owner, at, name="绿岸志愿服务队", uscc="51990000MJ00000023"),
        at,
        shift_changes={"begins_in": 2 * DAY + 5 * HOUR},
    )
    take(shift, volunteer, at)
    assert refusal_of(take, elsewhere, volunteer, at) == "limit.rest"
    second = organizations.person("夏至")
    take(elsewhere, second, at)
    assert refusal_of(take, shift, second, at) == "limit.rest"


def test_shifts_in_a_row_are_those_without_an_hour_between_them(owner, volunteer, posted, at):
    shift = posted(most_shifts_in_row=2, rest_minutes=300)
    take(shift, volunteer, at)
    take(beside(owner, shift, 2 * HOUR + timedelta(minutes=59)), volunteer, at)
    assert refusal_of(take, beside(owner, shift, 5 * HOUR), volunteer, at) == "limit.shifts_in_row"
    assert refusal_of(take, beside(owner, shift, 6 * HOUR), volunteer, at) == "limit.rest"
    assert take(beside(owner, shift, 10 * HOUR), volunteer, at).state == "confirmed"


def test_a_shift_between_two_may_join_them_into_a_row_that_is_too_long(owner, volunteer, posted, at):
    shift = posted(most_minutes_in_row=300)
    take(shift, volunteer, at)
    take(beside(owner, shift, 4 * HOUR), volunteer, at)
    assert refusal_of(take, beside(owner, shift, 2 * HOUR), volunteer, at) == "limit.hours_in_row"


def test_shifts_a_week_are_counted_by_the_week_they_begin_in(owner, volunteer, posted, at):
    shift = posted(most_shifts_a_week=2)  # a Monday
    take(shift, volunteer, at)
    take(beside(owner, shift, 6 * DAY), volunteer, at)
    assert refusal_of(take, beside(owner, shift, 3 * DAY), volunteer, at) == "limit.week"
    assert take(beside(owner, shift, 7 * DAY), volunteer, at).state == "confirmed"


def test_shifts_in_the_project_count_however_far_away(owner, volunteer, posted, at):
    shift = posted(most_shifts=2)
    take(shift, volunteer, at)
    take(beside(owner, shift, 30 * DAY), volunteer, at)
    assert refusal_of(take, beside(owner, shift, 15 * DAY), volunteer, at) == "limit.project"
    signing_up.cancel_sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)
    assert take(beside(owner, shift, 15 * DAY), volunteer, at).state == "confirmed"


def test_a_place_that_comes_free_passes_by_who_would_not_rest(owner, volunteer, posted, at):
    shift = posted(rest_minutes=600)
    Shift.objects.filter(id=shift.id).update(places=1)
    holder, rested = organizations.person("芒种"), organizations.person("夏至")
    take(shift, holder, at)
    Post.objects.filter(id=shift.post_id).update(rest_minutes=None)
    take(shift, volunteer, at)
    take(shift, rested, at)
    take(beside(owner, shift, 3 * HOUR), volunteer, at)
    Post.objects.filter(id=shift.post_id).update(rest_minutes=600)
    signing_up.cancel_sign_up(actor=holder, **factories.key(shift, holder), at=at)
    states = SignUp.objects.filter(shift_id=shift.id).values_list("volunteer_name", "state")
    assert dict(states) == {"芒种": "cancelled", "小满": "waiting", "夏至": "offered"}


def test_a_leader_is_warned_and_may_add_despite_a_limit(owner, volunteer, posted, at):
    shift = posted(rest_minutes=600)
    take(shift, volunteer, at)
    second = beside(owner, shift, 3 * HOUR)
    added = {"actor": owner, **factories.key(second, volunteer), "reason": "现场临时增援。", "at": second.starts_at}
    assert refusal_of(lambda: adding.add_to_roster(**added)) == "limit.rest"
    assert adding.add_to_roster(**added, despite_limits=True).added_reason == "现场临时增援。"


def test_what_is_over_is_entered_whatever_the_limits(owner, volunteer, posted, at):
    shift = posted(rest_minutes=600)
    take(shift, volunteer, at)
    second = beside(owner, shift, 3 * HOUR)
    adding.add_to_roster(actor=owner, **factories.key(second, volunteer), reason="现场临时增援。", at=second.ends_at)
    assert SignUp.objects.get(shift_id=second.id).state == "confirmed"


@pytest.mark.parametrize(
    "wrong", [{"rest_minutes": 0}, {"most_shifts_in_row": 0}, {"rest_minutes": 10081}, {"most_minutes_in_row": 1441}]
)
def test_limits_that_nobody_could_keep_are_refused(owner, organization, shift, at, wrong):
    project = Project.objects.get(id=shift.project_id)
    assert refusal_of(lambda: factories.post(owner, organization, project, at, **wrong)) == "post.limit"


def test_a_post_without_limits_lets_a_person_serve_all_day(owner, volunteer, posted, at):
    shift = posted()
    take(shift, volunteer, at)
    for hours in (2, 4, 6):
        take(beside(owner, shift, hours * HOUR), volunteer, at)
    assert SignUp.objects.filter(volunteer_id=volunteer.id, state="confirmed").count() == 4


def test_the_draft_of_a_post_keeps_its_limits():
    assert planning.PostDraft(name="送餐员", rest_minutes=660).rest_minutes == 660
