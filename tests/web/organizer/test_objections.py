from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.objections import factories as objections
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.objections.models import Objection, Outcome
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Role
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.web import answers


@pytest.fixture
def shift(owner, organization, at):
    return activities.public_shift(owner, organization, at)


@pytest.fixture
def volunteer(owner):
    return organizations.person("小满")


@pytest.fixture
def head(owner, shift, volunteer, at, monkeypatch):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    monkeypatch.setattr(answers, "reader_now", lambda: shift.ends_at + timedelta(days=1))
    return RecordHead.objects.get()


@pytest.fixture
def raised(volunteer, head):
    return objections.raised(volunteer, head, answers.reader_now())


@pytest.fixture
def address(raised):
    return reverse("organizer:objection", args=[raised.organization_id, raised.id])


def state():
    return Objection.objects.get().state


def test_what_waits_stands_in_the_week_and_in_the_list(browser, organization, raised, address):
    overview = browser.get(reverse("organizer:overview", args=[organization.id]))
    assert (overview.context["seen"].objections, overview.context["seen"].to_do) == (1, 1)
    listed = browser.get(reverse("organizer:objections", args=[organization.id]))
    assert address in listed.content.decode()
    correct = browser.get(reverse("organizer:correct", args=[organization.id, raised.volunteer_id, raised.record_id]))
    assert address in correct.content.decode()


def test_an_answer_sends_it_to_an_officer(browser, address):
    refused = browser.post(address, {"do": "answer", "answer": "嗯"})
    assert (refused.status_code, list(refused.context["answer"].errors)) == (422, ["answer"])
    assert browser.post(address, {"do": "answer", "answer": "我们看过签退。"}).url == address
    assert state() == "referred"


def test_the_record_is_changed_from_the_page(browser, address, head):
    sent = {
        "do": "settle",
        "settle-outcome": "corrected",
        "settle-starts_at": "2026-05-18T09:00",
        "settle-ends_at": "2026-05-18T10:00",
        "settle-answer": "只来了一小时。",
    }
    refused = browser.post(address, sent | {"settle-ends_at": "2026-05-18T08:00"})
    assert (refused.status_code, list(refused.context["settlement"].errors)) == (422, ["ends_at"])
    assert browser.post(address, sent).url == address
    assert (state(), RecordHead.objects.get().minutes) == ("settled", 60)


def test_the_organization_objects_withdraws_and_appeals(browser, organization, head):
    object_to = reverse("organizer:object_to", args=[organization.id, head.volunteer_id, head.record_id])
    assert browser.get(object_to).status_code == 200
    sent = browser.post(object_to, {"wish": "void", "grounds": "签到是别人代扫的。"})
    assert state() == "referred"
    browser.post(sent.url, {"do": "withdraw"})
    assert state() == "withdrawn"
    again = browser.post(object_to, {"wish": "void", "grounds": "签到是别人代扫的。"})
    waiting = Objection.objects.get(state="referred")
    officer, at = organizations.officer("990101"), answers.reader_now()
    objections.decided(officer, waiting, at, Outcome.DISMISSED)
    browser.post(again.url, {"do": "appeal", "appeal": "监控里看得很清楚。"})
    assert Objection.objects.get(id=waiting.id).state == "appealed"


def test_a_recorder_looks_and_leaves_the_answer_to_others(signed_in, owner, organization, raised, address, at):
    recorder = organizations.person("霜降")
    organization_actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(recorder),
        role=Role.RECORDER,
        at=at,
    )
    browser = signed_in(recorder)
    assert browser.get(address).context["can_answer"] is False
    assert browser.post(address, {"do": "answer", "answer": "我来答复。"}).status_code == 403
    assert state() == "open"


def test_others_find_nothing(signed_in, organization, raised, address, at):
    rival = organizations.person("小寒")
    theirs = organizations.organization(rival, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    browser = signed_in(rival)
    assert browser.get(address).status_code == 404
    assert browser.get(reverse("organizer:objections", args=[organization.id])).status_code == 404
    assert browser.get(reverse("organizer:objection", args=[theirs.id, raised.id])).status_code == 404
