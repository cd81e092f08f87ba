"""What a need becomes, and who may make something of it."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories as projects
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import Activity, MySignUp, Post, Shift, SignUp
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.needs import docking_queries
from volunteercloud.domain.needs.actions import docking, offering
from volunteercloud.domain.needs.models import Need, NeedShift, Offer
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.search.models import Document


def told(actor, template):
    return Message.objects.filter(recipient_id=actor.id, template=template).count()


def refusal_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def test_a_need_becomes_a_shift_filled_in_from_it(docked, other, into, poster, owner, at):
    shift = factories.shift_of(docked)
    post = Post.objects.get(organization_id=other.id, id=shift.post_id)
    assert (docked.state, docked.way, docked.activity_id, docked.docked_at) == ("docked", "shift", into.activity_id, at)
    assert (post.name, post.duties, shift.places, shift.starts_at) == (
        docked.title,
        docked.words,
        docked.people,
        at + timedelta(days=2),
    )
    assert not Document.objects.filter(id=docked.id, state="open").exists()
    assert Document.objects.filter(id=shift.id, state="open").count() == 1
    assert (told(poster, "docking_docked"), told(owner, "docking_docked")) == (1, 1)


def test_an_existing_post_is_taken_only_of_that_activity(poster, manager, other, need, into, at):
    factories.chosen(poster, manager, other, need, at)
    strange = activities.public_shift(manager, other, at, details={"title": "另一个项目"})
    with pytest.raises(NotFound):
        factories.dock(manager, need, into, at, post_id=strange.post_id)
    factories.dock(manager, need, into, at, post_id=into.post_id)
    assert factories.shift_of(need).post_id == into.post_id


def test_a_need_becomes_an_activity_in_its_region_without_its_address(poster, manager, other, need, into, at):
    factories.chosen(poster, manager, other, need, at)
    docking.dock_as_activity(
        actor=manager,
        organization_id=other.id,
        need_id=need.id,
        project_id=into.project_id,
        times=factories.times(at, weeks=3),
        at=at,
    )
    need.refresh_from_db()
    activity = Activity.objects.get(organization_id=other.id, id=need.activity_id)
    assert (need.way, activity.title, activity.region_id, activity.place) == (
        "activity",
        need.title,
        "990101",
        "演示省青禾市临溪区",
    )
    assert (activity.latitude, NeedShift.objects.filter(need_id=need.id).count()) == (None, 3)


def test_a_need_becomes_a_project_that_goes_the_ordinary_way(poster, manager, other, need, at):
    factories.chosen(poster, manager, other, need, at)
    made = {"actor": manager, "organization_id": other.id, "need_id": need.id, "times": factories.times(at), "at": at}
    assert refusal_of(docking.dock_as_project, **made, submit=True) == "project.incomplete"
    docking.dock_as_project(**made, risks="路上注意车辆。", submit=True)
    need.refresh_from_db()
    project = Project.objects.get(organization_id=other.id, id=need.project_id)
    assert (need.state, need.way, project.state) == ("docked", "project", "submitted")
    assert (project.title, project.content, project.beneficiaries, project.place) == (
        need.title,
        need.words,
        ["elderly"],
        "演示省青禾市临溪区",
    )
    assert told(poster, "docking_in_review") == 1


def test_a_draft_of_a_project_docks_the_need_too(poster, manager, other, need, at):
    factories.chosen(poster, manager, other, need, at)
    docking.dock_as_project(actor=manager, organization_id=other.id, need_id=need.id, times=factories.times(at), at=at)
    need.refresh_from_db()
    assert (need.state, Project.objects.get(id=need.project_id).state) == ("docked", "draft")


@pytest.mark.parametrize("said", ["去演示路7号3单元502室陪诊", "陪大 雪看病", "陪诊，电话99010000077"])
def test_what_the_organization_makes_public_gives_the_household_away_no_more(
    poster, manager, other, need, into, said, at
):
    factories.chosen(poster, manager, other, need, at)
    made = {"actor": manager, "organization_id": other.id, "need_id": need.id, "times": factories.times(at), "at": at}
    assert refusal_of(docking.dock_as_activity, **made, project_id=into.project_id, title=said) == "need.personal"
    assert refusal_of(docking.dock_as_project, **made, risks=said) == "need.personal"
    docked = docking.dock_as_activity(**made, project_id=into.project_id, title="陪诊")
    assert Activity.objects.get(id=docked.activity_id).title == "陪诊"


def test_nothing_public_holds_the_address(docked, into, other):
    shift = factories.shift_of(docked)
    rows = [
        *Need.objects.filter(id=docked.id).values(),
        *Document.objects.values(),
        *Activity.objects.filter(id=shift.activity_id).values(),
        *Post.objects.filter(id=shift.post_id).values(),
        *Project.objects.filter(id=into.project_id).values(),
        *Entry.objects.values(),
        *Message.objects.values(),
    ]
    shown = str(rows)
    assert [part for part in ("502室", "演示路", "0077", "113.1234567", "门铃") if part in shown] == []


@pytest.mark.parametrize("who", ["owner", "poster", "volunteer", "officer"])
def test_only_managers_of_the_chosen_organization_dock(poster, manager, other, need, into, who, request, at):
    factories.chosen(poster, manager, other, need, at)
    with pytest.raises(NotAllowed):
        factories.dock(request.getfixturevalue(who), need, into, at)


def test_organization_that_was_not_chosen_does_not_dock(need, manager, other, into, at):
    assert refusal_of(factories.dock, manager, need, into, at) == "docking.not_chosen"
    offering.offer(actor=manager, need_id=need.id, organization_id=other.id, at=at)
    assert refusal_of(factories.dock, manager, need, into, at) == "docking.not_chosen"


def test_station_docks_what_nobody_was_chosen_for(owner, organization, manager, other, need, shift, at):
    waiting = offering.offer(actor=manager, need_id=need.id, organization_id=other.id, at=at)
    factories.dock(owner, need, shift, at)
    need.refresh_from_db()
    waiting.refresh_from_db()
    assert (need.state, need.organization_id, waiting.state) == ("docked", organization.id, "declined")
    assert Offer.objects.get(organization_id=organization.id).state == "chosen"
    assert told(manager, "docking_taken_up") == 1


def test_station_does_not_dock_what_another_was_chosen_for(owner, poster, manager, other, need, shift, at):
    factories.chosen(poster, manager, other, need, at)
    assert refusal_of(factories.dock, owner, need, shift, at) == "need.taken"


def test_docked_twice_is_refused(docked, manager, into, at):
    assert refusal_of(factories.dock, manager, docked, into, at) == "need.docked"
    assert NeedShift.objects.filter(need_id=docked.id).count() == 1


def test_a_project_that_does_not_fit_is_refused(poster, manager, other, need, at):
    factories.chosen(poster, manager, other, need, at)
    draft = projects.draft(manager, other, at)
    in_draft = activities.shift(manager, activities.post(manager, other, draft, at), at)
    elsewhere = activities.public_shift(manager, other, at, details={"region_id": "990102"})
    assert [refusal_of(factories.dock, manager, need, into, at) for into in (in_draft, elsewhere)] == [
        "docking.not_public",
        "docking.region",
    ]
    Need.objects.filter(id=need.id).update(is_remote=True)
    factories.dock(manager, need, elsewhere, at)


def test_what_is_dangerous_goes_where_people_are_insured(poster, manager, other, need, into, at):
    factories.chosen(poster, manager, other, need, at)
    Need.objects.filter(id=need.id).update(is_dangerous=True)
    assert refusal_of(factories.dock, manager, need, into, at) == "docking.dangerous"
    Project.objects.filter(id=into.project_id).update(is_dangerous=True, policy_number="P-1")
    factories.dock(manager, need, into, at)


def test_impossible_times_leave_everything_as_it_was(poster, manager, other, need, into, at):
    factories.chosen(poster, manager, other, need, at)
    yesterday = factories.times(at, starts_at=at - timedelta(days=1))
    assert refusal_of(factories.dock, manager, need, into, at, times=yesterday) == "shift.past"
    need.refresh_from_db()
    assert (need.state, Post.objects.filter(name=need.title).count()) == ("offered", 0)


def test_chosen_volunteers_are_signed_up_by_their_own_word(need, owner, volunteer, shift, at):
    first = offering.offer_myself(actor=volunteer, need_id=need.id, at=at)
    second = offering.offer_myself(actor=organizations.person("立春"), need_id=need.id, at=at)
    left = offering.offer_myself(actor=organizations.person("雨水"), need_id=need.id, at=at)
    offering.choose(actor=owner, offer_id=first.id, at=at)
    factories.dock(owner, need, shift, at, offer_ids=[second.id])
    served = factories.shift_of(need)
    roster = SignUp.objects.filter(shift_id=served.id).order_by("volunteer_id")
    assert [(one.volunteer_id, one.state, one.added_by) for one in roster] == [
        (one.volunteer_id, "confirmed", None) for one in sorted((first, second), key=lambda one: one.volunteer_id)
    ]
    assert Entry.objects.get(name="activities.signed_up", actor_id=volunteer.id).subject_id == served.id
    left.refresh_from_db()
    assert (left.state, told(volunteer, "docking_on_roster")) == ("declined", 1)


def test_volunteer_whom_a_condition_stops_keeps_everybody_off(need, owner, volunteer, shift, at):
    made = offering.offer_myself(actor=volunteer, need_id=need.id, at=at)
    free = offering.offer_myself(actor=organizations.person("立春"), need_id=need.id, at=at)
    signing_up.sign_up(actor=volunteer, **activities.key(shift, volunteer), at=at)
    with pytest.raises(Refused) as refusal:
        factories.dock(owner, need, shift, at, offer_ids=[made.id, free.id])
    assert (refusal.value.code, refusal.value.facts) == (
        "docking.volunteer",
        {"offer": str(made.id), "code": "signup.clash"},
    )
    assert "社区送午餐" not in str(refusal.value)
    need.refresh_from_db()
    assert (need.state, Shift.objects.count(), MySignUp.objects.count()) == ("offered", 1, 1)


def test_only_the_station_puts_volunteers_on_a_roster(poster, manager, other, need, volunteer, into, at):
    made = offering.offer_myself(actor=volunteer, need_id=need.id, at=at)
    factories.chosen(poster, manager, other, need, at)
    assert refusal_of(factories.dock, manager, need, into, at, offer_ids=[made.id]) == "docking.not_station"
    factories.dock(manager, need, into, at)
    assert told(volunteer, "docking_taken_up") == 1


def test_volunteer_who_left_meanwhile_is_not_signed_up(need, owner, volunteer, shift, at):
    made = offering.offer_myself(actor=volunteer, need_id=need.id, at=at)
    offering.withdraw_offer(actor=volunteer, offer_id=made.id, at=at)
    assert refusal_of(factories.dock, owner, need, shift, at, offer_ids=[made.id]) == "offer.over"


def test_docked_offer_is_withdrawn_with_everybody_told(docked, manager, volunteer, poster, at):
    shift = factories.shift_of(docked)
    signing_up.sign_up(actor=volunteer, **activities.key(shift, volunteer), at=at)
    made = Offer.objects.get(need=docked, state="chosen")
    offering.withdraw_offer(actor=manager, offer_id=made.id, reason="车坏了，来不了。", at=at + timedelta(hours=1))
    docked.refresh_from_db()
    shift.refresh_from_db()
    assert (docked.state, docked.organization_id, docked.way, shift.state) == ("open", None, "", "cancelled")
    assert docked.expires_at == at + timedelta(days=10, hours=1)
    assert (told(volunteer, "shift_cancelled"), told(poster, "docking_reopened_why")) == (1, 1)
    assert Document.objects.get(id=docked.id).state == "open"


def test_nothing_is_withdrawn_once_it_has_begun(docked, manager, at):
    made = Offer.objects.get(need=docked, state="chosen")
    withdrawn = {"actor": manager, "offer_id": made.id, "reason": "车坏了。", "at": at + timedelta(days=2, hours=1)}
    assert refusal_of(offering.withdraw_offer, **withdrawn) == "need.running"


def test_need_is_docked_again_after_it_was_let_go(docked, poster, manager, into, at):
    made = Offer.objects.get(need=docked, state="chosen")
    offering.withdraw_offer(actor=manager, offer_id=made.id, reason="车坏了。", at=at)
    factories.docked(poster, manager, docked, into, at)
    assert NeedShift.objects.filter(need_id=docked.id, released_at__isnull=True).count() == 1


def test_pages_of_docking_begin_with_what_the_need_says(need, manager, other, volunteer, at):
    filled = docking_queries.filled(manager, other.id, need.id, at)
    assert (filled.title, filled.places, filled.place, filled.starts_at) == (
        need.title,
        2,
        "演示省青禾市临溪区",
        need.starts_at,
    )
    with pytest.raises(NotFound):
        docking_queries.filled(volunteer, other.id, need.id, at)


def test_lists_of_station_and_organization(docked, owner, organization, manager, other, volunteer):
    assert docking_queries.of_station(owner, organization.id, "taken_up") == [docked]
    assert docking_queries.of_organization(manager, other.id, "docked") == [docked]
    assert docking_queries.of_organization(manager, other.id, "to_dock") == []
    with pytest.raises(NotFound):
        docking_queries.of_organization(volunteer, other.id, "docked")


def test_chosen_volunteers_learn_that_an_organization_takes_it_up(
    poster, owner, manager, other, need, volunteer, into, at
):
    made = offering.offer_myself(actor=volunteer, need_id=need.id, at=at)
    offering.choose(actor=owner, offer_id=made.id, at=at)
    factories.docked(poster, manager, need, into, at)
    made.refresh_from_db()
    assert (made.state, told(volunteer, "docking_taken_up"), SignUp.objects.count()) == ("declined", 1, 0)


def test_what_waits_is_counted(docked, owner, organization, manager, other, poster, at):
    factories.of_station(poster, organization, at, state="moderation", opened_at=None)
    waiting = factories.of_station(poster, organization, at, title="另一个需求")
    factories.chosen(poster, manager, other, waiting, at)
    asked = factories.of_station(poster, organization, at, title="第三个需求")
    offering.offer(actor=manager, need_id=asked.id, organization_id=other.id, at=at)
    assert docking_queries.waiting(owner, organization.id) == {
        "to_dock": 0, "moderate": 1, "offered": 1, "contested": 0,
    }  # fmt: skip
    assert docking_queries.waiting(manager, other.id) == {"to_dock": 1, "moderate": 0, "offered": 0, "contested": 0}


def test_lists_go_on_behind_the_last_one_seen(owner, organization, poster, at, django_assert_num_queries):
    made = [
        factories.of_station(poster, organization, at, changed_at=at + timedelta(minutes=number))
        for number in range(docking_queries.PAGE + 3)
    ]
    with django_assert_num_queries(2):
        first = docking_queries.of_station(owner, organization.id, "open")
    last = first[docking_queries.PAGE - 1]
    rest = docking_queries.of_station(owner, organization.id, "open", (last.changed_at, last.id))
    assert first[: docking_queries.PAGE] + rest == made
