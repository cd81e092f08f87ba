"""What somebody would try who wants hours without having served."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.actions import planning, signing_up
from volunteercloud.domain.attendance import queries
from volunteercloud.domain.attendance.models import Attendance
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.records.models import RecordHead

MINUTE = timedelta(minutes=1)


def code_of(step, *arguments, **named):
    with pytest.raises(Refused) as refused:
        step(*arguments, **named)
    return refused.value.code


def test_no_leader_confirms_their_own_child(owner, shift, volunteer, at):
    factories.serve(shift, volunteer, at)
    Guardianship.objects.create(guardian_id=owner.id, ward_id=volunteer.id, ward_name="小满", since=at)
    (confirmed,) = factories.confirm(owner, shift, volunteer)
    assert confirmed.refusal.code == "attendance.own"
    assert RecordHead.objects.count() == 0


def test_who_was_taken_off_after_checking_in_gets_no_record(owner, shift, volunteer, at):
    factories.sign_up(shift, volunteer, at)
    factories.scan(shift, volunteer, "in", shift.starts_at - 20 * MINUTE)
    factories.scan(shift, volunteer, "out", shift.starts_at - 10 * MINUTE)
    key = activities.key(shift, volunteer)
    signing_up.decide_sign_up(
        actor=owner, **key, approve=False, reason="没有带健康证。", at=shift.starts_at - 5 * MINUTE
    )
    (confirmed,) = factories.confirm(owner, shift, volunteer)
    assert confirmed.refusal.code == "attendance.not_on_roster"
    assert Attendance.objects.get().record_id is None
    assert queries.unconfirmed(owner, shift.organization_id) == []


def test_a_shift_called_off_after_somebody_checked_in_makes_no_record(owner, shift, volunteer, at):
    factories.sign_up(shift, volunteer, at)
    factories.scan(shift, volunteer, "in", shift.starts_at - 20 * MINUTE)
    key = {"organization_id": shift.organization_id, "shift_id": shift.id}
    signing_up.cancel_shift(actor=owner, **key, reason="雷雨黄色预警。", at=shift.starts_at - MINUTE)
    assert code_of(factories.tick, owner, shift, volunteer, "out", shift.ends_at) == "attendance.not_on_roster"


def test_a_request_is_no_place_on_the_roster(owner, organization, volunteer, at):
    shift = activities.public_shift(owner, organization, at, needs_approval=True)
    factories.sign_up(shift, volunteer, at)
    assert code_of(factories.tick, owner, shift, volunteer, "in", shift.starts_at) == "attendance.not_approved"
    signing_up.decide_sign_up(actor=owner, **activities.key(shift, volunteer), approve=True, at=at)
    assert factories.tick(owner, shift, volunteer, "in", shift.starts_at).state == "present"


def test_an_offer_is_no_place_on_the_roster(owner, organization, volunteer, at):
    shift = activities.public_shift(owner, organization, at, places=1)
    factories.sign_up(shift, organizations.person("芒种"), at)
    factories.sign_up(shift, volunteer, at)
    shortly = shift.starts_at - 10 * MINUTE
    key = {"organization_id": shift.organization_id, "shift_id": shift.id}
    planning.change_places(actor=owner, **key, places=2, at=shortly)
    assert code_of(factories.tick, owner, shift, volunteer, "in", shortly) == "attendance.not_accepted"
    signing_up.accept_offer(actor=volunteer, **activities.key(shift, volunteer), at=shortly)
    assert factories.tick(owner, shift, volunteer, "in", shortly).state == "present"


def test_seconds_are_no_service(owner, shift, volunteer, at):
    factories.sign_up(shift, volunteer, at)
    factories.scan(shift, volunteer, "in", shift.starts_at)
    factories.scan(shift, volunteer, "out", shift.starts_at + timedelta(seconds=1))
    (confirmed,) = factories.confirm(owner, shift, volunteer)
    assert confirmed.refusal.code == "record.too_short"


def test_the_id_of_a_scan_is_free_in_another_organization(owner, shift, volunteer, at):
    """Ids are the devices' own: who hears of one cannot block it elsewhere."""
    other = organizations.person("芒种")
    elsewhere = activities.public_shift(
        other,
        organizations.organization(other, at, name="绿岸志愿服务队", uscc="51990000MJ00000023"),
        at,
        shift_changes={"begins_in": timedelta(days=3)},
    )
    for of in (shift, elsewhere):
        factories.sign_up(of, volunteer, at)
        assert factories.scan(of, volunteer, "in", of.starts_at, request_id=volunteer.id).state == "present"


def test_a_refusal_is_made_anew_each_time(shift, volunteer):
    """One object raised again and again would keep the frames of every request that met it."""
    met = []
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            factories.scan(shift, volunteer, "in", shift.starts_at)
        met.append(refused.value)
    assert met[0] is not met[1]


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "somewhere"}, "attendance_state_told"),
        ({"state": "present", "in_at": None}, "attendance_state_told"),
        ({"state": "left"}, "attendance_state_told"),
        ({"state": "absent"}, "attendance_state_told"),
        ({"state": "confirmed", "out_at": "later"}, "attendance_confirmed_by"),
        ({"state": "left", "out_at": "earlier"}, "attendance_out_after_in"),
        ({"confirmed_by": "own"}, "attendance_not_own"),
        ({"volunteer_id": "stranger"}, "attendance_on_roster"),
    ],
)
def test_presence_that_the_database_refuses(shift, volunteer, at, changes, constraint):
    factories.sign_up(shift, volunteer, at)
    factories.scan(shift, volunteer, "in", shift.starts_at)
    meant = {
        "later": shift.ends_at,
        "earlier": shift.starts_at - MINUTE,
        "own": volunteer.id,
        "stranger": organizations.person("芒种").id,
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Attendance.objects.update(**{name: meant.get(value, value) for name, value in changes.items()})
