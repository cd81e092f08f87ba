"""What suits whom through the API: rankings with reasons, preferences, questions and answers, conditions, weights."""

from datetime import timedelta

import pytest

from tests.domain.matching import factories
from tests.domain.needs import factories as needs
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.activities.models import Post, SignUp
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.matching.models import Findable
from volunteercloud.domain.matching.wishes import WISHES


@pytest.fixture
def somebody(owner, at):
    return factories.findable("芒种")


@pytest.fixture
def suited(shift):
    return f"/organizations/{shift.organization_id}/shifts/{shift.id}/suited"


def test_people_are_found_by_number_asked_and_answer(suited, owner, shift, somebody, as_, clock):
    found = as_(owner).get(suited).json()
    number = organizations.number_of(somebody)
    (person,) = found["items"]
    assert (found["version"], person["number"], person["district"], person["asked"]) == (1, number, "990101", "")
    assert set(person) == {"number", "district", "reasons", "asked"}
    assert [set(reason) for reason in person["reasons"]] == [{"code", "words"}] * len(person["reasons"])
    asks = f"/organizations/{shift.organization_id}/asks/shift/{shift.id}"
    assert [ask["state"] for ask in as_(owner).post(asks, {"numbers": [number]}).json()] == ["waiting"]
    assert as_(owner).post(asks, {"numbers": [number]}).json()["code"] == "matching.nobody_asked"

    (mine,) = as_(somebody).get("/me/asks").json()
    answer = f"/me/asks/{mine['organization_id']}/{mine['subject_id']}/answer"
    assert as_(somebody).post(answer, {"accept": True}).json()["state"] == "accepted"
    assert as_(somebody).post(answer, {"accept": True}).json()["state"] == "accepted"
    assert SignUp.objects.get().volunteer_id == somebody.id
    asked = as_(owner).get(f"/organizations/{shift.organization_id}/asks/{shift.id}").json()
    assert [(ask["number"], ask["state"]) for ask in asked] == [(number, "accepted")]


def test_strangers_find_and_ask_nobody(suited, shift, somebody, volunteer, as_, clock):
    asks = f"/organizations/{shift.organization_id}/asks/shift/{shift.id}"
    number = organizations.number_of(somebody)
    assert as_(volunteer).get(suited).status_code == 403
    assert as_(volunteer).post(asks, {"numbers": [number]}).status_code == 403
    assert as_(volunteer).get(f"/organizations/{shift.organization_id}/asks/{shift.id}").status_code == 403


def test_what_suits_me_is_said_and_read_back(volunteer, as_, clock):
    me = as_(volunteer)
    assert me.get("/me/matching").json()["reach_km"] is None
    said = {"reach_km": 8, "latitude": 30.256, "longitude": 120.171, "parts": [0, 20], "remote": False}
    assert me.put("/me/matching", said).json() == said | {"latitude": 30.26, "longitude": 120.17, "from_region": ""}
    assert me.put("/me/matching", {"parts": [21]}).status_code == 422
    assert me.put("/me/matching", {"reach_km": 501}).status_code == 422
    assert me.put("/me/matching", {"latitude": 30.2}).json()["code"] == "preference.point"
    assert me.get("/me/opportunities").json() == {"version": 1, "items": []}


def test_being_found_is_a_consent_like_the_others(volunteer, as_, at, clock):
    Volunteer.objects.filter(id=volunteer.id).update(
        real_name_level=1, real_name_at=at, name="小满", birth_on="1990-04-20"
    )
    me = as_(volunteer)
    assert me.put("/me/consents/found").status_code == 200
    assert Findable.objects.count() == 1
    assert me.delete("/me/consents/found").status_code == 200
    assert Findable.objects.count() == 0


def test_every_condition_is_told_to_the_person_and_less_to_the_coordinator(owner, shift, somebody, as_, clock):
    Post.objects.filter(id=shift.post_id).update(skills=["driving"], minimum_age=40)
    factories.prefer(somebody, clock.at, parts=(20,))
    mine = as_(somebody).get(f"/me/conditions/{shift.organization_id}/{shift.id}").json()
    against = {one["code"]: one for one in mine["conditions"] if not one["is_met"]}
    assert (set(against), against["skill"]["terms"], mine["is_met"]) == ({"age", "skill", "time"}, ["driving"], False)
    number = organizations.number_of(somebody)
    theirs = as_(owner).get(f"/organizations/{shift.organization_id}/shifts/{shift.id}/conditions/{number}").json()
    assert {one["code"] for one in theirs["conditions"] if not one["is_met"]} == {"age", "skill"}
    assert "40" not in str(theirs)
    unknown = f"/organizations/{shift.organization_id}/shifts/{shift.id}/conditions/V00000000000"
    assert as_(owner).get(unknown).json()["code"] == "signup.unknown"


def test_needs_for_an_organization_and_organizations_for_a_need(owner, organization, volunteer, as_, at, clock):
    need = needs.need(volunteer, at, category="community", station_id=organization.id)
    (suited,) = as_(owner).get(f"/organizations/{organization.id}/suited-needs").json()["items"]
    assert (suited["number"], suited["reasons"][0]["code"]) == (need.number, "kind")
    (found,) = as_(volunteer).get(f"/needs/{need.number}/organizations").json()["items"]
    assert found["id"] == str(organization.id)
    assert as_(organizations.person("芒种")).get(f"/needs/{need.number}/organizations").status_code == 403
    assert as_(volunteer).get(f"/organizations/{organization.id}/suited-needs").status_code == 403


def test_whether_one_can_help_with_a_need(organization, volunteer, somebody, as_, at, clock):
    need = needs.need(volunteer, at, station_id=organization.id)
    address = f"/me/conditions/needs/{need.number}"
    assert as_(somebody).get(address).json()["is_met"] is True
    clock.at = at + timedelta(days=1)
    factories.prefer(somebody, at, parts=(20,))
    (failing,) = [one for one in as_(somebody).get(address).json()["conditions"] if not one["is_met"]]
    assert (failing["code"], failing["way"]) == ("time", "preferences")


def test_weights_are_public_and_set_by_officers_of_the_country(anybody, officer, as_, clock):
    shown = {one["purpose"]: one["weights"] for one in anybody.get("/matching/weights").json()}
    assert shown == {purpose: {wish.code: wish.weight for wish in wishes} for purpose, wishes in WISHES.items()}
    address, said = "/office/matching/weights/volunteers", {"weights": {"near": 40}, "reason": "大城市里距离更要紧。"}
    assert as_(officer).post(address, said).status_code == 403
    country = as_(organizations.officer(None, "大暑"))
    made = country.post(address, said).json()
    assert (made["version"], made["weights"]["near"], made["weights"]["interest"]) == (2, 40, 25)
    assert country.post(address, said).json()["version"] == 2
    assert country.post(address, said | {"weights": {"nearr": 1}}).json()["code"] == "weights.unknown"
    assert country.post(address, said | {"weights": {"near": 101}}).status_code == 422
    assert country.post(address, said | {"reason": " "}).json()["code"] in ("weights.reason", "request.invalid")
    assert [one["version"] for one in anybody.get("/matching/weights?purpose=volunteers").json()] == [2, 1]
