"""What the main line does not pass: each route once, by somebody who may."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.codes.models import Term
from volunteercloud.domain.identity.models import Volunteer


@pytest.fixture
def me(volunteer, as_):
    return as_(volunteer)


@pytest.fixture
def leader(owner, as_):
    return as_(owner)


@pytest.fixture
def desk(officer, as_):
    return as_(officer)


@pytest.fixture
def home(organization):
    return f"/organizations/{organization.id}"


@pytest.fixture
def served(owner, shift, volunteer, at, clock):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.at = shift.ends_at + timedelta(hours=1)
    return shift


# Myself


def test_document_is_registered_by_a_form(owner, at, as_):
    person = identity.volunteer(at, email="lidong@qinghe.example")
    caller = as_(person)
    stated = {"kind": "111", "number": identity.number(sequence=7), "name": "立冬", "birth_on": "1990-04-20"}
    made = caller.client.post("/api/v1/me/documents", stated, headers=caller.headers)
    assert (made.status_code, made.json()["state"], made.json()["masked"][:16]) == (201, "verified", "*" * 16)
    assert [row["state"] for row in caller.get("/me/documents").json()] == ["verified"]
    assert caller.get("/me").json()["volunteer"]["name"] == "立冬"


def test_profile_and_preferences(me):
    changed = me.put("/me/profile", {"region_code": "990102", "languages": ["zh"], "skills": ["driving"]})
    assert (changed.json()["region_code"], changed.json()["skills"]) == ("990102", ["driving"])
    assert me.put("/me/preferences", {"language": "en"}).json() == {"language": "en", "elder_mode": False}


def test_consents_are_given_and_withdrawn(me, anybody):
    assert [terms["purpose"] for terms in anybody.get("/consents").json()] == [
        "service",
        "contact",
        "found",
        "registered",
    ]
    assert me.put("/me/consents/contact").status_code == 200
    assert me.delete("/me/consents/contact").json()["withdrawn_at"] is not None
    assert [row["purpose"] for row in me.get("/me/consents").json()] == ["contact", "service"]
    assert me.delete("/me/consents/service").json()["code"] == "consent.required_stands"


def test_child_serves_from_a_guardians_account(me, shift, clock):
    child = me.post("/me/wards", {"name": "小寒", "birth_on": "2015-01-05", "consents": ["service"]}).json()
    assert [row["ward_name"] for row in me.get("/me/wards").json()] == ["小寒"]
    assert me.get(f"/me/records?volunteer_id={child['id']}").json() == {"items": [], "next": None}
    signed_up = me.put(f"/me/sign-ups/{shift.organization_id}/{shift.id}", {"volunteer_id": child["id"]})
    assert signed_up.json()["code"] == "signup.real_name"


def test_guardian_of_a_young_volunteer_agrees(owner, me, as_, anybody, at):
    Term.objects.create(
        list="guardian_relation", code="mother", name="母亲", name_en="Mother", position=0, valid_from="2020-01-01"
    )
    young = identity.person(at, name="小雪", birth_on=at.date().replace(year=2010), email="xiaoxue@qinghe.example")
    asking = as_(young)
    assert asking.get("/me/guardian-consent").json() is None
    token = asking.post("/me/guardian-consent").json()["token"]
    assert anybody.get(f"/guardian-consents?token={token}").json()["state"] == "requested"
    assert me.post("/guardian-consents", {"token": token, "relation": "mother"}).json()["state"] == "given"
    assert asking.get("/me/guardian-consent").json()["guardian_name"] == "小满"
    assert me.delete(f"/guardian-consents/{young.id}").json()["state"] == "withdrawn"


def test_messages_are_read(owner, volunteer, me, shift, served):
    assert me.get("/me/messages/unread").json()["unread"] > 0
    messages = me.get("/me/messages?limit=1").json()["items"]
    assert me.post("/me/messages/read", {"message_ids": [messages[0]["id"]]}).json() == {"marked": 1}


def test_calendar_has_an_address(me):
    assert me.get("/me/calendar").json()["address"].endswith(".ics")


# Sign-ups


def test_place_is_left_and_the_next_one_accepts(owner, organization, volunteer, as_, me, at, clock):
    shift = activities.public_shift(owner, organization, at, places=1)
    path, other = f"/me/sign-ups/{organization.id}/{shift.id}", as_(organizations.person("大暑"))
    me.put(path)
    assert other.put(path).json()["state"] == "waiting"
    assert other.get(path).json()["place_in_line"] == 1
    assert me.delete(path).json()["state"] == "cancelled"
    assert other.get(path).json()["state"] == "offered"
    assert other.post(f"{path}/acceptance").json()["state"] == "confirmed"
    assert me.get("/me/sign-ups").json() == []


def test_coordinator_decides(owner, organization, volunteer, leader, me, at):
    shift = activities.public_shift(owner, organization, at, needs_approval=True)
    me.put(f"/me/sign-ups/{organization.id}/{shift.id}")
    decision = f"/organizations/{organization.id}/shifts/{shift.id}/sign-ups/{volunteer.id}/decision"
    assert leader.post(decision, {"approve": True}).json()["state"] == "confirmed"
    declined = leader.post(decision, {"approve": False, "reason": "人数已满"})
    assert (declined.json()["state"], declined.json()["reason"]) == ("declined", "人数已满")


# Planning


def test_shifts_are_planned_changed_and_called_off(shift, leader, home, at):
    work = f"{home}/projects/{shift.project_id}"
    begins = at + timedelta(days=5)
    times = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat(), "places": 3}
    made = leader.post(f"{home}/posts/{shift.post_id}/shifts", times | {"weeks": 3}).json()["shifts"]
    assert len(made) == 3
    first = f"{home}/shifts/{made[0]['id']}"
    assert leader.patch(first, {"places": 5}).json()["places"] == 5
    assert leader.delete(first).status_code == 204
    second = f"{home}/shifts/{made[1]['id']}/cancellation"
    assert leader.post(second, {"reason": "下大雪，改期。"}).json()["state"] == "cancelled"
    (plan,) = leader.get(f"{work}/plan").json()
    assert [len(post["shifts"]) for post in plan["posts"]] == [2]
    week = leader.get(f"{home}/shifts?from_on=2026-05-16&days=31").json()
    assert [row["title"] for row in week] == ["社区送午餐", "社区送午餐"]


def test_project_is_changed_and_closed(shift, leader, anybody, home):
    path = f"{home}/projects/{shift.project_id}"
    assert leader.patch(path, {"title_en": "Lunches"}).json()["title_en"] == "Lunches"
    assert leader.get(path).json()["missing"] == []
    assert [row["state"] for row in anybody.get(f"{home}/projects").json()["items"]] == ["published"]
    summary = {"summary": "午餐都送到了。"}
    assert leader.post(f"{path}/closure", summary).json()["code"] == "project.shifts_ahead"
    assert leader.delete(f"{home}/shifts/{shift.id}").status_code == 204
    assert leader.post(f"{path}/closure", summary).json()["state"] == "closed"
    assert anybody.get("/shifts").json()["items"] == []


def test_draft_is_saved_submitted_and_withdrawn(owner, organization, leader, home, at):
    drafted = leader.post(f"{home}/projects", {"title": "送晚餐"}).json()
    path = f"{home}/projects/{drafted['id']}"
    assert "content" in [row["field"] for row in drafted["missing"]]
    assert leader.patch(f"{path}/draft", {"content": "送晚餐到家。"}).json()["content"] == "送晚餐到家。"
    refused = leader.post(f"{path}/submission").json()
    assert (refused["status"], refused["code"]) == (409, "project.incomplete")
    assert leader.delete(f"{path}/submission").json()["code"] == "project.not_submitted"


# Organizations


def test_staff_come_and_go(volunteer, leader, me, home):
    number = Volunteer.objects.get(id=volunteer.id).number
    added = leader.post(f"{home}/staff", {"number": number, "role": "recorder"})
    assert (added.status_code, added.json()["role"]) == (201, "recorder")
    assert [row["role"] for row in me.get("/me/organizations").json()] == ["recorder"]
    person = f"{home}/staff/{volunteer.id}"
    assert leader.patch(person, {"role": "leader"}).json()["role"] == "leader"
    assert me.delete(person).status_code == 200
    assert [row["role"] for row in leader.get(f"{home}/staff").json()] == ["owner"]


def test_organization_is_changed_and_its_seal_refused(leader, home):
    assert leader.patch(home, {"purpose": "送三餐。"}).json()["purpose"] == "送三餐。"
    refused = leader.client.generic("PUT", f"/api/v1{home}/seal", b"no picture", headers=leader.headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "seal.not_a_picture")


def test_registration_is_withdrawn(leader):
    body = {"name": "乙", "kind": "social-group", "region_code": "990101"}
    path = f"/organizations/{leader.post('/organizations', body).json()['id']}"
    assert leader.delete(f"{path}/submission").json()["code"] == "organization.not_submitted"
    assert leader.post(f"{path}/submission").json()["code"] == "organization.incomplete"


def test_officer_trusts_and_suspends(organization, desk, anybody, home):
    assert desk.put(f"{home}/trust", {"trusted": True}).json()["trusted"] is True
    said = {"rung": "suspension", "reason": "有人投诉，待查。", "basis": "《志愿服务条例》第三十六条"}
    sanction = desk.post(f"{home}/sanctions", said).json()
    assert (sanction["rung"], sanction["state"]) == ("suspension", "standing")
    assert anybody.get(home).json()["state"] == "suspended"
    ended = desk.post(f"{home}/sanctions/{sanction['id']}/end", {"reason": "查无此事。"})
    assert ended.json()["state"] == "lifted"
    assert anybody.get(home).json()["state"] == "active"
    assert [row["name"] for row in desk.get("/organizations?region=9901&text=晨光").json()["items"]] == [
        "晨光志愿服务队"
    ]
    assert [row["name"] for row in anybody.get("/organizations/liaisons?region=990101").json()] == ["晨光志愿服务队"]


# Attendance and certificates


def test_absence_is_marked(owner, shift, volunteer, leader, me, clock):
    me.put(f"/me/sign-ups/{shift.organization_id}/{shift.id}")
    clock.at = shift.ends_at
    spot = f"/organizations/{shift.organization_id}/shifts/{shift.id}"
    assert leader.post(f"{spot}/absences", {"volunteer_id": str(volunteer.id)}).json()["state"] == "absent"
    assert [row["attendance"] for row in leader.get(f"{spot}/roster").json()] == ["absent"]


def test_record_is_revoked(served, volunteer, leader, me):
    (record,) = me.get("/me/records").json()["items"]
    path = f"/volunteers/{volunteer.id}/records/{record['record_id']}/revocation"
    assert leader.post(path, {"reason": "没有来。"}).json()["standing"] == "revoked"
    assert me.get("/me/records/totals").json()["records"] == 0


def test_certificate_is_refused_and_another_withdrawn(served, volunteer, leader, me, anybody, home):
    year = {"from_on": "2026-01-01", "to_on": "2026-12-31", "organization_id": str(served.organization_id)}
    asked = me.post("/me/certificate-requests", year).json()
    (waiting,) = leader.get(f"{home}/certificate-requests").json()
    refused = leader.post(f"{home}/certificate-requests/{waiting['id']}/refusal", {"reason": "请先更正记录。"})
    assert refused.json()["state"] == "refused"
    assert [row["id"] for row in me.get("/me/certificate-requests").json()] == [asked["id"]]
    again = me.post("/me/certificate-requests", year).json()
    issued = leader.post(f"{home}/certificate-requests/{again['id']}/issue").json()
    assert [row["number"] for row in me.get("/me/certificates").json()] == [issued["number"]]
    path = f"/volunteers/{volunteer.id}/certificates/{issued['id']}/withdrawal"
    leader.post(path, {"reason": "印章用错了。"})
    assert anybody.get(f"/verify/{issued['number']}/{issued['code']}").json()["verdict"] == "withdrawn"


def test_number_and_code_that_do_not_belong_together(anybody, db):
    assert anybody.get("/verify/ZM26AAAAAAAA/XXXX").status_code == 404


# Reference and office


def test_regions_and_codes_are_public(organization, anybody):
    assert [row["code"] for row in anybody.get("/regions?parent=9901").json()] == ["990101", "990102"]
    assert [row["code"] for row in anybody.get("/regions/search?begins=临").json()] == ["990101"]
    found = anybody.get("/regions/990101").json()
    assert ([step["code"] for step in found["path"]], found["full_name"]) == (
        ["99", "9901", "990101"],
        "临溪区, 青禾市, 演示省",
    )
    assert anybody.get("/regions/990101/rules").json()["rounding_minutes"] == 30
    assert "skill" in anybody.get("/codes").json()
    assert [row["code"] for row in anybody.get("/codes/skill").json()] == ["driving"]


def test_officer_looks_people_up_and_the_person_sees_it(volunteer, desk, me):
    number = Volunteer.objects.get(id=volunteer.id).number
    by_number = desk.get(f"/office/people/by-number/{number.lower()}").json()
    assert by_number == desk.get(f"/office/people/{volunteer.id}").json()
    asked = {"region": "9901", "name": "小", "purpose": "核对保险名单"}
    assert [row["name"] for row in desk.post("/office/look-ups/names", asked).json()] == ["小＊"]
    assert [row["name"] for row in me.get("/me/looks").json()["items"]] == [
        "identity.person_found",
        "identity.person_opened",
        "identity.person_found",
    ]
    path = f"/volunteers/{volunteer.id}/document-number"
    assert desk.post(path, {"purpose": ""}).json()["code"] == "document.purpose"
    assert desk.post(path, {"purpose": "复核投诉"}).json() == {"number": identity.number()}
    read = me.get("/me/trail").json()["items"][0]
    assert (read["name"], read["actor_label"], read["facts"]["purpose"]) == (
        "identity.document_number_read",
        "立秋",
        "复核投诉",
    )
    trail = desk.get("/office/trail?region=9901&name=identity.document_number").json()["items"]
    assert [entry["id"] for entry in trail] == [read["id"]]


def test_officer_reviews_an_identity(owner, at, as_, desk, settings):
    settings.REAL_NAME_PROVIDER = "officer"
    person = identity.volunteer(at, email="lidong@qinghe.example")
    identity.submit(person, at, photo=identity.photo())
    (case,) = desk.get("/office/queue?kind=identity").json()["items"]
    assert desk.get("/office/queue/counts").json() == {"by_kind": {"identity": 1}, "overdue": 0}
    path = f"/office/cases/{case['id']}"
    review = desk.get(f"{path}/identity").json()
    assert (review["document"]["has_photo"], review["document"]["stated"]["name"]) == (True, "谷雨")
    assert desk.get(path).json()["state"] == "waiting"
    photo = desk.get(f"{path}/photo")
    assert (photo["Content-Type"], photo["Cache-Control"], photo.content[:2]) == ("image/jpeg", "no-store", b"\xff\xd8")
    returned = desk.post(f"{path}/decision", {"decision": "return", "reason": "照片看不清。"})
    assert (returned.json()["state"], returned.json()["reason"]) == ("returned", "照片看不清。")
    second = desk.post(f"{path}/decision", {"decision": "approve"})
    assert (second.status_code, second.json()["code"]) == (409, "review.decided_already")
