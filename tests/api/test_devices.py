"""Check-in desks by the API: taking along, bringing back, deciding, leading; and what a program may get wrong."""

from base64 import urlsafe_b64decode
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.domain.attendance import passes
from volunteercloud.domain.attendance.models import Attendance

HOUR = timedelta(hours=1)


def milliseconds(moment):
    return round(moment.timestamp() * 1000)


@pytest.fixture
def leader(owner, as_):
    return as_(owner)


@pytest.fixture
def spot(shift, volunteer, at, clock):
    attendance.sign_up(shift, volunteer, at)
    clock.at = shift.starts_at - HOUR
    return f"/organizations/{shift.organization_id}/shifts/{shift.id}"


@pytest.fixture
def home(organization):
    return f"/organizations/{organization.id}"


@pytest.fixture
def device(leader, spot, clock):
    said = {"device_id": str(uuid4()), "clock_ms": milliseconds(clock.at)}
    assert leader.post(f"{spot}/desk/hand-out", said).status_code == 200
    return said["device_id"]


@pytest.fixture
def deliver(leader, home, device, clock):
    def delivered(*events, **changes):
        said = {"device_id": device, "clock_ms": milliseconds(clock.at), "events": events}
        return leader.post(f"{home}/desk/sync", said | changes)

    return delivered


def scan(volunteer, at, direction="in", **changes):
    return {
        "id": str(uuid4()),
        "at_ms": milliseconds(at),
        "direction": direction,
        "method": "tick",
        "volunteer_id": str(volunteer.id),
    } | changes


def test_a_roster_is_taken_along(leader, spot, shift, volunteer, clock):
    said = {"device_id": str(uuid4()), "clock_ms": milliseconds(clock.at) + 5000, "kiosk": True}
    answer = leader.post(f"{spot}/desk/hand-out", said)
    taken = answer.json()
    assert (answer.status_code, taken["offset_ms"], taken["server_ms"]) == (200, 5000, milliseconds(clock.at))
    (line,) = taken["roster"]
    keys = [urlsafe_b64decode(key + "=") for key in line.pop("keys")]
    assert keys == [passes.key_of_day(volunteer.id, day) for day in taken["days"]]
    number = organizations.number_of(volunteer)
    assert line == {
        "volunteer_id": str(volunteer.id),
        "name": "小满",
        "number": number,
        "tail": number[-4:],
        "sign_up": "confirmed",
        "state": "expected",
        "in_at": None,
        "out_at": None,
        "added_reason": "",
    }
    (row,) = leader.get(f"{spot}/desk/devices").json()
    assert (row["id"], row["is_kiosk"], row["leader_name"]) == (said["device_id"], True, "谷雨")


def test_scans_are_brought_back_and_decided(leader, spot, home, deliver, shift, volunteer, clock):
    clock.at = shift.ends_at + HOUR
    token = passes.issue_pass(volunteer.id, shift.starts_at)
    events = [
        scan(volunteer, shift.starts_at, volunteer_id=None, method="pass", **{"pass": token}),
        scan(volunteer, shift.starts_at - timedelta(minutes=45)),
        scan(volunteer, shift.ends_at, "out", volunteer_id=None, number=organizations.number_of(volunteer)),
    ]
    answer = deliver(*events)
    told = answer.json()
    assert [(one["outcome"], one["code"]) for one in told["receipts"]] == [
        ("accepted", ""),
        ("conflict", "window"),
        ("accepted", ""),
    ]
    assert (told["roster"][0]["state"], told["conflicts"]) == ("left", 1)
    again = deliver(*events).json()
    assert [one["outcome"] for one in again["receipts"]] == ["same"] * 3

    (waiting,) = leader.get(f"{spot}/conflicts").json()["items"]
    assert leader.get(f"{home}/conflicts").json()["items"] == [waiting]
    assert waiting["words"] == "This scan was made outside the time in which one checks in and out."
    decision = f"{home}/conflicts/{waiting['id']}/decision"
    assert leader.post(decision, {"accept": True, "note": ""}).json()["code"] == "conflict.note"
    decided = leader.post(decision, {"accept": False, "note": "误扫。"}).json()
    assert (decided["state"], decided["decided_by_name"], decided["note"]) == ("dismissed", "谷雨", "误扫。")
    assert leader.get(f"{spot}/conflicts").json() == {"items": [], "next": None}
    (settled,) = leader.get(f"{spot}/conflicts?decided=true").json()["items"]
    assert settled["id"] == waiting["id"]


def test_a_device_is_called_back(leader, home, device, deliver, shift, volunteer, clock):
    assert leader.post(f"{home}/desk/devices/{device}/revoke").json()["revoked_at"] is not None
    clock.at = shift.ends_at
    (receipt,) = deliver(scan(volunteer, shift.starts_at)).json()["receipts"]
    assert (receipt["outcome"], receipt["code"]) == ("conflict", "revoked")


@pytest.mark.parametrize(
    "changes",
    [
        {"volunteer_id": None},
        {"number": "V"},
        {"pass": "x"},
        {"direction": "up"},
        {"method": "code"},
        {"at_ms": -1},
        {"at_ms": 10**15},
        {"id": "1"},
        {"number": "V" * 101, "volunteer_id": None},
    ],
)
def test_what_is_no_scan_is_told_and_nothing_is_kept(deliver, shift, volunteer, clock, changes):
    clock.at = shift.ends_at
    good = scan(volunteer, shift.starts_at)
    assert deliver(good, scan(volunteer, shift.starts_at) | changes).status_code == 422
    assert Attendance.objects.count() == 0


def test_too_many_and_unknown_devices(deliver, shift, volunteer, clock):
    clock.at = shift.ends_at
    assert deliver(*[scan(volunteer, shift.starts_at)] * 2001).status_code == 422
    assert deliver(device_id=str(ids.uuid7())).status_code == 404
    assert deliver(clock_ms=0).json()["code"] == "device.clock_unset"


def test_somebody_is_put_on_the_roster(leader, spot, shift, clock):
    somebody = organizations.person("芒种")
    number = organizations.number_of(somebody)
    clock.at = shift.starts_at
    reason = {"reason": "现场临时增援。"}
    added = leader.post(f"{spot}/people", {"number": number} | reason)
    assert (added.status_code, added.json()["volunteer_name"], added.json()["added_reason"]) == (
        200,
        "芒种",
        "现场临时增援。",
    )
    rows = {row["volunteer_id"]: row for row in leader.get(f"{spot}/roster").json()}
    assert (rows[str(somebody.id)]["added_by_name"], rows[str(somebody.id)]["added_reason"]) == (
        "谷雨",
        "现场临时增援。",
    )
    other = str(organizations.person("夏至").id)
    assert leader.post(f"{spot}/people", {"volunteer_id": other} | reason).json()["code"] == "shift.full"
    for wrong in ({}, {"number": number, "volunteer_id": other}):
        assert leader.post(f"{spot}/people", wrong | reason).status_code == 422
    assert leader.post(f"{spot}/people", {"number": "V23"} | reason).status_code == 404


def test_a_shift_is_led_and_handed_over(owner, organization, leader, spot, as_, at):
    first = organizations.leader(owner, organization, "芒种", at)
    second = organizations.leader(owner, organization, "夏至", at)
    named = leader.post(f"{spot}/leaders", {"person_id": str(first.id)})
    assert (named.status_code, named.json()["name"]) == (200, "芒种")
    assert as_(second).get(f"{spot}/roster").status_code == 403
    assert as_(first).post(f"{spot}/hand-over", {"person_id": str(second.id)}).json()["name"] == "夏至"
    assert as_(second).get(f"{spot}/roster").status_code == 200
    assert [row["until"] is None for row in leader.get(f"{spot}/leaders").json()] == [False, True]
    assert leader.delete(f"{spot}/leaders/{second.id}").status_code == 200
    assert as_(first).get(f"{spot}/roster").status_code == 200


def test_times_are_stated(leader, spot, shift, volunteer, clock):
    attendance.scan(shift, volunteer, "in", shift.starts_at)
    clock.at = shift.ends_at
    said = {"in_at": shift.starts_at.isoformat(), "out_at": (shift.ends_at - HOUR).isoformat(), "reason": "提前离开。"}
    stated = leader.put(f"{spot}/people/{volunteer.id}/times", said)
    assert (stated.status_code, stated.json()["out_method"], stated.json()["state"]) == (200, "set", "left")
    refused = leader.put(f"{spot}/people/{volunteer.id}/times", said | {"reason": "忘"})
    assert refused.json()["code"] == "attendance.set_reason"
