from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories as projects
from tests.web.service import clock
from volunteercloud.domain.activities.actions import publishing, signing_up
from volunteercloud.domain.activities.models import Pause, Series, Shift, SignUp
from volunteercloud.domain.projects.models import Project

__all__ = ["clock"]


def address(name, *args):
    return reverse(f"organizer:{name}", args=args)


def in_days(number):
    return (timezone.localdate() + timedelta(days=number)).isoformat()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def shift(owner, organization, now):
    dates = {"recruits_from": timezone.localdate(), "recruits_to": timezone.localdate() + timedelta(days=90)}
    return activities.public_shift(owner, organization, now, details=dates, needs_approval=True)


@pytest.fixture
def browser(signed_in, owner):
    return signed_in(owner)


def series(post_id, **changes):
    return {
        "post_id": post_id, "weekdays": [1, 2, 3, 4, 5, 6, 7], "every_weeks": 1, "starts": "09:00", "ends": "11:00",
        "places": 3, "from_on": in_days(1), "times": 4, "keeps_holidays": "on", "keeps_workdays": "on",
    } | changes  # fmt: skip


def start(browser, shift, **changes):
    return browser.post(
        address("start_series", shift.organization_id, shift.project_id, shift.activity_id),
        series(shift.post_id, **changes),
    )


def test_a_series_is_started_changed_from_a_day_on_and_ended(browser, shift):
    assert start(browser, shift).status_code == 302
    one = Series.objects.get()
    shifts = list(Shift.objects.exclude(id=shift.id).order_by("starts_at"))
    assert len(shifts) == 4
    moved = {"do": "change", "starts": "14:00", "ends": "16:00", "break_minutes": 0, "places": 3, "reach": "following"}
    browser.post(address("change_shift", shift.organization_id, shifts[1].id), moved)
    hours = [timezone.localtime(row.starts_at).hour for row in Shift.objects.filter(places=3).order_by("starts_at")]
    assert hours == [9, 14, 14, 14]
    page = browser.get(address("series", shift.organization_id, shift.project_id)).content.decode()
    assert "4 shifts ahead" in page
    end = address("end_series", shift.organization_id, shift.project_id, one.id)
    assert browser.post(end, {"from_on": in_days(1), "reason": ""}).status_code == 422
    assert browser.post(end, {"from_on": in_days(1), "reason": "The kitchen moves."}).status_code == 302
    assert Shift.objects.count() == 1


def test_what_cannot_be_is_said_beside_its_field(browser, shift):
    for changes in ({"weekdays": []}, {"from_on": in_days(-1)}, {"places": "many"}, {"to_on": in_days(30)}):
        assert start(browser, shift, **changes).status_code == 422
    assert Series.objects.count() == 0


def test_requests_are_approved_and_people_of_last_time_asked_in_one_press(browser, shift, now):
    people = [organizations.person(name) for name in ("大暑", "小满")]
    for person in people:
        signing_up.sign_up(actor=person, **activities.key(shift, person), at=now)
    overview = browser.get(address("overview", shift.organization_id)).content.decode()
    assert "Approve all" in overview
    approve = address("approve_many", shift.organization_id, shift.id)
    browser.post(approve, {"people": [str(person.id) for person in people]})
    assert set(SignUp.objects.values_list("state", flat=True)) == {"confirmed"}
    start(browser, shift, from_on=in_days(4), times=1)
    later = Shift.objects.exclude(id=shift.id).get()
    assert "Ask the people of last time" in browser.get(address("overview", shift.organization_id)).content.decode()
    asked = browser.post(
        address("copy_roster", shift.organization_id, later.id), {"from_shift_id": shift.id, "how": "ask"}
    )
    assert "Places are kept for 2 people" in asked.content.decode()
    assert SignUp.objects.filter(shift_id=later.id, state="offered").count() == 2


def test_a_project_is_copied_kept_as_a_template_and_begun_from_it(browser, shift):
    browser.post(address("copy_project", shift.organization_id, shift.project_id), {"first_on": ""})
    kept = browser.post(address("keep_template", shift.organization_id, shift.project_id), {"name": "Lunch round"})
    template = Project.objects.get(state="template")
    assert "Lunch round" in browser.get(kept.url).content.decode()
    browser.post(address("copy_project", shift.organization_id, template.id), {"first_on": ""})
    drafts = Project.objects.filter(state="draft")
    assert sorted(drafts.values_list("title", flat=True)) == ["Lunch round", "社区送午餐"]
    browser.post(address("delete_draft", shift.organization_id, template.id))
    assert not Project.objects.filter(state="template").exists()


def test_days_without_service_are_entered_and_taken_back(browser, shift):
    start(browser, shift)
    browser.post(
        address("pauses", shift.organization_id),
        {"from_on": in_days(2), "to_on": in_days(3), "reason": "The hall is painted."},
    )
    assert Shift.objects.exclude(id=shift.id).count() == 2
    browser.post(address("remove_pause", shift.organization_id, Pause.objects.get().id))
    assert Shift.objects.exclude(id=shift.id).count() == 4


def test_the_report_of_a_month_without_records_says_so_and_its_files_open(browser, shift):
    page = browser.get(address("report", shift.organization_id))
    assert "No record in this period" in page.content.decode()
    file = browser.get(address("report_file", shift.organization_id, "people"))
    assert file.content.decode("utf-8-sig").splitlines() == ["Name,Number,Credit hours,Honour hours,Records"]
    assert browser.get(address("report", shift.organization_id) + "?from_on=2026-05-02&to_on=x").status_code == 422
    assert browser.get(address("report_file", shift.organization_id, "secrets")).status_code == 404


def test_there_is_nothing_here_for_strangers(signed_in, shift, organization):
    stranger = signed_in(organizations.person("小满"))
    for name, *args in (
        ("series", shift.project_id),
        ("start_series", shift.project_id, shift.activity_id),
        ("change_shift", shift.id),
        ("copy_roster", shift.id),
        ("copy_project", shift.project_id),
        ("keep_template", shift.project_id),
        ("close_project", shift.project_id),
        ("templates",),
        ("pauses",),
    ):
        assert stranger.get(address(name, organization.id, *args)).status_code == 404
    assert stranger.get(address("report", organization.id)).status_code == 403


def test_a_draft_is_no_series_of_another_project(browser, owner, organization, shift, now):
    other = projects.draft(owner, organization, now)
    wrong = address("start_series", organization.id, other.id, shift.activity_id)
    assert browser.get(wrong).status_code == 404


def test_a_weekly_series_is_published_filled_confirmed_and_reported_on(browser, owner, organization, now, clock):
    """The way of a new coordinator, from a draft to the file for the office."""
    dates = {"recruits_from": timezone.localdate(), "recruits_to": timezone.localdate() + timedelta(days=90)}
    draft = projects.draft(owner, organization, now, **dates)
    post = activities.post(owner, organization, draft, now)
    browser.post(
        address("start_series", organization.id, draft.id, post.activity_id),
        series(post.id, from_on=in_days(1), times=2),
    )
    browser.post(address("submit_project", organization.id, draft.id))
    publishing.decide_project(
        actor=organizations.officer("9901", "寒露"),
        case_id=organizations.waiting_case(draft.id).id,
        decision="approve",
        reason="",
        at=now,
    )
    first, second = Shift.objects.filter(project_id=draft.id).order_by("starts_at")
    person = organizations.person("小满")
    attendance.sign_up(second, person, now)
    attendance.serve(first, person, now)
    clock.now = first.ends_at
    assert "Confirm all" in browser.get(address("overview", organization.id)).content.decode()
    browser.post(address("confirm_shift", organization.id, first.id), {"people": [str(person.id)]})
    day = timezone.localdate(first.starts_at).isoformat()
    file = browser.get(address("report_file", organization.id, "people") + f"?from_on={day}&to_on={day}")
    assert file.content.decode("utf-8-sig").splitlines()[1].split(",")[0] == "小满"
    assert file.content.decode("utf-8-sig").splitlines()[1].split(",")[2:] == ["2.00", "0.00", "1"]
