import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.activities import factories as activities
from tests.domain.matching import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import Activity, Post
from volunteercloud.domain.identity.models import Consent, Qualification, Volunteer
from volunteercloud.domain.matching import actions, finding, keeping, marks, queries, weighing
from volunteercloud.domain.matching.models import Closed, Findable
from volunteercloud.domain.organizations.models import Organization


@pytest.fixture
def spot(shift):
    Activity.objects.filter(id=shift.activity_id).update(latitude=factories.SPOT[0], longitude=factories.SPOT[1])
    return shift


def found(owner, shift, at, **how):
    ranking = queries.for_shift(owner, shift.organization_id, shift.id, at, **how)[1]
    return [person.number for person in ranking.people]


def numbers(*people):
    return [organizations.number_of(somebody) for somebody in people]


def test_whoever_agreed_is_found_with_reasons_and_nobody_else(owner, spot, volunteer, at):
    somebody = factories.findable("芒种", km=1.2, categories=["elderly"])
    _shift, ranking = queries.for_shift(owner, spot.organization_id, spot.id, at)
    (person,) = ranking.people
    assert (person.number, person.district, ranking.version) == (*numbers(somebody), "990101", 1)
    assert [reason.code for reason in person.reasons] == ["near", "interest", "welcome"]


def test_a_stranger_looks_at_nobody(owner, spot, volunteer, at):
    factories.findable("芒种")
    with pytest.raises(NotAllowed):
        queries.for_shift(volunteer, spot.organization_id, spot.id, at)
    assert len(found(owner, spot, at)) == 1


def test_the_consent_is_asked_again_whatever_the_copy_says(owner, spot, at):
    somebody = factories.findable("芒种")
    Consent.objects.filter(volunteer_id=somebody.id, purpose="found").update(withdrawn_at=at)
    assert Findable.objects.count() == 1
    assert found(owner, spot, at) == []


def test_withdrawing_takes_the_copy_away_at_once(owner, spot, at):
    somebody = factories.findable("芒种")
    actions.withdraw_consent(actor=somebody, volunteer_id=somebody.id, purpose="found", at=at)
    assert Findable.objects.count() == 0
    assert found(owner, spot, at) == []


@pytest.mark.parametrize(
    ("of_post", "of_person"),
    [
        ({"skills": ["driving"]}, {"skills": ["driving"]}),
        ({"languages": ["en"]}, {"languages": ["en", "zh"]}),
        ({"minimum_age": 40}, {"birth_on": date(1980, 1, 1)}),
        ({"maximum_age": 30}, {"birth_on": date(2000, 1, 1)}),
    ],
)
def test_conditions_decide_who_is_found(owner, spot, at, of_post, of_person):
    factories.findable("芒种")
    fits = factories.findable("夏至", **of_person)
    assert len(found(owner, spot, at)) == 2
    Post.objects.filter(id=spot.post_id).update(**of_post)
    assert found(owner, spot, at) == numbers(fits)


def test_a_qualification_is_found_by_its_name(owner, spot, at):
    factories.findable("芒种")
    fits = factories.findable("夏至")
    Qualification.objects.create(
        volunteer_id=fits.id, id=fits.id, name="红十字 救护员证", valid_from=date(2025, 1, 1), stated_at=at
    )
    keeping.keep([fits.id], at)
    Post.objects.filter(id=spot.post_id).update(qualification="救护员证")
    assert found(owner, spot, at) == numbers(fits)


def test_nobody_is_found_beyond_the_way_they_set_or_at_a_time_they_did_not_name(owner, spot, at):
    """The shift is on a Monday morning."""
    factories.findable("芒种", km=9, reach_km=5)
    factories.findable("小暑", km=1, parts=(1, 2, 3))
    near = factories.findable("夏至", km=4, reach_km=5)
    on_mondays = factories.findable("大暑", km=4.5, parts=(0, 20))
    assert found(owner, spot, at) == numbers(on_mondays, near)


def test_children_and_people_without_a_proved_name_are_never_found(owner, spot, at):
    young = factories.findable("谷满", birth_on=date(2010, 1, 1))
    unproved = organizations.person("白芒", real_name_level=0)
    actions.give_consent(actor=unproved, volunteer_id=unproved.id, purpose="found", at=at)
    keeping.keep([young.id, unproved.id], at)
    assert Findable.objects.count() == 0
    Volunteer.objects.filter(id=young.id).update(birth_on=date(1990, 1, 1))
    keeping.keep([young.id], at)
    assert found(owner, spot, at) == numbers(young)


def test_whoever_serves_elsewhere_then_or_stands_on_the_roster_is_left_out(owner, organization, spot, at):
    here, elsewhere, free = (factories.findable(name, km=2) for name in ("芒种", "夏至", "小暑"))
    beside = activities.shift(owner, Post.objects.get(id=spot.post_id), at)
    assert set(found(owner, spot, at)) == set(numbers(here, elsewhere, free))
    signing_up.sign_up(actor=here, **activities.key(spot, here), at=at)
    signing_up.sign_up(actor=elsewhere, **activities.key(beside, elsewhere), at=at)
    assert found(owner, spot, at) == numbers(free)


def test_an_organization_that_may_not_ask_does_not_find(owner, spot, at):
    somebody = factories.findable("芒种")
    Closed.objects.create(
        volunteer_id=somebody.id, organization_id=spot.organization_id, organization_name="晨光", since=at
    )
    assert len(found(owner, spot, at)) == 1
    keeping.keep([somebody.id], at)
    assert found(owner, spot, at) == []


def test_nearest_first_and_those_asked_often_last(owner, spot, at):
    far, near, tired = (factories.findable(name, km=km) for name, km in (("芒种", 8), ("夏至", 1), ("小暑", 1)))
    Findable.objects.filter(volunteer_id=tired.id).update(asked=9)
    assert found(owner, spot, at) == numbers(near, far, tired)


def test_the_same_rows_give_the_same_order_however_they_came(owner, spot, at):
    for number in range(12):
        factories.findable(f"第{number}人", km=number % 3)
    before = found(owner, spot, at)
    rows = list(Findable.objects.all())
    random.Random(7).shuffle(rows)
    Findable.objects.all().delete()
    Findable.objects.bulk_create(rows)
    assert found(owner, spot, at) == before
    assert len(before) == 12


def test_weights_that_are_only_tried_give_another_order(owner, spot, at):
    near = factories.findable("芒种", km=1)
    keen = factories.findable("夏至", km=12, categories=["elderly"])
    spot.project.__class__.objects.filter(id=spot.project_id).update(category="elderly")
    by_distance = weighing.Scale(0, {"near": 1})
    by_interest = weighing.Scale(0, {"interest": 1})
    assert found(owner, spot, at, weights=by_distance) == numbers(near, keen)
    assert found(owner, spot, at, weights=by_interest) == numbers(keen, near)


def test_a_crowd_is_looked_at_in_turns(owner, spot, at, monkeypatch):
    """Of a region with more people than are looked at, those of the slots that go by the subject."""
    people = [factories.findable(f"第{number}人") for number in range(30)]
    first = marks.slot(spot.id)
    monkeypatch.setattr(finding, "MOST_LOOKED_AT", 1)
    monkeypatch.setattr(finding, "_crowds", lambda *_given: [4, 4, 4])
    turn = [each for each in people if (marks.slot(each.id) - first) % marks.SLOTS < 16]
    assert set(found(owner, spot, at, limit=100)) == set(numbers(*turn))


def test_finding_takes_as_many_statements_for_forty_people_as_for_one(owner, spot, at):
    factories.findable("芒种")

    def statements():
        with CaptureQueriesContext(connection) as captured:
            found(owner, spot, at, limit=100)
        return len(captured)

    found(owner, spot, at)
    one = statements()
    for number in range(39):
        factories.findable(f"第{number}人")
    assert statements() == one


def test_nobody_is_found_by_their_age(owner, spot, at):
    somebody = factories.findable("芒种")
    Post.objects.filter(id=spot.post_id).update(minimum_age=20, maximum_age=60)
    assert found(owner, spot, at) == numbers(somebody)

    Post.objects.filter(id=spot.post_id).update(minimum_age=51)
    with pytest.raises(Refused) as refused:
        found(owner, spot, at)
    assert refused.value.code == "matching.few_ages"


def test_an_organization_that_may_not_act_finds_nobody(owner, spot, at):
    factories.findable("芒种")
    Organization.objects.filter(id=spot.organization_id).update(state="suspended")
    with pytest.raises(Refused):
        found(owner, spot, at)
