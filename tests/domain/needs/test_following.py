"""What comes of a docked need: it runs, is served, is confirmed; or it is open again, or not met."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import planning, signing_up
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.needs import docking_queries, tasks
from volunteercloud.domain.needs.actions import confirming, docking, following
from volunteercloud.domain.needs.models import Need, NeedShift, Offer, Step
from volunteercloud.domain.projects import actions as project_actions
from volunteercloud.domain.records.models import OrganizationRecord

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOT_DONE = "没有人来过。"


def told(actor, template):
    return Message.objects.filter(recipient_id=actor.id, template=template).count()


def refusal_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def follow(system, need, at):
    return following.follow(actor=system, organization_id=need.organization_id, need_id=need.id, at=at)


@pytest.fixture
def done(docked, manager, volunteer, system, at):
    """Served by one person for two hours, and counted."""
    shift = factories.serve(manager, docked, volunteer, at)
    return follow(system, docked, shift.ends_at + HOUR)


def test_it_runs_once_its_shift_has_begun(docked, system, at):
    starts_at = factories.shift_of(docked).starts_at
    states = [follow(system, docked, moment).state for moment in (at + HOUR, starts_at, starts_at + HOUR)]
    assert states == ["docked", "running", "running"]
    assert Entry.objects.filter(name="needs.need_begun").count() == 1


def test_it_is_done_when_its_hours_are_confirmed(done, docked, poster):
    assert (done.state, done.served_people, done.served_minutes) == ("done", 1, 120)
    assert told(poster, "docking_done") == 1
    assert [visit.state for visit in docking_queries.visits(poster, docked.id)] == ["counted"]


def test_following_twice_counts_once(done, docked, system, at):
    again = follow(system, docked, at + 5 * DAY)
    assert (again.done_at, again.served_minutes) == (done.done_at, 120)
    assert Step.objects.filter(need=docked, what="done").count() == 1


def test_hours_that_wait_are_waited_for(docked, volunteer, manager, system, at):
    shift = factories.shift_of(docked)
    attendance.serve(shift, volunteer, at)
    assert follow(system, docked, shift.ends_at + 3 * DAY).state == "running"
    attendance.confirm(manager, shift, volunteer)
    assert follow(system, docked, shift.ends_at + 4 * DAY).state == "done"


def test_revoked_hours_are_not_counted(docked, volunteer, manager, system, at):
    shift = factories.serve(manager, docked, volunteer, at)
    OrganizationRecord.objects.filter(shift_id=shift.id).update(standing="revoked")
    assert follow(system, docked, shift.ends_at + 4 * DAY).served_minutes == 0


@pytest.mark.parametrize(("signs_up", "why", "after"), [(False, "nobody", HOUR), (True, "too_few", 3 * DAY)])
def test_nobody_came_and_the_time_has_passed(docked, poster, volunteer, system, signs_up, why, after, at):
    shift = factories.shift_of(docked)
    Need.objects.filter(id=docked.id).update(ends_at=shift.ends_at)
    if signs_up:
        signing_up.sign_up(actor=volunteer, **activities.key(shift, volunteer), at=at)
    found = follow(system, docked, shift.ends_at + after)
    assert (found.state, found.unmet) == ("unmet", why)
    assert told(poster, "docking_nobody_came") == 1


def test_nobody_came_and_help_is_still_wanted(docked, system, at):
    Need.objects.filter(id=docked.id).update(frequency="until_solved")
    found = follow(system, docked, factories.shift_of(docked).ends_at + HOUR)
    assert (found.state, found.organization_id) == ("open", None)


def test_who_signed_up_and_was_not_seen_is_waited_for(docked, volunteer, system, at):
    shift = factories.shift_of(docked)
    signing_up.sign_up(actor=volunteer, **activities.key(shift, volunteer), at=at)
    assert follow(system, docked, shift.ends_at + DAY).state == "running"


def test_who_is_marked_absent_is_not_waited_for(docked, volunteer, manager, system, at):
    shift = factories.shift_of(docked)
    signing_up.sign_up(actor=volunteer, **activities.key(shift, volunteer), at=at)
    attendance_actions.mark_absent(actor=manager, **activities.key(shift, volunteer), at=shift.starts_at + HOUR)
    Need.objects.filter(id=docked.id).update(ends_at=shift.ends_at)
    assert follow(system, docked, shift.ends_at).state == "unmet"


def test_it_is_open_again_when_its_shift_is_called_off(docked, manager, poster, owner, system, at):
    shift = factories.shift_of(docked)
    signing_up.cancel_shift(
        actor=manager, organization_id=shift.organization_id, shift_id=shift.id, reason="下大雨。", at=at
    )
    found = follow(system, docked, at + HOUR)
    assert (found.state, found.expires_at) == ("open", at + 10 * DAY + HOUR)
    assert [told(somebody, "docking_reopened") for somebody in (poster, owner, manager)] == [1, 1, 1]
    assert Offer.objects.get(need=docked).state == "withdrawn"


def test_it_is_open_again_when_its_shift_is_removed(docked, manager, system, at):
    shift = factories.shift_of(docked)
    planning.remove_shift(actor=manager, organization_id=shift.organization_id, shift_id=shift.id, at=at)
    assert follow(system, docked, at + HOUR).state == "open"


def test_it_is_open_again_when_its_project_ends(docked, manager, system, at):
    project_actions.close(actor=manager, organization_id=docked.organization_id, project_id=docked.project_id, at=at)
    assert follow(system, docked, at + HOUR).state == "open"


def test_it_is_open_again_when_its_project_is_rejected(poster, manager, other, need, system, at):
    factories.chosen(poster, manager, other, need, at)
    made = docking.dock_as_project(
        actor=manager,
        organization_id=other.id,
        need_id=need.id,
        risks="路上注意车辆。",
        submit=True,
        times=factories.times(at),
        at=at,
    )
    project_actions.decide(
        actor=organizations.officer("9901", "寒露"),
        case_id=organizations.waiting_case(made.project_id).id,
        decision="reject",
        reason="内容不合适。",
        at=at,
    )
    assert follow(system, made, at + HOUR).state == "open"


def test_it_is_open_again_when_its_organization_is_suspended(docked, officer, system, at):
    organizations.suspend(actor=officer, organization_id=docked.organization_id, reason="核查中。", at=at)
    assert follow(system, docked, at + HOUR).state == "open"


def test_chosen_organization_that_is_suspended_is_let_go(poster, manager, other, need, officer, system, at):
    factories.chosen(poster, manager, other, need, at)
    need.refresh_from_db()
    assert follow(system, need, at + HOUR).organization_id == other.id
    organizations.suspend(actor=officer, organization_id=other.id, reason="核查中。", at=at)
    assert follow(system, need, at + HOUR).organization_id is None


def test_what_has_begun_is_counted_though_its_organization_is_suspended_since(done, officer, system, at):
    organizations.suspend(actor=officer, organization_id=done.organization_id, reason="核查中。", at=at)
    assert follow(system, done, at + 9 * DAY).state == "done"


def test_the_need_follows_its_shift_to_another_time(docked, system, at):
    shift = factories.shift_of(docked)
    type(shift).objects.filter(id=shift.id).update(starts_at=at + 5 * DAY, ends_at=at + 5 * DAY + HOUR)
    assert follow(system, docked, at + 4 * DAY).state == "docked"


def test_only_those_concerned_follow(docked, volunteer, poster, manager, owner, officer, at):
    followed = {"organization_id": docked.organization_id, "need_id": docked.id, "at": at}
    for stranger in (volunteer, poster):
        with pytest.raises(NotAllowed):
            following.follow(actor=stranger, **followed)
    for actor in (manager, owner, officer):
        assert following.follow(actor=actor, **followed).state == "docked"


def test_the_worker_looks_at_what_is_due_alone(docked, system, at):
    starts_at = factories.shift_of(docked).starts_at
    docked.refresh_from_db()
    assert [tasks.follow_needs_at(docked.follows_at - HOUR), tasks.follow_needs_at(starts_at)] == [0, 1]
    docked.refresh_from_db()
    assert (docked.state, docked.follows_at) == ("running", starts_at + timedelta(minutes=15))


# The poster's word


def test_poster_confirms_with_a_rating_and_a_week_later_it_is_closed(done, poster, manager, system, at):
    later = done.done_at + HOUR
    assert refusal_of(confirming.confirm_result, actor=poster, need_id=done.id, rating=6, at=later) == "need.rating"
    confirmed = confirming.confirm_result(actor=poster, need_id=done.id, rating=5, words="很准时。", at=later)
    again = confirming.confirm_result(actor=poster, need_id=done.id, rating=1, at=later)
    assert (confirmed.state, again.rating, told(manager, "docking_confirmed")) == ("confirmed", 5, 1)
    assert tasks.follow_needs_at(later + 6 * DAY) == 0
    assert tasks.follow_needs_at(later + 7 * DAY) == 1
    done.refresh_from_db()
    assert (done.state, done.rating) == ("closed", 5)


def test_without_a_word_it_is_closed_after_two_weeks_unrated(done, system):
    assert following.close(actor=system, need_id=done.id, at=done.done_at + 13 * DAY).state == "done"
    closed = following.close(actor=system, need_id=done.id, at=done.done_at + 14 * DAY)
    assert (closed.state, closed.rating, closed.confirmed_at) == ("closed", None, None)


def test_nobody_but_the_poster_confirms_or_contests(done, volunteer, manager, owner, at):
    for stranger in (volunteer, manager, owner):
        with pytest.raises(NotAllowed):
            confirming.confirm_result(actor=stranger, need_id=done.id, rating=5, at=at)
        with pytest.raises(NotAllowed):
            confirming.contest_result(actor=stranger, need_id=done.id, words=NOT_DONE, at=at)


def test_nothing_is_confirmed_before_it_is_done(docked, poster, at):
    for step, given in ((confirming.confirm_result, {"rating": 5}), (confirming.contest_result, {"words": NOT_DONE})):
        assert refusal_of(step, actor=poster, need_id=docked.id, **given, at=at) == "need.no_result"


def test_who_works_for_the_organization_gives_no_rating(owner, organization, shift, volunteer, system, at):
    own = factories.of_station(owner, organization, at, organization=organization)
    factories.dock(owner, own, shift, at)
    served = factories.serve(owner, own, volunteer, at)
    own.refresh_from_db()
    done = follow(system, own, served.ends_at + HOUR)
    confirmed = {"actor": owner, "need_id": own.id, "at": served.ends_at + 2 * HOUR}
    assert (done.state, refusal_of(confirming.confirm_result, **confirmed, rating=5)) == ("done", "need.own_rating")
    assert confirming.confirm_result(**confirmed, rating=None).state == "confirmed"


def test_contested_result_opens_the_need_again_and_leaves_the_hours(done, poster, manager, owner, organization, at):
    assert refusal_of(confirming.contest_result, actor=poster, need_id=done.id, words="", at=at) == "need.reason"
    contested = confirming.contest_result(actor=poster, need_id=done.id, words=NOT_DONE, at=done.done_at + HOUR)
    assert (contested.state, contested.organization_id, contested.served_minutes) == ("open", None, 0)
    assert [told(somebody, "docking_contested") for somebody in (manager, owner)] == [1, 1]
    assert OrganizationRecord.objects.filter(standing="valid").count() == 1
    assert docking_queries.of_station(owner, organization.id, "contested") == [done]


def test_results_of_an_organization_show_no_mean_of_few(done, poster, other, at):
    assert docking_queries.organization_results(other.id) == docking_queries.Results(1, 1, 0, 0, None)
    confirming.confirm_result(actor=poster, need_id=done.id, rating=5, at=at)
    assert docking_queries.organization_results(other.id) == docking_queries.Results(1, 1, 1, 1, None)
    for rating in (5, 4, 4, 3):
        factories.need(
            poster,
            at,
            state="closed",
            organization_id=other.id,
            way="shift",
            docked_at=at,
            confirmed_at=at,
            rating=rating,
        )
    assert docking_queries.organization_results(other.id) == docking_queries.Results(5, 5, 5, 5, 4.2)


def test_visits_are_seen_by_those_concerned(docked, poster, owner, manager, volunteer):
    assert [len(docking_queries.visits(viewer, docked.id)) for viewer in (poster, owner, manager)] == [1, 1, 1]
    with pytest.raises(NotFound):
        docking_queries.visits(volunteer, docked.id)
    assert docking_queries.need_of_shift(docked.organization_id, factories.shift_of(docked).id) == docked
    assert NeedShift.objects.count() == 1
