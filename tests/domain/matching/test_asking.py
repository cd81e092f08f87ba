from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.matching import factories
from tests.domain.needs import factories as needs
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.models import Post, SignUp
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.matching import actions, queries, rules, tasks
from volunteercloud.domain.matching.models import Ask, Asked, Closed, Findable
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.needs.models import Need, Offer

DAY = timedelta(days=1)


def ask(owner, shift, at, *people, **changes):
    numbers = changes.pop("numbers", None) or [organizations.number_of(each) for each in people]
    return actions.ask_people(
        actor=owner,
        organization_id=shift.organization_id,
        subject_kind=changes.pop("kind", "shift"),
        subject_id=shift.id,
        numbers=numbers,
        at=at,
        **changes,
    )


def answer(somebody, shift, at, accept=True, **changes):
    return actions.answer(
        actor=changes.pop("actor", somebody),
        volunteer_id=somebody.id,
        organization_id=shift.organization_id,
        subject_id=shift.id,
        accept=accept,
        at=at,
        **changes,
    )


def refusal(step, *given, **named):
    with pytest.raises(Refused) as refused:
        step(*given, **named)
    return refused.value.code


@pytest.fixture
def somebody(owner):
    return factories.findable("芒种")


def test_whoever_is_asked_is_told_and_a_yes_signs_up(owner, shift, somebody, at):
    (made,) = ask(owner, shift, at, somebody, words="早上八点半在社区门口。")
    assert (made.number, made.state) == (organizations.number_of(somebody), "waiting")
    assert (
        Message.objects.get(recipient_id=somebody.id, template="matching_asked").facts["organization"]
        == "晨光志愿服务队"
    )
    assert Findable.objects.get().asked == 1

    asked = answer(somebody, shift, at + timedelta(hours=1))
    assert (asked.state, Ask.objects.get().state) == ("accepted", "accepted")
    assert SignUp.objects.get(volunteer_id=somebody.id).state == "confirmed"
    told = Message.objects.get(recipient_id=owner.id, template="matching_accepted")
    assert told.facts["number"] == made.number
    assert answer(somebody, shift, at + timedelta(hours=2)).state == "accepted"


def test_a_no_stays_a_no_and_nobody_is_asked_twice(owner, shift, somebody, at):
    ask(owner, shift, at, somebody)
    assert answer(somebody, shift, at, accept=False).state == "declined"
    assert SignUp.objects.count() == 0
    assert refusal(answer, somebody, shift, at) == "matching.answered"
    assert refusal(ask, owner, shift, at, somebody) == "matching.nobody_asked"


def test_an_organization_may_be_told_never_to_ask_again_and_later_again(owner, shift, somebody, at):
    ask(owner, shift, at, somebody)
    answer(somebody, shift, at, accept=False, never_again=True)
    other = activities.shift(owner, Post.objects.get(id=shift.post_id), at, begins_in=3 * DAY)
    assert refusal(ask, owner, other, at, somebody) == "matching.nobody_asked"
    assert queries.for_shift(owner, other.organization_id, other.id, at)[1].people == []
    actions.allow_again(actor=somebody, volunteer_id=somebody.id, organization_id=shift.organization_id, at=at)
    assert Closed.objects.count() == 0
    assert len(ask(owner, other, at, somebody)) == 1


def test_nobody_is_asked_more_than_three_times_a_week(owner, shift, somebody, at):
    post = Post.objects.get(id=shift.post_id)
    shifts = [shift] + [activities.shift(owner, post, at, begins_in=(3 + number) * DAY) for number in range(3)]
    for one in shifts[:3]:
        ask(owner, one, at, somebody)
    assert refusal(ask, owner, shifts[3], at, somebody) == "matching.nobody_asked"
    assert len(ask(owner, shifts[3], at + 3 * DAY, somebody, factories.findable("夏至"))) == 1
    assert len(Asked.objects.filter(volunteer_id=somebody.id)) == 3


def test_an_organization_asks_at_most_so_many_a_day(owner, shift, somebody, at, monkeypatch):
    monkeypatch.setattr(rules, "MOST_ASKED_A_DAY", 2)
    three = [somebody, factories.findable("夏至"), factories.findable("小暑")]
    assert len(ask(owner, shift, at, *three)) == 2
    assert refusal(ask, owner, shift, at, *three) == "matching.day_full"
    assert len(ask(owner, shift, at + DAY + timedelta(seconds=1), *three)) == 1


def test_only_managers_ask_and_only_people_who_may_be_found(owner, shift, somebody, volunteer, at):
    with pytest.raises(NotAllowed):
        ask(volunteer, shift, at, somebody)
    assert refusal(ask, owner, shift, at, volunteer) == "matching.nobody_asked"
    assert refusal(ask, owner, shift, at, numbers=["V00000000000", "", "不是号码"]) == "matching.nobody_asked"
    assert refusal(ask, owner, shift, at, numbers=[f"V{each}" for each in range(21)]) == "matching.many"
    assert refusal(ask, owner, shift, shift.starts_at, somebody) == "matching.not_open"
    with pytest.raises(NotFound):
        ask(owner, shift, at, somebody, kind="organization")
    assert Ask.objects.count() == 0


def test_nobody_else_answers_and_nobody_after_its_time(owner, shift, somebody, volunteer, at):
    ask(owner, shift, at, somebody)
    with pytest.raises(NotFound):
        answer(somebody, shift, at, actor=volunteer)
    assert refusal(answer, somebody, shift, shift.starts_at) == "matching.answered"
    assert answer(somebody, shift, at).state == "accepted"


def test_what_stands_against_signing_up_by_now_is_told_and_the_question_stays(owner, shift, somebody, at):
    ask(owner, shift, at, somebody)
    Volunteer.objects.filter(id=somebody.id).update(real_name_level=0, real_name_at=None)
    assert refusal(answer, somebody, shift, at) == "signup.real_name"
    assert (Asked.objects.get().state, Ask.objects.get().state) == ("waiting", "waiting")


def test_questions_lapse(owner, shift, somebody, at):
    ask(owner, shift, at, somebody)
    assert tasks.lapse_at(at + DAY) == 0
    assert tasks.lapse_at(shift.starts_at) == 1
    assert tasks.lapse_at(shift.starts_at) == 0
    assert (Asked.objects.get().state, Ask.objects.get().state) == ("lapsed", "lapsed")


def test_for_a_need_the_station_asks_and_a_yes_is_an_offer(owner, organization, somebody, volunteer, at):
    need = needs.need(volunteer, at, station_id=organization.id, station_name=organization.name)
    found = queries.for_need_volunteers(owner, need.id, organization.id, at)
    assert [person.number for person in found.ranking.people] == [organizations.number_of(somebody)]
    actions.ask_people(
        actor=owner,
        organization_id=organization.id,
        subject_kind="need",
        subject_id=need.id,
        numbers=[organizations.number_of(somebody)],
        at=at,
    )
    actions.answer(
        actor=somebody,
        volunteer_id=somebody.id,
        organization_id=organization.id,
        subject_id=need.id,
        accept=True,
        at=at,
    )
    assert Offer.objects.get().volunteer_id == somebody.id
    assert queries.for_need_volunteers(owner, need.id, organization.id, at).ranking.people == []


def test_nobody_looks_for_people_in_the_name_of_others(owner, organization, somebody, volunteer, at):
    need = needs.need(volunteer, at)
    with pytest.raises(NotAllowed):
        queries.for_need_volunteers(owner, need.id, organization.id, at)
    Need.objects.filter(id=need.id).update(station_id=organization.id)
    with pytest.raises(NotAllowed):
        queries.for_need_volunteers(somebody, need.id, organization.id, at)
    assert queries.for_need_volunteers(owner, need.id, organization.id, at).ranking.version == 1


def test_an_organization_that_may_not_act_asks_nobody_about_a_need(owner, organization, somebody, volunteer, at):
    need = needs.need(volunteer, at, station_id=organization.id, station_name=organization.name)
    judge = organizations.officer("990101", "小暑")
    organizations.suspend(actor=judge, organization_id=organization.id, reason="核查中。", at=at)
    asked = {
        "actor": owner,
        "organization_id": organization.id,
        "subject_kind": "need",
        "subject_id": need.id,
        "numbers": [organizations.number_of(somebody)],
        "at": at,
    }
    assert refusal(actions.ask_people, **asked) == "organization.suspended"
    assert Asked.objects.count() == 0
