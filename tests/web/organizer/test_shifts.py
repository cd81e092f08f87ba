from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from tests.web.service import MINUTE, clock, leader, owner, shift, volunteer
from volunteercloud.core import ids
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.attendance import passes
from volunteercloud.domain.attendance.models import Attendance, Scan
from volunteercloud.domain.certificates import actions as certificates
from volunteercloud.domain.certificates.models import Certificate, CertificateRequest
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.records.models import RecordHead, ServiceRecord

__all__ = ["clock", "leader", "owner", "shift", "volunteer"]


@pytest.fixture
def expected(shift, volunteer, clock, at):
    """The volunteer is on the roster, and the shift begins."""
    attendance.sign_up(shift, volunteer, at)
    clock.now = shift.starts_at
    return shift


def address(name, shift, *more):
    return reverse(f"organizer:{name}", args=[shift.organization_id, shift.id, *more])


def step(leader, shift, person, do, **typed):
    sent = {"do": do, "request_id": ids.uuid7()} | typed
    return leader.post(address("roster_step", shift, person.id), sent)


def scan(leader, shift, said, direction="in", **typed):
    sent = {"said": said, "direction": direction, "request_id": ids.uuid7()} | typed
    return leader.post(address("scan_shift", shift), sent)


def test_the_roster_ticks_in_and_out(leader, expected, volunteer, clock):
    assert step(leader, expected, volunteer, "in").url == address("roster", expected)
    clock.now = expected.ends_at
    step(leader, expected, volunteer, "out")
    there = Attendance.objects.get()
    assert (there.in_at, there.out_at, there.in_method) == (expected.starts_at, expected.ends_at, "tick")


def test_pressed_twice_it_is_one_tick(leader, expected, volunteer):
    once = ids.uuid7()
    for _press in range(2):
        step(leader, expected, volunteer, "in", request_id=once)
    assert Scan.objects.count() == 1


def test_what_refuses_a_tick_is_told_on_the_roster(leader, expected, volunteer):
    answer = step(leader, expected, volunteer, "out")
    assert "There is no check-in yet" in leader.get(answer.url).content.decode()


def test_absent_and_yet_there_after_all(leader, expected, volunteer, clock):
    clock.now = expected.starts_at + MINUTE
    step(leader, expected, volunteer, "absent")
    assert Attendance.objects.get().state == "absent"
    step(leader, expected, volunteer, "in")
    assert Attendance.objects.get().state == "present"


def test_a_request_is_approved(leader, owner, organization, volunteer, at):
    asked = activities.public_shift(owner, organization, at, needs_approval=True)
    attendance.sign_up(asked, volunteer, at)
    step(leader, asked, volunteer, "approve")
    assert SignUp.objects.get().state == "confirmed"


def test_the_overview_counts_who_waits_for_an_approval(leader, owner, organization, volunteer, clock, at):
    clock.now = at
    asked = activities.public_shift(owner, organization, at, needs_approval=True)
    attendance.sign_up(asked, volunteer, at)
    overview = reverse("organizer:overview", args=[organization.id])
    before = leader.get(overview).context["seen"]
    assert [(item.kind, item.shift.id, item.number) for item in before.pressing] == [
        ("asking", asked.id, 1),
        ("unfilled", asked.id, 1),
    ]
    step(leader, asked, volunteer, "approve")
    after = leader.get(overview).context["seen"]
    assert ([item.kind for item in after.pressing], after.to_do) == (["unfilled"], before.to_do - 1)


def test_taking_off_needs_a_reason(leader, expected, volunteer, clock, at):
    clock.now = at
    off = address("take_off", expected, volunteer.id)
    assert "Take 小满 off the roster" in leader.get(off).content.decode()
    assert leader.post(off, {"reason": "no"}).context["form"].errors["reason"] == [
        "Say why, in a sentence: the person is told."
    ]
    assert leader.post(off, {"reason": "这一班改了内容"}).url == address("roster", expected)
    assert (SignUp.objects.get().state, SignUp.objects.get().reason) == ("declined", "这一班改了内容")


@pytest.mark.parametrize("said", ["number", "pass", "address"])
def test_a_pass_is_scanned_or_its_number_typed(leader, expected, volunteer, said):
    token = passes.issue_pass(volunteer.id, expected.starts_at)
    spoken = {
        "number": ids.grouped(organizations.number_of(volunteer)).lower(),
        "pass": token,
        "address": f"https://elsewhere.example/s/pass/{token}",
    }
    answer = scan(leader, expected, spoken[said])
    assert (answer.status_code, answer.context["outcome"].name) == (200, "小满")
    assert Attendance.objects.get().state == "present"


@pytest.mark.parametrize(
    "said",
    ["x", "https://example.com/", "A" * 300, "🎫", passes.issue_pass(ids.uuid7(), timezone.now())],
    ids=["letter", "address", "long", "picture", "nobody's pass"],
)
def test_a_forged_or_foreign_code_is_an_outcome_and_no_accident(leader, expected, said):
    answer = scan(leader, expected, said)
    assert answer.status_code == 409
    assert answer.context["outcome"].refusal.code in {"pass.forged", "pass.old", "attendance.not_on_roster"}
    assert not Attendance.objects.exists()


def test_an_old_pass_is_refused(leader, expected, volunteer):
    token = passes.issue_pass(volunteer.id, expected.starts_at - timedelta(hours=25))
    assert scan(leader, expected, token).context["outcome"].refusal.code == "pass.old"


def test_a_scan_sent_twice_is_one_and_a_second_one_changes_nothing(leader, expected, volunteer):
    token = passes.issue_pass(volunteer.id, expected.starts_at)
    once = ids.uuid7()
    assert [scan(leader, expected, token, request_id=once).status_code for _delivery in range(2)] == [200, 200]
    second = scan(leader, expected, token)
    assert (second.status_code, "No change" in second.content.decode()) == (409, True)


def test_nobody_scans_their_own_pass(leader, owner, expected, at):
    attendance.sign_up(expected, owner, at)
    answer = scan(leader, expected, passes.issue_pass(owner.id, expected.starts_at))
    assert answer.context["outcome"].refusal.code == "attendance.own"
    assert step(leader, expected, owner, "in").status_code == 403


def test_a_phones_own_camera_leads_to_the_shift(leader, signed_in, expected, volunteer):
    scanned = reverse("scanned_pass", args=[passes.issue_pass(volunteer.id, expected.starts_at)])
    (one,) = leader.get(scanned).context["expected"]
    assert (one.mine.shift_id, one.direction) == (expected.id, "in")
    assert "This is your own pass" in signed_in(volunteer).get(scanned).content.decode()
    assert signed_in(organizations.person("秋分")).get(scanned).context["expected"] == []


def test_the_code_on_the_screen_is_new_every_half_minute(leader, expected, clock):
    first = leader.get(address("code", expected))
    assert (first.status_code, first.context["seconds_left"]) == (200, 30)
    clock.now += timedelta(seconds=30)
    second = leader.get(address("code_now", expected))
    assert first.context["address"] != second.context["address"]
    assert second.content.decode().startswith('<div class="code-now" data-seconds="30">')


def test_today_with_one_shift_leads_straight_to_the_camera(leader, owner, expected):
    choose = reverse("organizer:scan", args=[expected.organization_id])
    assert leader.get(choose).url == address("scan_shift", expected)
    activities.shift(owner, expected.post, expected.starts_at, begins_in=MINUTE)
    assert len(leader.get(choose).context["shifts"]) == 2


@pytest.mark.parametrize(
    "name", ["roster", "scan_shift", "code", "code_now", "confirm_shift", "scan", "confirm", "certificate_requests"]
)
def test_the_leaders_pages_are_not_for_others(signed_in, expected, volunteer, name):
    arguments = (
        [expected.organization_id]
        if name in {"scan", "confirm", "certificate_requests"}
        else [
            expected.organization_id,
            expected.id,
        ]
    )
    assert signed_in(volunteer).get(reverse(f"organizer:{name}", args=arguments)).status_code == 403


@pytest.fixture
def served(expected, volunteer, clock):
    """The volunteer came and left."""
    attendance.scan(expected, volunteer, "in", expected.starts_at)
    attendance.scan(expected, volunteer, "out", expected.ends_at)
    clock.now = expected.ends_at + 10 * MINUTE
    return expected


def test_one_press_confirms_everybody_and_says_what_became_of_each(leader, owner, served, volunteer, at):
    waiting = leader.get(reverse("organizer:confirm", args=[served.organization_id])).context["shifts"]
    assert [(one.shift.id, one.people) for one in waiting] == [(served.id, 1)]
    attendance.sign_up(served, owner, at)
    attendance.scan(served, owner, "in", served.starts_at)
    attendance.scan(served, owner, "out", served.ends_at)
    page = leader.post(address("confirm_shift", served), {"people": [volunteer.id, owner.id]})
    told = {result.name: result.refusal and result.refusal.code for result in page.context["results"]}
    assert told == {"小满": None, "谷雨": "attendance.own"}
    assert ServiceRecord.objects.get().volunteer_id == volunteer.id


def test_confirming_twice_writes_one_record(leader, served, volunteer):
    for _press in range(2):
        assert leader.post(address("confirm_shift", served), {"people": [volunteer.id]}).status_code == 200
    assert ServiceRecord.objects.count() == 1


@pytest.mark.parametrize("people", [[], ["x"], [ids.uuid7()]])
def test_confirming_nobody_of_the_roster_is_refused(leader, served, people):
    assert leader.post(address("confirm_shift", served), {"people": people, "explanation": ""}).status_code == 422


@pytest.fixture
def recorded(owner, served, volunteer):
    attendance.confirm(owner, served, volunteer)
    return RecordHead.objects.get()


def correction(recorded):
    return reverse("organizer:correct", args=[recorded.organization_id, recorded.volunteer_id, recorded.record_id])


def test_a_correction_is_a_new_version_with_a_reason(leader, recorded):
    page = leader.get(correction(recorded)).content.decode()
    assert 'value="2026-05-18T09:00"' in page
    typed = {"do": "correct", "starts_at": "2026-05-18T09:00", "ends_at": "2026-05-18T10:30", "break_minutes": 0}
    assert list(leader.post(correction(recorded), typed).context["form"].errors) == ["reason"]
    assert leader.post(correction(recorded), typed | {"reason": "提前走了"}).url == correction(recorded)
    assert list(ServiceRecord.objects.order_by("version").values_list("version", "minutes")) == [(1, 120), (2, 90)]


def test_a_record_is_revoked_with_a_reason(leader, recorded):
    assert leader.post(correction(recorded), {"do": "revoke", "revoke-reason": "没有来过"}).url == correction(recorded)
    page = leader.get(correction(recorded))
    assert (page.context["is_valid"], "Revoked: counts nowhere" in page.content.decode()) == (False, True)


def test_a_record_of_another_organization_is_not_found(signed_in, recorded):
    assert signed_in(organizations.person("秋分")).get(correction(recorded)).status_code == 404


@pytest.fixture
def asked(volunteer, recorded, clock):
    return certificates.request_certificate(
        actor=volunteer,
        volunteer_id=volunteer.id,
        organization_id=recorded.organization_id,
        from_on=date(2026, 1, 1),
        to_on=date(2026, 12, 31),
        at=clock.now,
    )


def answering(asked):
    return reverse("organizer:certificate_request", args=[asked.organization_id, asked.id])


def test_the_overview_counts_certificates_asked_for(leader, asked):
    overview = reverse("organizer:overview", args=[asked.organization_id])
    assert leader.get(overview).context["seen"].certificates == 1
    leader.post(answering(asked), {"do": "issue", "head": "清明", "handler": "谷雨", "remarks": ""})
    assert leader.get(overview).context["seen"].certificates == 0


def test_a_certificate_is_issued(leader, asked):
    page = leader.get(answering(asked))
    assert (page.context["records"], page.context["credit_minutes"]) == (1, 120)
    issued = leader.post(answering(asked), {"do": "issue", "head": "清明", "handler": "谷雨", "remarks": ""})
    assert issued.url == reverse("organizer:certificate_requests", args=[asked.organization_id])
    assert Certificate.objects.get().facts["handler"] == "谷雨"
    assert leader.get(answering(asked)).status_code == 404, "answered already"


def test_a_request_is_refused_with_a_reason(leader, asked):
    assert list(leader.post(answering(asked), {"do": "refuse", "reason": ""}).context["refusal"].errors) == ["reason"]
    leader.post(answering(asked), {"do": "refuse", "reason": "请先更正记录"})
    assert (CertificateRequest.objects.get().state, CertificateRequest.objects.get().reason) == (
        "refused",
        "请先更正记录",
    )


def test_a_recorder_corrects_and_does_not_confirm(owner, organization, signed_in, recorded, served):
    recorder = organizations.person("立冬")
    organization_actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(recorder),
        role="recorder",
        at=served.ends_at,
    )
    assert signed_in(recorder).get(correction(recorded)).status_code == 200
    assert signed_in(recorder).get(address("confirm_shift", served)).status_code == 403


@pytest.mark.parametrize(
    ("name", "most"), [("roster", 10), ("scan_shift", 7), ("code", 6), ("code_now", 5), ("confirm_shift", 7)]
)
def test_the_pages_of_a_shift_ask_little_of_the_database(leader, expected, name, most, django_assert_max_num_queries):
    leader.get(address(name, expected))
    with django_assert_max_num_queries(most):
        leader.get(address(name, expected))
