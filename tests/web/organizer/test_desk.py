"""The check-in desk as its page asks for it, the door, conflicts, and people beside the roster."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.domain.activities import factories as activities
from tests.domain.attendance import desks
from tests.domain.attendance import factories as attendance
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from tests.web.service import MINUTE, clock, leader, owner, shift, volunteer
from volunteercloud.core import ids
from volunteercloud.core.actor import system
from volunteercloud.domain.activities.actions import leading
from volunteercloud.domain.activities.models import ShiftLeader, SignUp, SignUpState
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance.models import Attendance, Conflict, Device, Scan
from volunteercloud.domain.identity.models import Account

__all__ = ["clock", "leader", "owner", "shift", "volunteer"]


@pytest.fixture
def expected(shift, volunteer, clock, at):
    """The volunteer is on the roster, and the shift begins."""
    attendance.sign_up(shift, volunteer, at)
    clock.now = shift.starts_at
    return shift


@pytest.fixture
def colleague(owner, organization, at):
    """Another leader of the organization."""
    return organizations.leader(owner, organization, "立秋", at)


def address(name, shift, *more):
    return reverse(f"organizer:{name}", args=[shift.organization_id, shift.id, *more])


def milliseconds(moment):
    return int(moment.timestamp() * 1000)


def post(browser, name, shift, said):
    return browser.post(address(name, shift), json.dumps(said), content_type="application/json")


def taken(browser, shift, clock, **said):
    asked = {"device_id": str(ids.uuid7()), "clock_ms": milliseconds(clock.now)} | said
    return post(browser, "desk_hand_out", shift, asked)


def brought(browser, shift, clock, device_id, *events):
    said = {"device_id": device_id, "clock_ms": milliseconds(clock.now), "events": events}
    return post(browser, "desk_sync", shift, said)


def event(clock, **said):
    return {
        "id": str(ids.uuid7()), "at_ms": milliseconds(clock.now), "direction": "in", "method": "tick"
    } | said  # fmt: skip


# Taking along, and bringing back


def test_a_roster_is_taken_along(leader, expected, volunteer, clock):
    answer = taken(leader, expected, clock)
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    said = answer.json()
    assert list(said) == ["device_id", "server_ms", "offset_ms", "days", "shift", "roster", "conflicts"]
    (line,) = said["roster"]
    assert (line["name"], line["tail"], line["state"]) == ("小满", line["number"][-4:], "expected")
    assert (line["volunteer_id"], len(line["keys"])) == (str(volunteer.id), len(said["days"]))
    assert {len(key) for key in line["keys"]} == {43}


def test_scans_come_back_once_however_often_they_are_sent(leader, expected, volunteer, clock):
    device = taken(leader, expected, clock).json()["device_id"]
    scan = event(clock, volunteer_id=str(volunteer.id))
    outcomes = []
    for _delivery in range(2):
        said = brought(leader, expected, clock, device, scan).json()
        outcomes.append([(one["id"], one["outcome"]) for one in said["receipts"]])
    assert outcomes == [[(scan["id"], "accepted")], [(scan["id"], "same")]]
    assert [line["state"] for line in said["roster"]] == ["present"]
    assert Scan.objects.count() == 1


def test_a_forged_pass_is_kept_with_words(leader, expected, clock):
    device = taken(leader, expected, clock).json()["device_id"]
    said = brought(leader, expected, clock, device, event(clock, method="pass", **{"pass": "x"})).json()
    (receipt,) = said["receipts"]
    assert (receipt["outcome"], receipt["code"]) == ("conflict", "pass_forged")
    assert receipt["words"] == "The code that was scanned is no pass of Volunteer Cloud."
    assert said["conflicts"] == Conflict.objects.count() == 1


def test_a_device_is_taken_back_where_it_was_handed_out(leader, expected, clock, owner):
    """The way of one shift is no way for a device of another: a kiosk's door leads to its own shift alone."""
    device_id = taken(leader, expected, clock).json()["device_id"]
    other = activities.shift(owner, expected.post, clock.now)
    assert brought(leader, other, clock, device_id).status_code == 404
    assert brought(leader, expected, clock, device_id).status_code == 200


@pytest.mark.parametrize("name", ["desk_hand_out", "desk_sync"])
def test_who_does_not_lead_the_shift_is_told_so_in_words(signed_in, expected, volunteer, clock, name):
    said = {"device_id": str(ids.uuid7()), "clock_ms": milliseconds(clock.now), "events": []}
    anonymous, stranger = post(Client(), name, expected, said), post(signed_in(volunteer), name, expected, said)
    assert (anonymous.status_code, anonymous.json()["code"]) == (401, "not_signed_in")
    assert stranger.status_code == {"desk_hand_out": 403, "desk_sync": 404}[name]
    assert sorted(stranger.json()) == ["code", "words"]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "{}",
        '{"device_id": "x", "clock_ms": 0}',
        '{"device_id": "01a20162-fcbc-7e2a-930d-c290f7e67a44", "clock_ms": -1}',
        '{"device_id": "01a20162-fcbc-7e2a-930d-c290f7e67a44", "clock_ms": 1e300}',
    ],
)
def test_nonsense_is_refused_in_words(leader, expected, said):
    answer = leader.post(address("desk_hand_out", expected), said, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "shape")


def test_a_clock_that_was_changed_needs_another_id(leader, expected, clock):
    device = taken(leader, expected, clock).json()["device_id"]
    assert taken(leader, expected, clock, device_id=device).status_code == 200
    changed = milliseconds(clock.now + timedelta(hours=1))
    refused = taken(leader, expected, clock, device_id=device, clock_ms=changed)
    assert (refused.status_code, refused.json()["code"]) == (409, "device.clock")


def test_a_delivery_asks_the_same_however_large(leader, expected, volunteer, clock, django_assert_max_num_queries):
    device = taken(leader, expected, clock).json()["device_id"]
    scans = [event(clock, volunteer_id=str(volunteer.id)) for _scan in range(60)]
    with django_assert_max_num_queries(45):
        assert len(brought(leader, expected, clock, device, *scans).json()["receipts"]) == 60


# What the browser keeps


def test_the_worker_keeps_files_that_are_there(client, db):
    worker = client.get(reverse("organizer:desk_worker"))
    assert (worker.headers["Service-Worker-Allowed"], worker.headers["Cache-Control"]) == ("/org/", "no-cache")
    first, _newline, program = worker.content.decode().partition("\n")
    shelf = json.loads(first.removeprefix("const SHELF = ").removesuffix(";"))
    assert program == Path(finders.find("js/sw.js")).read_text()
    assert [address for address in shelf["assets"] if not finders.find(address.removeprefix("/static/"))] == []
    assert [client.get(frame).status_code for frame in shelf["shells"].values()] == [200, 200, 200]


@pytest.mark.parametrize("name", ["scan", "kiosk", "choose"])
def test_a_frame_loads_nothing_that_is_not_kept(client, db, name):
    """And it is everybody's: no token, no name, no session."""
    worker = client.get(reverse("organizer:desk_worker")).content.decode()
    frame = client.get(reverse("organizer:desk_frame", args=[name]))
    page = frame.content.decode()
    loaded = set(re.findall(r'(?:src|href|data-jsqr)="(/static/[^"#]+)', page))
    assert {address for address in loaded if f'"{address}"' not in worker} == set()
    assert ("csrfmiddlewaretoken" in page, frame.cookies) == (False, {})


def test_frames_of_other_names_are_not_found(client, db):
    assert client.get(reverse("organizer:desk_frame", args=["roster"])).status_code == 404


def test_the_manifest_names_icons_that_are_there(client, db):
    said = client.get(reverse("organizer:desk_manifest"), headers={"accept-language": "en"}).json()
    assert (said["short_name"], said["start_url"]) == ("Check-in desk", "/org/desk/")
    assert [icon["sizes"] for icon in said["icons"] if finders.find(icon["src"].removeprefix("/static/"))] == [
        "192x192", "512x512", "512x512"
    ]  # fmt: skip


def test_the_installed_desk_opens_at_the_shift_of_today(leader, signed_in, expected, volunteer):
    assert leader.get(reverse("organizer:desk_start")).url == address("scan_shift", expected)
    elsewhere = signed_in(volunteer).get(reverse("organizer:desk_start"))
    assert (elsewhere.status_code, elsewhere.context["shifts"]) == (200, [])


# At the door


@pytest.fixture
def door(leader, expected):
    """The leader's browser after it was put at the door."""
    assert leader.post(address("kiosk_begin", expected)).url == address("kiosk", expected)
    return leader


def test_at_the_door_nobody_is_signed_in_and_scans_are_taken(door, owner, expected, volunteer, clock):
    assert door.get(address("roster", expected)).status_code == 302
    assert door.get(address("kiosk", expected)).status_code == 200
    assert door.get(address("kiosk_code", expected)).context["seconds_left"] == 30
    device = taken(door, expected, clock, kiosk=True).json()["device_id"]
    scan = event(clock, method="kiosk", volunteer_id=str(volunteer.id))
    assert brought(door, expected, clock, device, scan).json()["receipts"][0]["outcome"] == "accepted"
    handed_out = Device.objects.get()
    assert (handed_out.is_kiosk, handed_out.leader_id) == (True, owner.id)
    assert Attendance.objects.get().in_method == "kiosk"


def test_nobody_at_the_door_speaks_for_the_leader(door, expected, volunteer, clock):
    device = taken(door, expected, clock, kiosk=False).json()["device_id"]
    assert Device.objects.get().is_kiosk is True
    stranger = organizations.person("霜降")
    ticked = event(clock, method="tick", volunteer_id=str(volunteer.id))
    added = event(clock, method="tick", volunteer_id=str(stranger.id), added_reason="临时来帮忙。")
    receipts = brought(door, expected, clock, device, ticked, added).json()["receipts"]
    assert [receipt["code"] for receipt in receipts] == ["", "not_on_roster"]
    assert Attendance.objects.get().in_method == "kiosk"
    assert not SignUp.objects.filter(volunteer_id=stranger.id).exists()


def test_the_door_belongs_to_one_shift(door, owner, organization, expected, clock, at):
    cookie = door.cookies["kiosk"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (address("roster", expected), True, "Strict")
    other = expected.__class__(organization_id=expected.organization_id, id=ids.uuid7())
    assert taken(door, other, clock).status_code == 401
    assert door.get(address("kiosk", other)).url == address("scan_shift", other)


def test_a_forged_or_old_door_opens_nothing(door, expected, owner, clock):
    signed = door.cookies["kiosk"].value
    door.cookies["kiosk"] = signed[:-2] + "xx"
    assert taken(door, expected, clock).status_code == 401
    door.cookies["kiosk"] = signed
    assert taken(door, expected, clock).status_code == 200
    account = Account.objects.get(id=owner.id)
    account.set_password("another-spring-2026")
    account.save()
    assert taken(door, expected, clock).status_code == 401


def test_only_a_leader_leaves_the_door(door, signed_in, expected, owner, volunteer):
    page = door.get(address("kiosk_leave", expected)).content.decode()
    assert re.findall(r'<a [^>]*href="([^"]+)"', page.split("</head>")[1]) == ["#main", address("kiosk", expected)]
    stranger = signed_in(volunteer)
    stranger.cookies["kiosk"] = door.cookies["kiosk"].value
    assert stranger.get(address("kiosk_left", expected)).url == address("kiosk", expected)
    assert stranger.get(reverse("organizer:desk_start")).status_code == 302, "signed out again"
    back = signed_in(owner)
    back.cookies["kiosk"] = door.cookies["kiosk"].value
    answer = back.get(address("kiosk_left", expected))
    assert (answer.url, answer.cookies["kiosk"].value) == (address("scan_shift", expected), "")


def test_who_does_not_lead_puts_nothing_at_the_door(signed_in, expected, volunteer):
    assert signed_in(volunteer).post(address("kiosk_begin", expected)).status_code == 403


# Conflicts


@pytest.fixture
def conflict(owner, expected, volunteer):
    """A pass that is none, brought by a desk."""
    desk = desks.hand_out(owner, expected)
    forged = desk.scan(volunteer, "in", expected.starts_at, method="pass", volunteer_id=None, pass_token="x")
    desk.deliver([forged], expected.starts_at + MINUTE)
    return Conflict.objects.get()


def decide(browser, conflict, decision, note):
    key = str(conflict.id)
    said = {"conflict": key, f"{key}-decision": decision, f"{key}-note": note}
    return browser.post(address("conflicts", conflict.shift), said)


def test_a_conflict_is_counted_listed_and_decided(leader, conflict):
    assert leader.get(address("roster", conflict.shift)).context["conflicts"] == 1
    page = leader.get(address("conflicts", conflict.shift))
    assert [case.conflict for case in page.context["cases"]] == [conflict]
    assert "The code that was scanned is no pass of Volunteer Cloud." in page.content.decode()
    refused = decide(leader, conflict, "dismiss", "")
    assert (refused.status_code, list(refused.context["cases"][0].form.errors)) == (422, ["note"])
    assert decide(leader, conflict, "dismiss", "拿错了截图").url == address("conflicts", conflict.shift)
    page = leader.get(address("conflicts", conflict.shift))
    assert (page.context["cases"], [one.note for one in page.context["decided"]]) == ([], ["拿错了截图"])
    assert leader.get(address("roster", conflict.shift)).context["conflicts"] == 0


def test_the_overview_counts_scans_to_decide(leader, conflict):
    overview = reverse("organizer:overview", args=[conflict.organization_id])
    before = leader.get(overview).context["seen"]
    assert [(shift.id, number) for shift, number in before.unfitting] == [(conflict.shift_id, 1)]
    decide(leader, conflict, "dismiss", "拿错了截图")
    after = leader.get(overview).context["seen"]
    assert (after.unfitting, after.to_do) == ([], before.to_do - 1)


def test_what_cannot_be_accepted_says_why_beside_it(leader, conflict):
    refused = decide(leader, conflict, "accept", "就是他")
    (case,) = refused.context["cases"]
    assert (refused.status_code, len(case.form.non_field_errors())) == (422, 1)


def test_of_two_times_one_counts(leader, owner, expected, volunteer):
    desk = desks.hand_out(owner, expected)
    came = expected.starts_at + 5 * MINUTE
    changed = timedelta(minutes=30)
    desk.deliver([desk.scan(volunteer, "in", came)], came + MINUTE, device_clock=came + MINUTE + changed)
    conflict = Conflict.objects.get()
    assert sorted([conflict.at, conflict.other_at]) == [came - changed, came]
    key = str(conflict.id)
    said = {"conflict": key, f"{key}-decision": "accept", f"{key}-note": "看过表", f"{key}-counts_at": came.isoformat()}
    assert leader.post(address("conflicts", expected), said).status_code == 302
    assert Attendance.objects.get().in_at == came


@pytest.mark.parametrize("key", ["", "x", str(ids.uuid7())], ids=["none", "no id", "nobody's"])
def test_a_conflict_that_is_not_there(leader, expected, key):
    said = {"conflict": key, f"{key}-decision": "dismiss", f"{key}-note": "没有"}
    assert leader.post(address("conflicts", expected), said).status_code == 404


# People beside those who signed up


def test_somebody_is_added_with_a_reason_that_stays_visible(leader, expected, clock, at):
    came_along = identity.person(at, name="夏至", sequence=77)
    typed = {"number": ids.grouped(organizations.number_of(came_along)), "reason": "陪同学一起来"}
    assert leader.post(address("add_to_roster", expected), typed).url == address("roster", expected)
    added = SignUp.objects.get(volunteer_id=came_along.id)
    assert (added.state, added.added_reason) == (SignUpState.CONFIRMED, "陪同学一起来")
    assert "Added by 谷雨: 陪同学一起来" in leader.get(address("roster", expected)).content.decode()


@pytest.mark.parametrize(
    ("number", "reason", "wrong"),
    [("V2345 6789 ABCD", "陪同学一起来", "number"), ("", "陪同学一起来", "number"), (None, "x", "reason")],
)
def test_adding_needs_a_person_and_a_reason(leader, expected, at, number, reason, wrong):
    number = organizations.number_of(identity.person(at, name="夏至", sequence=77)) if number is None else number
    refused = leader.post(address("add_to_roster", expected), {"number": number, "reason": reason})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [wrong])


def test_only_coordinators_make_room(leader, signed_in, colleague, expected):
    assert "makes_room" in leader.get(address("add_to_roster", expected)).context["form"].fields
    assert "makes_room" not in signed_in(colleague).get(address("add_to_roster", expected)).context["form"].fields


def test_a_shift_is_handed_over(signed_in, owner, colleague, expected, clock):
    leading.name_leader(
        actor=owner,
        organization_id=expected.organization_id,
        shift_id=expected.id,
        person_id=colleague.id,
        at=clock.now,
    )
    browser = signed_in(colleague)
    assert list(browser.post(address("leaders", expected), {"do": "hand-over"}).context["form"].errors) == [
        "to_person_id"
    ]
    answer = browser.post(address("leaders", expected), {"do": "hand-over", "to_person_id": str(owner.id)})
    assert answer.url == reverse("organizer:scan", args=[expected.organization_id])
    assert browser.get(address("roster", expected)).status_code == 403


def test_a_coordinator_names_and_relieves(leader, colleague, expected):
    assert (
        leader.post(address("leaders", expected), {"do": "name", "to_person_id": str(colleague.id)}).status_code == 302
    )
    assert [one.name for one in leader.get(address("leaders", expected)).context["named"]] == ["立秋"]
    assert leader.post(address("relieve", expected, colleague.id)).url == address("leaders", expected)
    assert leader.get(address("leaders", expected)).context["named"] == []
    assert ShiftLeader.objects.get().until is not None


# Times before they are confirmed


@pytest.fixture
def forgotten(owner, expected, volunteer, clock):
    """Checked in, never out, and closed at the end of the shift."""
    attendance.tick(owner, expected, volunteer, "in", expected.starts_at + timedelta(seconds=20))
    clock.now = expected.ends_at + timedelta(days=1)
    attendance_actions.close_forgotten(
        actor=system("closing"), organization_id=expected.organization_id, shift_id=expected.id, at=clock.now
    )
    return expected


def test_a_forgotten_check_out_is_marked_and_its_time_corrected(leader, forgotten, volunteer):
    page = leader.get(address("confirm_shift", forgotten)).content.decode()
    assert "Did not check out; the end of the shift was taken" in page
    form = leader.get(address("times", forgotten, volunteer.id)).context["form"]
    shown = {name: form[name].value().strftime("%Y-%m-%dT%H:%M") for name in ("in_at", "out_at")}
    left = timezone.localtime(forgotten.ends_at - 30 * MINUTE).strftime("%Y-%m-%dT%H:%M")
    typed = shown | {"out_at": left, "reason": "提前半小时走的"}
    assert leader.post(address("times", forgotten, volunteer.id), typed).url == address("confirm_shift", forgotten)
    there = Attendance.objects.get()
    assert (there.out_at, there.out_method) == (forgotten.ends_at - 30 * MINUTE, "set")
    assert (there.in_at.second, there.in_method) == (20, "tick"), "what was left as it stood keeps its scan"


def test_times_need_a_reason(leader, forgotten, volunteer):
    there = Attendance.objects.get()
    typed = {"in_at": there.in_at.isoformat(), "out_at": (there.out_at - 30 * MINUTE).isoformat(), "reason": ""}
    refused = leader.post(address("times", forgotten, volunteer.id), typed)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])


@pytest.mark.parametrize(
    ("name", "most"), [("roster", 10), ("conflicts", 10), ("add_to_roster", 9), ("leaders", 10), ("confirm_shift", 7)]
)
def test_the_pages_of_the_desk_ask_little_of_the_database(leader, conflict, name, most, django_assert_max_num_queries):
    leader.get(address(name, conflict.shift))
    with django_assert_max_num_queries(most):
        leader.get(address(name, conflict.shift))


@pytest.mark.parametrize("name", ["scan_shift", "conflicts", "add_to_roster", "leaders"])
def test_the_pages_of_the_desk_are_not_for_others(signed_in, expected, volunteer, name):
    assert signed_in(volunteer).get(address(name, expected)).status_code == 403
