"""Explanations, kinds of time, cover and qualifications through the API."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.records.rulebook import RULES

FIRST_AID = {"name": "急救员证", "valid_from": "2026-01-01"}


@pytest.fixture
def head(owner, shift, volunteer, at, clock):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    clock.at = shift.ends_at + timedelta(hours=1)
    return RecordHead.objects.get()


def test_each_rule_is_told_to_the_person_the_organization_and_the_officer(head, volunteer, owner, officer, as_):
    (mine,) = as_(volunteer).get(f"/me/records/{head.record_id}/explanation").json()
    assert [rule["rule"] for rule in mine["rules"]] == [rule.code for rule in RULES]
    cap = next(rule for rule in mine["rules"] if rule["rule"] == "time.daily_cap")
    assert (cap["severity"], cap["result"], cap["parameter"]) == ("ask", "ok", "daily_cap_minutes")
    assert cap["read"] == {"already_minutes": 0, "minutes": 120, "cap_minutes": 480}
    assert cap["inputs"][2] == {"name": "Usual on one day at most", "value": "480 minutes"}
    others = f"/volunteers/{volunteer.id}/records/{head.record_id}/explanation"
    assert as_(owner).get(others).json() == as_(officer).get(others).json() == [mine]
    assert as_(organizations.person("立夏")).get(others).status_code == 404


def test_totals_and_days_tell_the_kinds_apart(owner, organization, head, volunteer, as_, at):
    trained = activities.public_shift(
        owner, organization, at, time_kind="training", shift_changes={"begins_in": timedelta(days=3)}
    )
    attendance.serve(trained, volunteer, at)
    attendance.confirm(owner, trained, volunteer)
    me = as_(volunteer)
    assert me.get("/me/records/totals").json() == {
        "credit_minutes": 120,
        "honour_minutes": 0,
        "by_grade": {"A": 120},
        "by_kind": {"training": 120},
        "records": 2,
    }
    assert me.get("/me/records/days").json() == [{"day": "2026-05-18", "credit_minutes": 120, "honour_minutes": 0}]
    kinds = [record["current"]["time_kind"] for record in me.get("/me/records").json()["items"]]
    assert kinds == ["training", "service"]


def test_a_post_says_what_its_time_is(owner, shift, as_):
    posts = f"/organizations/{shift.organization_id}/activities/{shift.activity_id}/posts"
    made = as_(owner).post(posts, {"name": "讲师", "time_kind": "paid"})
    assert (made.status_code, made.json()["time_kind"]) == (201, "paid")
    assert as_(owner).post(posts, {"name": "讲师", "time_kind": "stolen"}).status_code == 422


def test_cover_is_part_of_a_project(owner, organization, as_):
    projects = f"/organizations/{organization.id}/projects"
    made = as_(owner).post(projects, {"title": "水上救援", "is_dangerous": True, "policy_number": "保-2026-7"}).json()
    assert (made["is_dangerous"], made["policy_number"], made["policy_from"]) == (True, "保-2026-7", None)
    assert {"field": "policy_number", "message": "Give the number of the policy, and from when it covers people."} in (
        made["missing"]
    )
    turned = as_(owner).patch(
        f"{projects}/{made['id']}/draft", {"policy_from": "2026-02-01", "policy_to": "2026-01-01"}
    )
    assert turned.json()["code"] == "project.policy_order"


def test_qualifications_are_stated_seen_and_withdrawn(owner, shift, volunteer, as_, at):
    me, leader = as_(volunteer), as_(owner)
    attendance.sign_up(shift, volunteer, at)
    made = me.post("/me/qualifications", FIRST_AID)
    assert (made.status_code, made.json()["seen_at"]) == (201, None)
    roster = f"/organizations/{shift.organization_id}/shifts/{shift.id}"
    ((listed),) = leader.get(f"{roster}/qualifications").json()
    assert (listed["volunteer_name"], listed["qualifications"]) == ("小满", [made.json()])
    seen = leader.post(f"{roster}/people/{volunteer.id}/qualifications/{made.json()['id']}/seen")
    assert seen.json()["seen_by_name"] == "谷雨"
    assert me.delete(f"/me/qualifications/{made.json()['id']}").status_code == 204
    assert me.get("/me/qualifications").json() == []
    assert me.post("/me/qualifications", FIRST_AID | {"valid_to": "2025-01-01"}).json()["code"] == "qualification.days"
