"""Sent batch by batch, stopped, resumed, sent by two at once: everybody has it once."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.domain.activities import factories as activities
from tests.domain.members import factories as members
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import absences, signing_up
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.identity.models import Account, Guardianship, Volunteer
from volunteercloud.domain.mailings import actions, audiences, queries, tasks
from volunteercloud.domain.mailings.models import Audience, Mailing, Standing
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages import queries as message_queries
from volunteercloud.domain.messages.models import CircularKind, Delivery, Message
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Role

from . import factories

pytestmark = pytest.mark.django_db


def received():
    """Who has the message how often."""
    ids = list(Message.objects.filter(template="circular").values_list("recipient_id", flat=True))
    return {each: ids.count(each) for each in ids}


def jobs(name):
    return ProcrastinateJob.objects.filter(task_name=name).count()


def numbers(mailing):
    mailing = Mailing.objects.get(organization_id=mailing.organization_id, id=mailing.id)
    return mailing.state, mailing.people, mailing.emails, mailing.batches


def test_everybody_once(owner, organization, at):
    people = factories.people(owner, organization, at, 5)
    mailing = factories.started(owner, organization, at)
    for _turn in range(4):
        factories.batch(mailing, at, size=2)
    assert received() == {somebody.id: 1 for somebody in people}
    assert numbers(mailing) == ("done", 5, 5, 3)
    assert jobs("messages.deliver") == 5


def test_stopped_midway_and_resumed(owner, organization, at):
    people = factories.people(owner, organization, at, 5)
    mailing = factories.started(owner, organization, at)
    factories.batch(mailing, at, size=2)
    actions.stop(actor=owner, **factories.key(mailing), at=at)
    factories.batch(mailing, at, size=2)
    assert (len(received()), numbers(mailing)) == (2, ("stopped", 2, 2, 1))

    actions.resume(actor=owner, **factories.key(mailing), at=at)
    factories.batch(mailing, at, size=2)
    factories.batch(mailing, at, size=2)
    assert received() == {somebody.id: 1 for somebody in people}
    assert numbers(mailing) == ("done", 5, 5, 3)


def test_batch_run_again_from_an_old_cursor(owner, organization, at):
    """As if a worker had died and its cursor were lost: what is there is not written again, nor counted."""
    people = factories.people(owner, organization, at, 3)
    mailing = factories.started(owner, organization, at)
    factories.batch(mailing, at, size=2)
    Mailing.objects.update(cursor_person_id=None)
    factories.batch(mailing, at, size=500)
    assert received() == {somebody.id: 1 for somebody in people}
    assert (numbers(mailing), Delivery.objects.count()) == (("done", 3, 3, 2), 3)


def test_sending_twice_is_sending_once(owner, organization, at):
    factories.people(owner, organization, at, 1)
    mailing = factories.started(owner, organization, at)
    actions.start(actor=owner, **factories.key(mailing), at=at)
    assert jobs("mailings.send_batch") == 1


def test_what_lost_its_job_is_taken_up(owner, organization, at):
    factories.started(owner, organization, at)
    ProcrastinateJob.objects.all().delete()
    assert (tasks.take_up_at(at), tasks.take_up_at(at), jobs("mailings.send_batch")) == (1, 1, 1)


def test_who_joins_later_is_left_out(owner, organization, at):
    [early] = factories.people(owner, organization, at, 1)
    mailing = factories.started(owner, organization, at)
    members.member(owner, organization, at + timedelta(minutes=1), "芒种")
    factories.batch(mailing, at)
    assert received() == {early.id: 1}


def test_guardian_gets_it_once_for_two_children(owner, organization, at):
    first, second, guardian = factories.people(owner, organization, at, 3)
    for child in (first, second):
        Volunteer.objects.filter(id=child.id).update(guardian_id=guardian.id)
        Guardianship.objects.create(guardian_id=guardian.id, ward_id=child.id, since=at)
    mailing = factories.started(owner, organization, at)
    for _turn in range(4):
        factories.batch(mailing, at, size=1)
    assert (received(), numbers(mailing)[1]) == ({guardian.id: 1}, 1)


def test_group_of_another_organization(owner, organization, at):
    other = organizations.organization(owner, at, name="清河社区服务中心", uscc="51990000MJ00000023")
    group = members.group(owner, other, at)
    with pytest.raises(NotFound):
        factories.written(owner, organization, at, audience=Audience.LABEL, about_id=group.id)


def test_group_alone(owner, organization, at):
    inside, _outside = factories.people(owner, organization, at, 2)
    group = members.group(owner, organization, at)
    from_members = {"organization_id": organization.id, "volunteer_ids": [inside.id], "add": [group.id]}
    members.actions.label_members(actor=owner, **from_members, at=at)
    mailing = factories.started(owner, organization, at, audience=Audience.LABEL, about_id=group.id)
    factories.batch(mailing, at)
    assert (received(), audiences.size(mailing)) == ({inside.id: 1}, 1)


@pytest.fixture
def roster(shift, at):
    """One who has the only place, and one who waits for it."""
    comes, waits = organizations.person("立夏"), organizations.person("芒种")
    type(shift).objects.update(places=1)
    for somebody in (comes, waits):
        signing_up.sign_up(actor=somebody, **activities.key(shift, somebody), at=at)
    return comes, waits


@pytest.mark.parametrize(("standing", "place"), [(Standing.CONFIRMED, 0), (Standing.WAITING, 1)])
def test_people_of_a_shift(owner, organization, shift, roster, at, standing, place):
    about = {"audience": Audience.SHIFT, "about_id": shift.id, "standing": standing, "kind": CircularKind.SERVICE}
    factories.batch(factories.started(owner, organization, at, **about), at)
    assert received() == {roster[place].id: 1}


@pytest.mark.parametrize(("audience", "about"), [(Audience.PROJECT, "project_id"), (Audience.POST, "post_id")])
def test_who_signed_up(owner, organization, shift, roster, at, audience, about):
    wanted = {"audience": audience, "about_id": getattr(shift, about), "kind": CircularKind.SERVICE}
    factories.batch(factories.started(owner, organization, at, **wanted), at)
    assert received() == {roster[0].id: 1}


def test_words_of_a_shift(owner, organization, shift, roster, at):
    said = factories.Words("{project}", "{name}: {shift_start}，{place}，{post}")
    about = {"audience": Audience.SHIFT, "about_id": shift.id, "standing": Standing.CONFIRMED}
    factories.batch(factories.started(owner, organization, at, **about, kind=CircularKind.SERVICE, said=said), at)
    [letter] = message_queries.inbox(roster[0], language="zh-hans")
    assert "{" not in letter.subject + letter.body
    assert letter.body.startswith("立夏: 20")
    assert letter.link == f"/me/sign-ups/{organization.id}/{shift.id}/"


def test_suspended_organization(owner, organization, shift, roster, at):
    about = {"audience": Audience.SHIFT, "about_id": shift.id, "standing": Standing.CONFIRMED}
    running = factories.started(owner, organization, at, **about, kind=CircularKind.SERVICE)
    news = factories.started(owner, organization, at, **about, kind=CircularKind.NEWS)
    officer = organizations.officer("990101")
    organizations.suspend(
        actor=officer, organization_id=organization.id, reason="核实收费情况，期间不得组织活动。", at=at
    )

    assert (factories.batch(running, at).state, factories.batch(news, at).state) == ("done", "stopped")
    with pytest.raises(Refused) as refusal:
        actions.resume(actor=owner, **factories.key(news), at=at)
    assert refusal.value.code == "organization.suspended"


def test_leader_tells_the_shift_and_nobody_else(owner, organization, shift, roster, at):
    leader = organizations.leader(owner, organization, "立秋", at)
    about = {"audience": Audience.SHIFT, "about_id": shift.id, "standing": Standing.CONFIRMED}
    mailing = factories.started(leader, organization, at, **about, kind=CircularKind.SERVICE)
    assert [each.mailing.id for each in queries.mailings(leader, organization.id)] == [mailing.id]
    for wanted in ({}, about, {"audience": Audience.PROJECT, "about_id": shift.project_id}):
        with pytest.raises(NotAllowed):
            factories.written(leader, organization, at, **wanted)
    with pytest.raises(NotFound):
        queries.mailing(roster[0], organization.id, mailing.id)


def test_whoever_may_not_write_to_them_any_more_does_not_go_on(owner, organization, at):
    factories.people(owner, organization, at, 1)
    coordinator = organizations.leader(owner, organization, "立秋", at)
    role = {"actor": owner, "organization_id": organization.id, "person_id": coordinator.id, "at": at}
    organization_actions.change_role(**role, role=Role.COORDINATOR)
    mailing = factories.started(coordinator, organization, at)
    actions.stop(actor=coordinator, **factories.key(mailing), at=at)
    organization_actions.change_role(**role, role=Role.LEADER)
    with pytest.raises(NotAllowed):
        actions.resume(actor=coordinator, **factories.key(mailing), at=at)
    assert actions.resume(actor=owner, **factories.key(mailing), at=at).state == "sending"


def test_news_are_two_a_day(owner, organization, at):
    [somebody] = factories.people(owner, organization, at, 1)
    for _turn in range(3):
        last = factories.batch(factories.started(owner, organization, at), at)
    assert (received(), last.people, last.had_enough) == ({somebody.id: 2}, 0, 1)
    tomorrow = at + timedelta(days=1)
    assert factories.batch(factories.started(owner, organization, tomorrow), tomorrow).people == 1
    assert messages.drop_news_days(actor=factories.WORKER, at=tomorrow) == 1


def test_without_an_address(owner, organization, at):
    _reached, unreached = factories.people(owner, organization, at, 2)
    Account.objects.filter(id=unreached.id).update(email=None)
    done = factories.batch(factories.started(owner, organization, at), at)
    assert (done.people, done.emails, done.without_address) == (2, 1, 1)


def test_cancelled_does_not_leave(owner, organization, at):
    factories.people(owner, organization, at, 1)
    mailing = factories.started(owner, organization, at)
    factories.batch(mailing, at)
    actions.cancel(actor=owner, **factories.key(mailing), at=at)
    delivery = Delivery.objects.get()
    ended = messages.deliver(actor=factories.WORKER, recipient_id=delivery.recipient_id, delivery_id=delivery.id, at=at)
    assert (ended.state, ended.error) == ("failed", "withdrawn")
    assert queries.mailing(owner, organization.id, mailing.id).failed == 1
    with pytest.raises(Refused):
        actions.resume(actor=owner, **factories.key(mailing), at=at)


def test_who_was_absent(owner, organization, shift, roster, at):
    later = shift.ends_at + timedelta(hours=1)
    sign_up = SignUp.objects.get(volunteer_id=roster[0].id)
    absences.note_absence(owner, activity_queries.shift(organization.id, shift.id), sign_up, "unexcused", "", later)
    about = {"audience": Audience.SHIFT, "about_id": shift.id, "standing": Standing.ABSENT}
    members.agree(roster[0], at)
    factories.batch(factories.started(owner, organization, later, **about), later)
    assert received() == {roster[0].id: 1}
