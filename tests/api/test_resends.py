"""What arrives twice is done once."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from tests.domain.organizations import factories as organizations
from volunteercloud.api import resends
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.attendance.models import Scan
from volunteercloud.domain.projects.models import Project

KEY = {"Idempotency-Key": "0f7c9a52-6a51-4a0d-8d52-5e8f6e1f4c11"}


def projects(organization):
    return f"/organizations/{organization.id}/projects"


def test_the_same_again_is_answered_as_before(owner, organization, as_):
    caller = as_(owner)
    first = caller.post(projects(organization), {"title": "送午餐"}, **KEY)
    again = caller.post(projects(organization), {"title": "送午餐"}, **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert Project.objects.count() == 1


def test_an_answer_that_is_a_list_is_given_again(owner, organization, as_):
    said = f"/organizations/{organization.id}/members/invitations", {"lines": [{"number": "V0"}]}
    first, again = (as_(owner).post(*said, **KEY) for _ in range(2))
    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())


def test_without_a_key_it_is_done_twice(owner, organization, as_):
    caller = as_(owner)
    caller.post(projects(organization), {"title": "送午餐"})
    caller.post(projects(organization), {"title": "送午餐"})
    assert Project.objects.count() == 2


def test_key_of_another_request(owner, organization, as_):
    caller = as_(owner)
    caller.post(projects(organization), {"title": "送午餐"}, **KEY)
    other = caller.post(projects(organization), {"title": "送晚餐"}, **KEY)
    assert (other.status_code, other.json()["code"]) == (409, "resend.reused")
    assert Project.objects.count() == 1


def test_key_is_its_persons_own(owner, volunteer, organization, as_):
    as_(owner).post("/organizations", {"name": "甲", "kind": "team", "region_code": "990101"}, **KEY)
    made = as_(volunteer).post("/organizations", {"name": "乙", "kind": "team", "region_code": "990101"}, **KEY)
    assert (made.status_code, made.json()["name"]) == (201, "乙")


def test_what_was_refused_may_be_mended_under_the_same_key(owner, organization, as_):
    caller = as_(owner)
    refused = caller.post(projects(organization), {"region_code": "12"}, **KEY)
    assert (refused.status_code, refused.json()["code"]) == (422, "project.region_unknown")
    assert caller.post(projects(organization), {"region_code": "9901"}, **KEY).status_code == 201


def test_answer_is_forgotten_after_a_day(owner, organization, as_, clock):
    caller = as_(owner)
    caller.post(projects(organization), {"title": "送午餐"}, **KEY)
    clock.at += timedelta(hours=24, seconds=1)
    caller.post(projects(organization), {"title": "送午餐"}, **KEY)
    assert Project.objects.count() == 2


def test_old_answers_are_deleted(owner, organization, as_, at):
    as_(owner).post(projects(organization), {"title": "送午餐"}, **KEY)
    assert resends.forget(at + timedelta(hours=24)) == 0
    assert resends.forget(at + timedelta(hours=24, seconds=1)) == 1


@pytest.mark.parametrize("key", ["x" * 101, "键", "a\tb"])
def test_key_that_is_none(owner, organization, as_, key):
    refused = as_(owner).post(projects(organization), {}, **{"Idempotency-Key": key})
    assert (refused.status_code, refused.json()["code"]) == (422, "resend.key")


def test_sign_up_sent_again_answers_the_one_that_stands(volunteer, shift, as_):
    caller, path = as_(volunteer), f"/me/sign-ups/{shift.organization_id}/{shift.id}"
    first, again = caller.put(path), caller.put(path)
    assert [(first.status_code, first.json()["state"]), (again.status_code, again.json()["state"])] == [
        (201, "confirmed"),
        (200, "confirmed"),
    ]
    assert SignUp.objects.count() == 1


def test_scan_delivered_twice_counts_once(owner, volunteer, shift, as_, clock):
    as_(volunteer).put(f"/me/sign-ups/{shift.organization_id}/{shift.id}")
    clock.at = shift.starts_at
    leader, path = as_(owner), f"/organizations/{shift.organization_id}/shifts/{shift.id}/scans"
    ticked = {"volunteer_id": str(volunteer.id), "direction": "in", "request_id": str(uuid.uuid4())}
    assert [leader.post(path, ticked).status_code for _time in range(2)] == [200, 200]
    assert Scan.objects.count() == 1
    clock.at += timedelta(minutes=1)
    second = leader.post(path, ticked | {"request_id": str(uuid.uuid4())})
    assert (second.status_code, second.json()["code"]) == (409, "attendance.already_in")


def test_scan_without_an_id(owner, volunteer, shift, as_):
    path = f"/organizations/{shift.organization_id}/shifts/{shift.id}/scans"
    refused = as_(owner).post(path, {"volunteer_id": str(volunteer.id), "direction": "in"})
    assert (refused.status_code, refused.json()["code"]) == (422, "attendance.request_id")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_done(clock, as_, at):
    organizations.ground()
    owner = organizations.person("谷雨")
    organization = organizations.organization(owner, at)
    caller, answers = as_(owner), []

    def send():
        try:
            answers.append(as_caller().post(projects(organization), {"title": "送午餐"}, **KEY))
        finally:
            connection.close()

    def as_caller():
        return type(caller)(caller.headers["Authorization"].removeprefix("Bearer "))

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == Project.objects.count() == 1
