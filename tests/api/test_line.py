"""The whole main line through the API: from an organization's registration to a certificate that anybody verifies."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.domain.organizations import factories as organizations
from volunteercloud.domain.organizations.models import Organization

ORGANIZATION = {
    "name": "晨光志愿服务队",
    "kind": "social-group",
    "uscc": organizations.USCC,
    "region_code": "990101",
    "categories": ["community"],
    "purpose": "为社区老人送午餐。",
    "head": "清明",
    "handler": "芒种",
    "contact_name": "谷雨",
    "contact_phone": "990 1000 0001",
}
PROJECT = {
    "title": "社区送午餐",
    "title_en": "Lunches for neighbours",
    "content": "把食堂的午餐送到独居老人家里。",
    "category": "elderly",
    "beneficiaries": ["elderly"],
    "region_code": "990101",
    "place": "临溪街道食堂",
    "recruits_from": "2026-05-01",
    "recruits_to": "2026-08-31",
    "risks": "路上车多，请走人行道。",
    "contact_name": "谷雨",
    "contact_phone": "990 1000 0001",
}


@pytest.fixture
def desk(officer, as_):
    return as_(officer)


def approve(desk, kind):
    (case,) = desk.get(f"/office/queue?kind={kind}").json()["items"]
    return desk.post(f"/office/cases/{case['id']}/decision", {"decision": "approve"}).json()


@pytest.fixture
def registered(owner, as_, desk):
    """The owner's organization, approved."""
    caller = as_(owner)
    drafted = caller.post("/organizations", ORGANIZATION)
    home = f"/organizations/{drafted.json()['id']}"
    assert [gap["field"] for gap in drafted.json()["missing"]] == ["documents", "documents"]
    organizations.give_documents(owner, Organization.objects.get(id=drafted.json()["id"]), timezone.now())
    assert caller.post(f"{home}/submission").json()["state"] == "submitted"
    assert approve(desk, "organization")["state"] == "approved"
    return home


@pytest.fixture
def published(owner, as_, desk, registered, at):
    """A public project's only shift: two hours, the day after tomorrow."""
    caller = as_(owner)
    project = caller.post(f"{registered}/projects", PROJECT).json()
    work = f"{registered}/projects/{project['id']}"
    activity = caller.post(f"{work}/activities", {}).json()
    post = caller.post(f"{registered}/activities/{activity['id']}/posts", {"name": "送餐员"}).json()
    begins = at + timedelta(days=2)
    shifts = caller.post(
        f"{registered}/posts/{post['id']}/shifts",
        {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat(), "places": 1},
    ).json()["shifts"]
    assert caller.post(f"{work}/submission").json()["state"] == "submitted"
    assert approve(desk, "project")["state"] == "approved"
    return shifts[0]


def test_from_registration_to_a_verified_certificate(owner, volunteer, as_, anybody, registered, published, clock):
    leader, me = as_(owner), as_(volunteer)
    shift = f"{registered}/shifts/{published['id']}"

    (found,) = anybody.get("/shifts?region=9901&text=lunches").json()["items"]
    assert (found["shift_id"], found["places_left"]) == (published["id"], 1)
    offered = me.get(f"/projects/{found['organization_id']}/{found['project_id']}").json()
    assert [(row["mine"], row["why_not"]) for row in offered["shifts"]] == [("", None)]
    signed_up = me.put(f"/me/sign-ups/{found['organization_id']}/{found['shift_id']}")
    assert (signed_up.status_code, signed_up.json()["state"]) == (201, "confirmed")
    assert [row["title"] for row in me.get("/me/sign-ups").json()] == ["社区送午餐"]

    clock.at += timedelta(days=2)
    code = leader.get(f"{shift}/code").json()
    came = me.post("/me/scans", {"code": code["address"], "direction": "in", "request_id": str(uuid.uuid4())})
    assert (came.status_code, came.json()["state"]) == (200, "present")
    clock.at += timedelta(hours=2)
    code = leader.get(f"{shift}/code").json()
    left = me.post("/me/scans", {"code": code["token"], "direction": "out"}, **{"Idempotency-Key": str(uuid.uuid4())})
    assert left.json()["state"] == "left"
    assert [row["volunteer_name"] for row in leader.get(f"{registered}/unconfirmed").json()] == ["小满"]

    (confirmed,) = leader.post(f"{shift}/confirmations", {"volunteer_ids": [str(volunteer.id)]}).json()
    assert confirmed["refusal"] is None
    (record,) = me.get("/me/records").json()["items"]
    assert (record["record_id"], record["current"]["grade"]) == (confirmed["record_id"], "A")
    assert me.get("/me/records/totals").json() == {
        "credit_minutes": 120,
        "honour_minutes": 0,
        "by_grade": {"A": 120},
        "by_kind": {},
        "records": 1,
    }
    assert me.get("/me/records/days").json() == [{"day": "2026-05-18", "credit_minutes": 120, "honour_minutes": 0}]

    period = {"from_on": "2026-01-01", "to_on": "2026-12-31"}
    asked = me.post("/me/certificate-requests", period | {"organization_id": found["organization_id"]})
    assert (asked.status_code, asked.json()["state"]) == (201, "waiting")
    issued = leader.post(f"{registered}/certificate-requests/{asked.json()['id']}/issue").json()
    verified = anybody.get(f"/verify/{issued['number']}/{issued['code']}").json()
    assert (verified["verdict"], verified["by_grade"], verified["name"]) == ("valid", {"A": 120}, "小满")


def test_a_correction_shows_in_what_was_certified(owner, volunteer, as_, anybody, registered, published, clock):
    leader, me = as_(owner), as_(volunteer)
    shift = f"{registered}/shifts/{published['id']}"
    me.put(f"/me/sign-ups/{published['organization_id']}/{published['id']}")
    clock.at += timedelta(days=2)
    shown = me.get("/me/pass").json()["address"]
    leader.post(f"{shift}/scans", {"pass_token": shown, "direction": "in", "request_id": str(uuid.uuid4())})
    clock.at += timedelta(hours=2)
    ticked = {"volunteer_id": str(volunteer.id), "direction": "out", "request_id": str(uuid.uuid4())}
    leader.post(f"{shift}/scans", ticked)
    (confirmed,) = leader.post(f"{shift}/confirmations", {"volunteer_ids": [str(volunteer.id)]}).json()
    extract = me.post("/me/certificates", {"from_on": "2026-05-01", "to_on": "2026-05-31"}).json()

    corrected = leader.post(
        f"/volunteers/{volunteer.id}/records/{confirmed['record_id']}/corrections",
        {
            "starts_at": published["starts_at"],
            "ends_at": (clock.at - timedelta(hours=1)).isoformat(),
            "reason": "提前一小时结束。",
        },
    )
    assert (corrected.json()["version"], corrected.json()["minutes"]) == (2, 60)
    versions = me.get(f"/me/records/{confirmed['record_id']}/versions").json()
    assert [(version["grade"], version["minutes"]) for version in versions] == [("B", 120), ("B", 60)]
    verified = anybody.get(f"/verify/{extract['number']}/{extract['code']}").json()
    assert verified["verdict"] == "corrected"
    assert [(row["certified_minutes"], row["now_minutes"]) for row in verified["changes"]] == [(120, 60)]
    pdf = me.get(f"/me/certificates/{extract['id']}.pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_my_calendar_is_a_feed(volunteer, as_, registered, published):
    me = as_(volunteer)
    me.put(f"/me/sign-ups/{published['organization_id']}/{published['id']}")
    feed = me.get("/me/calendar.ics")
    assert feed["Content-Type"] == "text/calendar; charset=utf-8"
    assert feed.content.count(b"BEGIN:VEVENT") == 1
