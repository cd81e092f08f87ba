"""Members through the API: joined and left by people, kept by organizations."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.members import factories
from tests.domain.members.test_finding import crowd
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.members.models import Member


@pytest.fixture
def me(volunteer, as_):
    return as_(volunteer)


@pytest.fixture
def leader(owner, as_):
    return as_(owner)


@pytest.fixture
def home(organization):
    return f"/organizations/{organization.id}"


def test_somebody_joins_and_leaves(me, leader, anybody, home):
    assert anybody.get(f"{home}/members/joining").json() == {"joining": "approval", "again_after_days": 30}
    assert leader.put(f"{home}/members/joining", {"joining": "open", "again_after_days": 0}).status_code == 200
    assert me.put(f"{home}/members/joining", {"joining": "open", "again_after_days": 0}).status_code == 403
    assert me.post(f"{home}/membership").json()["state"] == "active"
    (mine,) = me.get("/me/memberships").json()
    assert (mine["organization_name"], mine["state"]) == ("晨光志愿服务队", "active")
    assert me.delete(f"{home}/membership").json()["state"] == "left"
    assert leader.delete(f"{home}/membership").status_code == 404


def test_a_link_is_made_used_and_taken_back(me, leader, home):
    made = leader.post(f"{home}/join-links", {"name": "开学日", "lets_in": True, "use_limit": 1}).json()
    token = made["address"].split("/")[-2]
    assert me.get(f"{home}/join-links").status_code == 403
    assert me.post("/memberships/by-link", {"token": "x"}).json()["code"] == "join_link.forged"
    assert me.post("/memberships/by-link", {"token": token}).json()["state"] == "active"
    assert [link["uses"] for link in leader.get(f"{home}/join-links").json()] == [1]
    assert leader.delete(f"{home}/join-links/{made['id']}").status_code == 204
    assert leader.get(f"{home}/join-links").json() == []


def test_requests_are_answered(me, leader, home, volunteer):
    me.post(f"{home}/membership")
    answer = {"volunteer_ids": [str(volunteer.id)], "accept": False, "reason": ""}
    assert leader.post(f"{home}/members/answers", answer).json()["code"] == "member.reason"
    (answered,) = leader.post(f"{home}/members/answers", answer | {"reason": "本学期已满。"}).json()
    assert answered["state"] == "refused"
    assert me.post(f"{home}/membership").json()["code"] == "member.too_soon"
    assert me.post(f"{home}/members/answers", answer).status_code == 403


def test_a_list_is_tried_and_entered(me, leader, home, volunteer):
    body = {"lines": [{"number": organizations.number_of(volunteer)}, {"phone": "13900009999"}, {"name": "谷雨"}]}
    tried = leader.post(f"{home}/members/invitations", body | {"dry_run": True}).json()
    assert [outcome["code"] for outcome in tried] == ["invited", "invited", "line.nobody"]
    assert Member.objects.count() == 0
    assert leader.post(f"{home}/members/invitations", body).json() == tried
    assert Member.objects.count() == 1


def test_members_are_found_noted_grouped_and_removed(owner, organization, me, leader, home, volunteer, at):
    factories.opened(owner, organization, at)
    me.post(f"{home}/membership")
    group = leader.post(f"{home}/labels", {"kind": "group", "name": "周末组"}).json()
    label = {"volunteer_ids": [str(volunteer.id)], "add": [group["id"]]}
    assert leader.post(f"{home}/members/labels", label).json() == {"changed": 1}
    assert [each["name"] for each in leader.get(f"{home}/members?text=大&label={group['id']}").json()["items"]] == []
    assert [each["name"] for each in leader.get(f"{home}/members?label={group['id']}").json()["items"]] == ["小满"]
    assert leader.get(f"{home}/members/counts").json()["by_label"] == {group["id"]: 1}
    one = f"{home}/members/{volunteer.id}"
    assert leader.patch(one, {"member_number": "7", "note": "会手语"}).json()["member_number"] == "7"
    assert me.get(one).json()["note"] == ""
    changed = leader.patch(f"{home}/labels/{group['id']}", {"name": "平日组", "leader_id": str(volunteer.id)}).json()
    assert changed["leader_name"] == "小满"
    assert leader.get(f"{home}/labels?kind=tag").json() == []
    assert leader.delete(f"{home}/labels/{group['id']}").status_code == 204
    assert leader.post(f"{one}/removal", {"reason": "三次未到。"}).json()["state"] == "removed"
    assert me.get(f"{home}/members").status_code == 403
    assert leader.get(f"{home}/members?cursor=x").json()["code"] == "cursor.unreadable"


def test_finding_takes_as_many_statements_with_ten_as_with_a_thousand(organization, leader, home):
    taken = []
    leader.get(home)  # when a key was used is noted once an hour
    for number in (10, 990):
        crowd(organization, number)
        with CaptureQueriesContext(connection) as asked:
            page = leader.get(f"{home}/members?text=满").json()
        taken.append(len(asked))
        assert len(page["items"]) == min(50, number)
    assert taken[0] == taken[1]
