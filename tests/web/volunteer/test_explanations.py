"""What the rules say of a record, qualifications, kinds of time and cover: as people read it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from volunteercloud.domain.identity.models import Qualification
from volunteercloud.domain.records.models import RecordHead

QUALIFICATIONS = reverse("volunteer:qualifications")
FIRST_AID = {"name": "急救员证", "valid_from": "2026-01-01", "valid_to": ""}


@pytest.fixture
def trained(owner, organization, volunteer, at, clock):
    """Two hours of training, just confirmed."""
    shift = activities.public_shift(owner, organization, at, time_kind="training")
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.now = shift.ends_at + timedelta(minutes=20)
    return RecordHead.objects.get()


def test_a_record_is_explained_rule_by_rule(browser, trained):
    words = browser.get(reverse("volunteer:record", args=[trained.record_id])).content.decode()
    assert "Nobody is in two places: no other record of the person, in any organization, overlaps this time." in words
    assert "Other records compared: 0" in words
    assert "Record and Certificate Measures, MCA order 67 (2020): who organizes, records" in words
    assert "kept apart, neither credit nor honour hours" in words


def test_other_kinds_of_time_are_shown_apart(browser, trained):
    page = browser.get(reverse("volunteer:my_service"))
    assert (page.context["totals"].credit_minutes, page.context["totals"].by_kind) == (0, {"training": 120})
    assert "Kept apart from these hours: training 2 hours" in " ".join(page.content.decode().split())


def test_a_qualification_is_stated_and_withdrawn(browser, volunteer):
    assert browser.post(QUALIFICATIONS, FIRST_AID).url == QUALIFICATIONS
    assert "original not seen yet" in browser.get(QUALIFICATIONS).content.decode()
    browser.post(reverse("volunteer:withdraw_qualification", args=[Qualification.objects.get().id]))
    assert "original not seen yet" not in browser.get(QUALIFICATIONS).content.decode()


@pytest.mark.parametrize(
    "typed", [{"name": " "}, {"name": "x" * 101}, {"valid_from": "gestern"}, {"valid_to": "2025-12-31"}]
)
def test_what_cannot_be_is_said_at_its_field(browser, typed):
    page = browser.post(QUALIFICATIONS, FIRST_AID | typed)
    assert list(page.context["form"].errors) == list(typed)
    assert Qualification.objects.count() == 0


def test_markup_in_a_qualification_is_text(browser):
    browser.post(QUALIFICATIONS, FIRST_AID | {"name": "<script>alert(1)</script>"})
    assert "<script>alert" not in browser.get(QUALIFICATIONS).content.decode()


def test_a_leader_notes_the_original_on_the_shifts_page(leader, browser, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    browser.post(QUALIFICATIONS, FIRST_AID)
    listed = reverse("organizer:originals", args=[shift.organization_id, shift.id])
    assert "I have seen the original" in leader.get(listed).content.decode()
    noted = reverse(
        "organizer:original_seen",
        args=[shift.organization_id, shift.id, volunteer.id, Qualification.objects.get().id],
    )
    assert leader.post(noted).url == listed
    assert "original seen by 谷雨" in leader.get(listed).content.decode()
    assert (browser.get(listed).status_code, browser.post(noted).status_code) == (403, 403)


def test_a_dangerous_project_says_what_covers_people(owner, organization, browser, at):
    cover = {"is_dangerous": True, "policy_number": "保-2026-7", "policy_from": date(2026, 1, 1)}
    shift = activities.public_shift(owner, organization, at, details=cover)
    page = browser.get(reverse("volunteer:project", args=[shift.organization_id, shift.project_id]))
    assert "Covered by policy 保-2026-7" in page.content.decode()
