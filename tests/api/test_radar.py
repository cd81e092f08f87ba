"""Cases of the radar by the API: what the desk does, and the same refusals."""

from datetime import timedelta

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.radar import factories
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.radar import rulebook

DAY = timedelta(days=1)
FOUND_OUT = {"reason": "当天没有人到过现场"}


@pytest.fixture
def case(owner, shift, clock):
    sold = shift.ends_at + 10 * DAY
    clock.at = sold + 2 * DAY
    buyers = [factories.buyer(name, sold - DAY) for name in ("小暑", "大暑", "处暑")]
    factories.sell(owner, shift, buyers, sold)
    (found,) = factories.scan(shift, sold + DAY)
    return found


@pytest.fixture
def path(case):
    return f"/office/radar/cases/{case.id}"


@pytest.fixture
def desk(officer, as_):
    return as_(officer)


def test_rules_are_no_secret(anybody):
    rules = anybody.get("/radar/rules").json()
    assert [rule["code"] for rule in rules] == [rule.code for rule in rulebook.RULES]
    assert rules[0] == {
        "code": "entry.without_sign_up",
        "kind": "word",
        "weight": "weak",
        "name": "Put on the roster after the start",
    }


def test_cases_are_listed_and_counted(desk, case, path):
    (listed,) = desk.get("/office/radar/cases").json()["items"]
    assert listed == desk.get(path).json()
    assert (listed["id"], listed["records"], listed["entered_by_name"]) == (str(case.id), 3, "谷雨")
    (count,) = desk.get("/office/radar/counts?region=990101").json()
    assert (count["region_code"], count["cases"], count["records"]) == ("990101", 1, 3)
    assert desk.get("/office/radar/cases?state=dismissed").json()["items"] == []


def test_other_regions_are_not_told(desk, as_, path):
    assert desk.get("/office/radar/cases?region=98").json()["code"] == "identity.not_officer"
    elsewhere = as_(organizations.officer("990102", "立冬"))
    assert elsewhere.get("/office/radar/cases").json()["items"] == []
    assert [elsewhere.get(f"{path}{rest}").status_code for rest in ("", "/records")] == [404, 404]
    assert [
        elsewhere.post(f"{path}/{step}", FOUND_OUT).status_code for step in ("names", "dismissal", "objection")
    ] == [404] * 3


def test_a_key_for_the_office_is_needed(as_, officer, path):
    assert as_(officer, Scope.PROFILE).get(path).status_code == 403


def test_records_have_reasons_in_words_and_masked_people(desk, path):
    first = desk.get(f"{path}/records?limit=2").json()
    rest = desk.get(f"{path}/records?limit=2&cursor={first['next']}").json()
    rows = [*first["items"], *rest["items"]]
    assert (len(rows), rest["next"]) == (3, None)
    assert {row["volunteer_id"] for row in rows} == {None}
    assert sorted(row["name"] for row in rows) == ["处＊", "大＊", "小＊"]
    said = {reason["rule"]: reason["sentence"] for reason in rows[0]["reasons"]}
    assert said["entry.faster_than_activity"] == (
        "Entered 0 min after the person came onto the roster, for service of 120 min."
    )


def test_names_leave_a_trace(desk, path):
    rows = desk.post(f"{path}/names").json()["items"]
    assert sorted(row["name"] for row in rows) == ["处暑", "大暑", "小暑"]
    assert all(row["volunteer_id"] for row in rows)
    assert Entry.objects.filter(name="radar.names_read").count() == 1


def test_a_case_is_dismissed_once(desk, path):
    refused = desk.post(f"{path}/dismissal", {"reason": " "})
    assert (refused.status_code, refused.json()["code"]) == (422, "radar.reason")
    assert desk.post(f"{path}/dismissal", FOUND_OUT).json()["state"] == "dismissed"
    again = desk.post(f"{path}/objection", FOUND_OUT)
    assert (again.status_code, again.json()["code"]) == (409, "radar.decided_already")


def test_a_case_becomes_objections(desk, path):
    objected = desk.post(f"{path}/objection", FOUND_OUT).json()
    assert [one["code"] for one in objected] == ["", "", ""]
    assert all(one["objection_id"] for one in objected)
    assert desk.get(path).json()["state"] == "objected"
