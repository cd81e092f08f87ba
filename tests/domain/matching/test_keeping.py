from datetime import date, timedelta

from django.utils import timezone

from tests.domain.attendance import factories as attendance
from tests.domain.matching import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks as core_checks
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.consents import RESIDENCE
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.matching import actions, checks, tasks
from volunteercloud.domain.matching.models import Findable, Preference
from volunteercloud.domain.search import middles

DAY = timedelta(days=1)


def found(somebody):
    return Findable.objects.get(volunteer_id=somebody.id)


def move(somebody, at):
    identity_actions.move_residence(
        actor=somebody,
        volunteer_id=somebody.id,
        region_code="990102",
        from_on=timezone.localdate(at),
        terms=RESIDENCE.version,
        at=at,
    )


def test_a_changed_profile_is_followed_within_minutes(owner, at):
    somebody = factories.findable("芒种")
    identity_actions.update_profile(
        actor=somebody, volunteer_id=somebody.id, region_code="990101", skills=["driving"], at=at
    )
    move(somebody, at)
    assert found(somebody).skills == []
    assert tasks.follow_at(at + timedelta(minutes=1)) == 1
    assert (found(somebody).skills, found(somebody).region_code) == (["driving"], "990102")
    assert {"r:990102", "s:driving"} <= set(found(somebody).marks)
    assert tasks.follow_at(at + timedelta(minutes=10)) == 0


def test_who_goes_out_from_home_goes_out_from_the_new_one(owner, at, monkeypatch):
    middles_of = {"990101": (36.1, 117.2), "990102": (36.3, 117.4)}
    monkeypatch.setattr(middles, "middle", middles_of.get)
    somebody, settled = factories.findable("芒种"), factories.findable("夏至")
    for each in (somebody, settled):
        actions.set_preference(actor=each, volunteer_id=each.id, wished=actions.Wished(reach_km=5), at=at)
    move(somebody, at)
    tasks.follow_at(at + timedelta(minutes=1))
    assert [(found(each).latitude, found(each).longitude) for each in (somebody, settled)] == [
        (36.3, 117.4),
        (36.1, 117.2),
    ]
    assert Preference.objects.get(volunteer_id=somebody.id).from_region == "990102"


def test_a_consent_given_or_taken_back_elsewhere_is_followed(owner, at):
    somebody = organizations.person("芒种")
    identity_actions.give_consent(actor=somebody, volunteer_id=somebody.id, purpose="found", at=at)
    tasks.follow_at(at)
    assert found(somebody).number == organizations.number_of(somebody)
    identity_actions.withdraw_consent(actor=somebody, volunteer_id=somebody.id, purpose="found", at=at)
    tasks.follow_at(at)
    assert Findable.objects.count() == 0


def test_what_was_served_is_known_the_day_after(owner, shift, at):
    somebody = factories.findable("芒种", at=at)
    attendance.serve(shift, somebody, at)
    attendance.confirm(owner, shift, somebody)
    assert found(somebody).served_with == []
    assert tasks.renew_at(shift.ends_at + DAY) == 1
    assert (found(somebody).served_with, found(somebody).served_categories) == ([shift.organization_id], ["elderly"])


def test_at_night_those_who_came_of_age_are_added(owner, at):
    young = factories.findable("芒种", birth_on=date(2008, 5, 18))
    tasks.renew_at(at)
    assert Findable.objects.count() == 0
    tasks.renew_at(at + 3 * DAY)
    assert found(young).birth_on == date(2008, 5, 18)


def test_how_often_somebody_was_asked_is_forgotten_after_a_month(owner, shift, at):
    somebody = factories.findable("芒种", at=at)
    actions.ask_people(
        actor=owner,
        organization_id=shift.organization_id,
        subject_kind="shift",
        subject_id=shift.id,
        numbers=[organizations.number_of(somebody)],
        at=at,
    )
    tasks.renew_at(at + 2 * DAY)
    assert found(somebody).asked == 1
    tasks.renew_at(at + 31 * DAY)
    assert found(somebody).asked == 0


def test_checks_find_nothing_until_something_is_wrong(owner, at):
    somebody = factories.findable("芒种")
    assert list(core_checks.run(checks.STATEMENTS)) == []
    identity_actions.withdraw_consent(actor=somebody, volunteer_id=somebody.id, purpose="found", at=at)
    assert len(list(core_checks.run(checks.STATEMENTS))) == 1


def test_a_person_registered_twice_is_found_once(owner, at):
    somebody = factories.findable("芒种")
    Volunteer.objects.filter(id=somebody.id).update(merged_into_id=owner.id)
    tasks.renew_at(at)
    assert Findable.objects.count() == 0
