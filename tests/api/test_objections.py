"""Every step of an objection, by those who may take it."""

from datetime import datetime, timedelta

import pytest

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core import memory
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.reviews.models import Case

GROUNDS = "那天我十一点半才走。"


@pytest.fixture
def head(owner, shift, volunteer, at, clock):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.at = shift.ends_at + timedelta(days=1)
    return RecordHead.objects.get()


@pytest.fixture
def me(volunteer, as_):
    return as_(volunteer)


@pytest.fixture
def home(head):
    return f"/organizations/{head.organization_id}/objections"


@pytest.fixture
def raised(me, head):
    return me.post(f"/me/records/{head.record_id}/objections", {"wish": "void", "grounds": GROUNDS}).json()


def test_from_the_first_word_to_the_last_decision(me, owner, officer, as_, head, home, raised):
    ours, desk = as_(owner), as_(officer)
    assert (raised["state"], raised["version"], raised["side"]) == ("open", 1, "volunteer")
    (listed,) = ours.get(home).json()["items"]
    assert (listed["id"], listed["volunteer_name"]) == (raised["id"], "小满")
    answered = ours.post(f"{home}/{raised['id']}/answer", {"text": "我们看过签退。"}).json()
    assert answered["state"] == "referred"
    (case,) = desk.get("/office/queue?kind=objection").json()["items"]
    assert datetime.fromisoformat(case["due_at"]) == datetime.fromisoformat(answered["due_at"])
    assert desk.get(f"/office/objections/{case['id']}").json()["objection"]["answer"] == "我们看过签退。"
    decided = desk.post(f"/office/objections/{case['id']}/decision", {"outcome": "voided", "reason": "没有人见到他。"})
    assert (decided.status_code, decided.json()["state"]) == (200, "decided")
    appealed = me.post(f"/me/objections/{raised['id']}/appeal", {"text": "有照片为证。"}).json()
    assert (appealed["state"], appealed["appeal_side"]) == ("appealed", "volunteer")
    above = as_(organizations.officer("99", "冬至"))
    waiting = Case.objects.get(kind="objection", state="waiting")
    final = above.post(f"/office/objections/{waiting.id}/decision", {"outcome": "dismissed", "reason": "照片是真的。"})
    assert final.json()["state"] == "final"
    opened = me.get(f"/me/objections/{raised['id']}").json()
    assert [(one["instance"], one["outcome"]) for one in opened["rulings"]] == [(1, "voided"), (2, "dismissed")]
    assert RecordHead.objects.get().version == 3


def test_an_organization_settles_with_other_times(owner, as_, head, home, raised):
    times = {
        "starts_at": head.during.lower.isoformat(),
        "ends_at": (head.during.lower + timedelta(hours=1)).isoformat(),
    }
    settled = as_(owner).post(
        f"{home}/{raised['id']}/settlement", {"outcome": "corrected", "text": "只来了一小时。", **times}
    )
    assert (settled.status_code, settled.json()["state"]) == (200, "settled")
    assert RecordHead.objects.get().minutes == 60


def test_who_objects_takes_it_back(me, owner, officer, as_, head, home, raised):
    assert me.post(f"/me/objections/{raised['id']}/withdrawal").json()["state"] == "withdrawn"
    body = {"wish": "void", "grounds": GROUNDS}
    record = f"/volunteers/{head.volunteer_id}/records/{head.record_id}/objections"
    ours = as_(owner).post(record, body).json()
    assert ours["state"] == "referred"
    assert as_(owner).post(f"{home}/{ours['id']}/withdrawal").json()["state"] == "withdrawn"
    person = f"/office/people/{head.volunteer_id}"
    case_id = raised["id"]
    theirs = as_(officer).post(f"{person}/records/{head.record_id}/objections", body | {"case_id": case_id})
    assert (theirs.status_code, theirs.json()["case_id"]) == (201, case_id)
    stated = me.post(f"/me/objections/{theirs.json()['id']}/statement", {"text": "我一直在。"})
    assert stated.json()["statement"] == "我一直在。"
    assert as_(officer).get(f"{person}/objections/{theirs.json()['id']}").json()["objection"]["side"] == "officer"
    gone = as_(officer).post(f"{person}/objections/{theirs.json()['id']}/withdrawal")
    assert gone.json()["state"] == "withdrawn"
    assert [one["state"] for one in me.get("/me/objections").json()["items"]] == ["withdrawn"] * 3


def test_the_same_request_twice_is_one_objection(me, head):
    path, body = f"/me/records/{head.record_id}/objections", {"wish": "void", "grounds": GROUNDS}
    key = {"Idempotency-Key": "019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10"}
    first, again = me.post(path, body, **key), me.post(path, body, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert me.post(path, body).json()["code"] == "objection.waits"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"wish": "void", "grounds": "字" * 10_000}, 422, "grounds"),
        ({"wish": "money", "grounds": GROUNDS}, 422, "wish"),
        ({"wish": "times", "grounds": GROUNDS}, 422, "starts_at"),
        ({"wish": "restore", "grounds": GROUNDS}, 422, "wish"),
        ({"wish": "void", "grounds": " "}, 422, "grounds"),
    ],
)
def test_what_cannot_be_is_refused_in_words(me, head, body, status, field):
    refused = me.post(f"/me/records/{head.record_id}/objections", body)
    assert (refused.status_code, refused.json()["field"]) == (status, field)


def test_a_key_is_for_what_it_says(volunteer, as_, head):
    reader = as_(volunteer, Scope.SERVICE_READ)
    assert reader.get("/me/objections").status_code == 200
    refused = reader.post(f"/me/records/{head.record_id}/objections", {"wish": "void", "grounds": GROUNDS})
    assert refused.status_code == 403


def test_an_objection_is_not_decided_like_a_project(owner, officer, as_, home, raised):
    as_(owner).post(f"{home}/{raised['id']}/answer", {"text": "我们看过签退。"})
    case = Case.objects.get(kind="objection")
    refused = as_(officer).post(f"/office/cases/{case.id}/decision", {"decision": "approve"})
    assert (refused.status_code, refused.json()["code"]) == (409, "review.other_decision")
    elsewhere = as_(organizations.officer("990102", "立秋"))
    assert elsewhere.post(f"/office/cases/{case.id}/decision", {"decision": "approve"}).status_code == 404
    assert elsewhere.get(f"/office/objections/{case.id}").status_code == 404


def test_a_notice_list_shows_nobodys_name(anybody, shift, head):
    path = f"/notices/{head.organization_id}/{shift.activity_id}"
    assert anybody.get(path).json() == {"items": [], "next": None}
    RuleSet.objects.create(region_id="9901", valid_from="2020-01-01", notice_days=7)
    memory.forget_all()
    (line,) = anybody.get(path).json()["items"]
    assert (line["name"], len(line["number_tail"]), line["minutes"], line["grade"]) == ("小*", 4, 120, "A")
    assert sorted(line) == ["day", "grade", "minutes", "name", "number_tail", "until"]
    assert anybody.get(f"/notices/{head.organization_id}/{head.organization_id}").status_code == 404
