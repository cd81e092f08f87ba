"""Covers, standby, absences and explanations by the API: each route once by somebody who may, and the refusals of strangers."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.activities.models import Post


@pytest.fixture
def place(shift):
    return f"/me/sign-ups/{shift.organization_id}/{shift.id}"


@pytest.fixture
def spot(shift):
    return f"/organizations/{shift.organization_id}/shifts/{shift.id}"


@pytest.fixture
def held(shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)


@pytest.fixture
def neighbour(owner):
    return organizations.person("大暑")


def test_many_shifts_in_one_request(owner, shift, volunteer, as_, at):
    post = Post.objects.get(id=shift.post_id)
    second = activities.shift(owner, post, at, begins_in=timedelta(days=3))
    beside = activities.shift(owner, post, at, begins_in=timedelta(days=3, hours=1))
    me, path = as_(volunteer), f"/me/sign-ups/{shift.organization_id}"
    clash = me.post(path, {"shift_ids": [str(second.id), str(beside.id)]})
    assert (clash.status_code, clash.json()["code"]) == (409, "signup.chosen_clash")
    answers = me.post(path, {"shift_ids": [str(second.id), str(shift.id)]}).json()
    assert [(one["shift_id"], one["state"]) for one in answers] == [
        (str(shift.id), "confirmed"),
        (str(second.id), "confirmed"),
    ]
    again = me.post(path, {"shift_ids": [str(shift.id)]}).json()
    assert [one["why_not"]["code"] for one in again] == ["signup.already"]


def test_cover_from_asking_to_taking_it_back(owner, organization, shift, volunteer, neighbour, held, as_, place, spot):
    me, other, leader = as_(volunteer), as_(neighbour), as_(owner)
    cover = me.post(f"{place}/cover", {"note": "孩子病了。"}).json()
    mine = f"/me/covers/{organization.id}/{cover['id']}"
    assert [one["id"] for one in other.get(f"/projects/{organization.id}/{shift.project_id}/covers").json()] == [
        cover["id"]
    ]
    assert other.get(mine).json() | {"asked_at": ""} == cover | {
        "asked_at": "",
        "role": "anybody",
        "partner": "",
        "asked": False,
        "answer": "",
        "waits_for_undo": False,
        "why_not": None,
    }
    assert leader.get(f"/organizations/{organization.id}/covers").json()[0]["giver_name"] == "小满"
    assert leader.post(f"/organizations/{organization.id}/covers/{cover['id']}/asks", {"number": 3}).json() == []
    assert other.post(f"{mine}/refusal").json()["code"] == "cover.not_asked"
    taken = other.post(f"{mine}/acceptance").json()
    assert (taken["state"], taken["role"], taken["partner"]) == ("done", "taker", "小满")
    assert leader.get(f"{spot}/covers").json()[0]["taker_name"] == "大暑"
    assert me.post(f"{mine}/undoing").json()["state"] == "done"
    assert other.post(f"{mine}/undoing").json()["state"] == "undone"


def test_cover_that_a_coordinator_decides_and_one_withdrawn(
    owner, organization, volunteer, neighbour, held, as_, place
):
    Post.objects.update(cover_needs_approval=True)
    me, leader = as_(volunteer), as_(owner)
    cover = me.post(f"{place}/cover").json()
    mine = f"/me/covers/{organization.id}/{cover['id']}"
    assert as_(neighbour).post(f"{mine}/acceptance").json()["state"] == "agreed"
    decision = f"/organizations/{organization.id}/covers/{cover['id']}/decision"
    assert as_(neighbour).post(decision, {"approve": True}).status_code == 403
    assert leader.post(decision, {"approve": False}).json()["state"] == "open"
    assert me.delete(mine).json()["state"] == "withdrawn"
    assert as_(neighbour).delete(mine).status_code == 404


def test_standby_from_offering_to_coming(owner, shift, volunteer, neighbour, as_, place, spot, clock):
    me, leader = as_(volunteer), as_(owner)
    assert me.put(f"{place}/standby").json()["state"] == "ready"
    assert as_(neighbour).get(f"{spot}/standby").status_code == 403
    assert [one["volunteer_name"] for one in leader.get(f"{spot}/standby").json()] == ["小满"]
    assert leader.post(f"{spot}/standby/calls", {"wanted": 1}).json()["code"] == "standby.early"
    clock.at = shift.starts_at
    assert [one["state"] for one in leader.post(f"{spot}/standby/calls", {"wanted": 1}).json()] == ["called"]
    assert leader.post(f"{spot}/standby/calls", {"wanted": 1}).json() == []
    assert me.post(f"{place}/standby/answer", {"comes": True}).json()["state"] == "comes"
    assert me.delete(f"{place}/standby").json()["code"] == "standby.comes"


def test_an_absence_from_telling_to_deciding(
    owner, organization, shift, volunteer, neighbour, held, as_, place, spot, clock
):
    me, leader = as_(volunteer), as_(owner)
    absent = {"volunteer_id": str(volunteer.id)}
    assert leader.post(f"{spot}/absences", absent).json()["code"] == "attendance.not_begun"
    assert me.get(f"{place}/absence").status_code == 404
    clock.at = shift.ends_at
    assert leader.post(f"{spot}/absences", absent | {"kind": "excused"}).json()["code"] == "absence.reason"
    assert leader.post(f"{spot}/absences", absent).json()["state"] == "absent"
    assert me.get(f"{place}/absence").json()["kind"] == "unexcused"
    assert me.post(f"{place}/absence/statement", {"statement": "我到了，签到码没有扫上。"}).status_code == 200
    assert [one["statement"] for one in leader.get(f"/organizations/{organization.id}/absences").json()] == [
        "我到了，签到码没有扫上。"
    ]
    decision = {"kind": "taken_back", "answer": "核对过现场照片，您确实到了。"}
    assert as_(neighbour).post(f"{spot}/absences/{volunteer.id}/decision", decision).status_code == 403
    assert leader.post(f"{spot}/absences/{volunteer.id}/decision", decision).json()["kind"] == "taken_back"


def test_why_a_person_cannot_take_a_shift(owner, volunteer, as_, spot):
    number = organizations.number_of(volunteer)
    Post.objects.update(maximum_age=30)
    found = as_(owner).get(f"{spot}/eligibility?number={number}").json()
    assert [reason["code"] for reason in found["reasons"]] == ["signup.too_old"]
    assert (found["reasons"][0]["facts"], found["name"], found["is_full"]) == ({}, "", False)
    assert as_(volunteer).get(f"{spot}/eligibility?number={number}").status_code == 403
    assert as_(owner).get(f"{spot}/eligibility?number=V1").json()["code"] == "signup.unknown"
