"""Taking a roster along, and calling a device back."""

import hashlib
import hmac
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest

from tests.domain.attendance import desks, factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.attendance import actions, passes, queries
from volunteercloud.domain.attendance.models import Device
from volunteercloud.domain.audit.models import Entry

HOUR = timedelta(hours=1)


@pytest.fixture
def expected(shift, volunteer, at):
    factories.sign_up(shift, volunteer, at)
    return volunteer


@pytest.fixture
def said(owner, shift):
    at = shift.starts_at - HOUR
    return {
        "actor": owner,
        "organization_id": shift.organization_id,
        "shift_id": shift.id,
        "device_id": ids.uuid7(),
        "device_clock": at + timedelta(hours=7),
        "at": at,
    }


def code_of(**said):
    with pytest.raises(Refused) as refused:
        actions.hand_out(**said)
    return refused.value.code


def test_a_device_takes_the_roster_along(said, expected, shift):
    snapshot = actions.hand_out(**said)
    (line,) = snapshot.lines
    assert (line.volunteer_id, line.name, line.state, line.tail) == (
        expected.id,
        "小满",
        "expected",
        organizations.number_of(expected)[-4:],
    )
    assert snapshot.device.offset_ms == 7 * 3_600_000
    assert snapshot.check_in_from == shift.starts_at - timedelta(minutes=30)
    assert len(line.keys) == len(snapshot.days)
    assert Entry.objects.get(name="attendance.handed_out").facts["offset_ms"] == 7 * 3_600_000


@pytest.mark.parametrize("age", [timedelta(0), timedelta(hours=23), timedelta(minutes=61)])
def test_the_keys_check_any_pass_that_can_be_shown(said, expected, shift, age):
    """The bytes as docs/decisions/0014 tells them to the browser."""
    snapshot = actions.hand_out(**said)
    token = passes.issue_pass(expected.id, shift.ends_at - age)
    raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    payload, tag = raw[:20], raw[20:]
    day = int.from_bytes(payload[16:]) // 86_400
    key = dict(zip(snapshot.days, snapshot.lines[0].keys, strict=True))[day]
    assert (len(token), len(key), payload[:16]) == (40, 32, expected.id.bytes)
    assert hmac.digest(key, payload, hashlib.sha256)[:10] == tag


def test_a_key_of_one_person_or_day_checks_no_other_pass(expected, shift):
    token = passes.issue_pass(expected.id, shift.starts_at)
    day = int(shift.starts_at.timestamp()) // 86_400
    keys = {passes.key_of_day(who, when) for who in (expected.id, ids.uuid7()) for when in (day, day + 1)}
    raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    fits = [key for key in keys if hmac.digest(key, raw[:20], hashlib.sha256)[:10] == raw[20:]]
    assert fits == [passes.key_of_day(expected.id, day)]


def test_only_who_holds_a_place_goes_along(said, expected, shift, at):
    other = organizations.person("芒种")
    factories.sign_up(shift, other, at)
    signing_up.cancel_sign_up(
        actor=other, organization_id=shift.organization_id, shift_id=shift.id, volunteer_id=other.id, at=at
    )
    assert [line.name for line in actions.hand_out(**said).lines] == ["小满"]


def test_asked_again_the_roster_is_fresh_and_the_clock_stays(said, expected, shift):
    actions.hand_out(**said)
    factories.scan(shift, expected, "in", shift.starts_at)
    later = {"at": shift.starts_at, "device_clock": shift.starts_at + timedelta(hours=7, seconds=90)}
    again = actions.hand_out(**said | later)
    assert again.lines[0].state == "present"
    assert Device.objects.get().offset_ms == 7 * 3_600_000
    assert Entry.objects.filter(name="attendance.handed_out").count() == 1


def test_an_id_stands_for_one_clock_one_leader_and_one_shift(said, owner, organization, shift, at):
    actions.hand_out(**said)
    assert code_of(**said | {"device_clock": said["at"]}) == "device.clock"
    other = organizations.leader(owner, organization, "芒种", at)
    assert code_of(**said | {"actor": other}) == "device.taken"
    actions.revoke_device(
        actor=other, organization_id=shift.organization_id, device_id=said["device_id"], at=said["at"]
    )
    assert code_of(**said) == "device.revoked"


def test_a_clock_that_is_years_away_is_set_first(said):
    assert code_of(**said | {"device_clock": said["at"] - timedelta(days=20_000)}) == "device.clock_unset"


def test_strangers_take_nothing_along_and_call_nothing_back(said, volunteer, shift):
    with pytest.raises(NotAllowed):
        actions.hand_out(**said | {"actor": volunteer})
    with pytest.raises(NotFound):
        actions.hand_out(**said | {"shift_id": ids.uuid7()})
    actions.hand_out(**said)
    key = {"organization_id": shift.organization_id, "device_id": said["device_id"], "at": said["at"]}
    with pytest.raises(NotAllowed):
        actions.revoke_device(actor=volunteer, **key)
    with pytest.raises(NotFound):
        actions.revoke_device(actor=volunteer, **key | {"device_id": ids.uuid7()})
    with pytest.raises(NotAllowed):
        queries.devices(volunteer, shift.organization_id, shift.id)


def test_a_cancelled_shift_is_not_taken_along(said, owner, shift, at):
    signing_up.cancel_shift(
        actor=owner, organization_id=shift.organization_id, shift_id=shift.id, reason="暴雨红色预警。", at=at
    )
    assert code_of(**said) == "device.cancelled"


def test_devices_of_a_shift_are_told_to_its_leader(owner, shift):
    first, second = desks.hand_out(owner, shift), desks.hand_out(owner, shift, at=shift.starts_at)
    assert [device.id for device in queries.devices(owner, shift.organization_id, shift.id)] == [second.id, first.id]


def test_the_snapshot_asks_a_constant_number_of_statements(said, shift, at, django_assert_num_queries):
    for number in range(2):
        factories.sign_up(shift, organizations.person(f"立春{number}"), at)
    actions.hand_out(**said)
    # shift, leads, device, leads, roster, attendance, conflicts; SAVEPOINT and RELEASE of the test and of the look-up
    with django_assert_num_queries(7 + 2):
        actions.hand_out(**said)
