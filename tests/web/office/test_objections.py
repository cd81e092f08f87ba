from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.objections import factories as objections
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.objections.models import Objection
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.web import answers


@pytest.fixture
def volunteer(owner):
    return organizations.person("小满")


@pytest.fixture
def later(owner, organization, volunteer, at, monkeypatch):
    shift = activities.public_shift(owner, organization, at)
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    moment = shift.ends_at + timedelta(days=1)
    monkeypatch.setattr(answers, "reader_now", lambda: moment)
    return moment


@pytest.fixture
def case(owner, volunteer, later):
    head = RecordHead.objects.get()
    return objections.case_of(objections.answered(owner, objections.raised(volunteer, head, later), later))


@pytest.fixture
def address(case):
    return reverse("office:objection_case", args=[case.id])


def test_the_queue_leads_to_the_objection(browser, case, address):
    queue = browser.get(reverse("office:queue"), {"kind": "objection"})
    assert [row.id for row, *_words in queue.context["rows"]] == [case.id]
    assert address in queue.content.decode()
    assert browser.get(reverse("office:case", args=[case.id])).url == address


def test_the_queue_marks_what_is_overdue(browser, case, monkeypatch):
    page = reverse("office:queue")
    assert "overdue for" not in browser.get(page).content.decode()
    monkeypatch.setattr(answers, "reader_now", lambda: case.due_at + timedelta(seconds=1))
    assert "overdue for" in browser.get(page).content.decode()


def test_a_decision_needs_a_reason_and_keeps_what_was_typed(browser, address):
    refused = browser.post(address, {"outcome": "voided", "reason": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert refused.context["form"]["outcome"].value() == "voided"
    decided = browser.post(address, {"outcome": "voided", "reason": "没有人见到他。"})
    assert decided.url == reverse("office:queue")
    assert (Objection.objects.get().state, RecordHead.objects.get().standing) == ("decided", "revoked")
    assert browser.get(address).context["is_waiting"] is False


def test_the_second_officer_is_told_who_was_first(browser, signed_in, address):
    other = signed_in(organizations.officer("99", "寒露"))
    browser.post(address, {"outcome": "voided", "reason": "没有人见到他。"})
    late = other.post(address, {"outcome": "dismissed", "reason": "有人见到他。"})
    assert late.status_code == 422
    assert RecordHead.objects.get().standing == "revoked"


def test_officers_elsewhere_find_nothing(signed_in, address, case, volunteer):
    elsewhere = signed_in(organizations.officer("990102", "立秋"))
    head = RecordHead.objects.get()
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(address, {"outcome": "voided", "reason": "没有人见到他。"}).status_code == 404
    assert elsewhere.get(reverse("office:objection", args=[volunteer.id, case.subject_id])).status_code == 404
    assert elsewhere.get(reverse("office:object_to", args=[volunteer.id, head.record_id])).status_code == 404
    assert elsewhere.get(reverse("office:records", args=[volunteer.id])).status_code == 404


def test_an_officer_objects_and_takes_it_back(browser, volunteer, later):
    head = RecordHead.objects.get()
    object_to = reverse("office:object_to", args=[volunteer.id, head.record_id])
    assert object_to in browser.get(reverse("office:records", args=[volunteer.id])).content.decode()
    assert browser.get(object_to).status_code == 200
    sent = browser.post(object_to, {"wish": "void", "grounds": "扫码设备在三十公里以外。"})
    objection = Objection.objects.get()
    assert sent.url == reverse("office:objection", args=[volunteer.id, objection.id])
    assert browser.get(sent.url).context["can_withdraw"]
    browser.post(reverse("office:withdraw_objection", args=[volunteer.id, objection.id]))
    assert Objection.objects.get().state == "withdrawn"
