"""A need on its way from an offer to a confirmed result, by programs."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.needs.models import Need

TIMES = {"starts_at": "2026-05-18T01:00:00Z", "ends_at": "2026-05-18T03:00:00Z"}


@pytest.fixture
def poster(shift):
    return organizations.person("大雪")


@pytest.fixture
def manager(shift):
    return organizations.person("芒种")


@pytest.fixture
def into(manager, at):
    """A public shift of another organization than the station."""
    other = organizations.organization(manager, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    return activities.public_shift(manager, other, at)


@pytest.fixture
def need(poster, organization, at):
    return factories.of_station(poster, organization, at)


def test_from_an_offer_to_a_confirmed_result(as_, poster, manager, volunteer, need, into, clock, at):
    own, theirs = as_(manager), as_(poster)
    base = f"/organizations/{into.organization_id}"
    offered = own.post(f"{base}/needs/{need.id}/offers", {"words": "我们有车。"})
    assert (offered.status_code, offered.json()["state"]) == (201, "waiting")
    assert [one["name"] for one in theirs.get(f"/me/needs/{need.id}/offers").json()] == ["绿岸志愿服务队"]
    assert theirs.post(f"/me/need-offers/{offered.json()['id']}/choice").json()["state"] == "chosen"
    assert own.get(f"{base}/taken-up-needs?part=to_dock").json()["items"][0]["id"] == str(need.id)
    assert own.get(f"{base}/needs/{need.id}/filled").json()["title"] == need.title
    docked = own.post(f"{base}/needs/{need.id}/shift", {"activity_id": str(into.activity_id), "times": TIMES})
    assert (docked.status_code, docked.json()["state"], docked.json()["way"]) == (201, "docked", "shift")
    shift = factories.serve(manager, need, volunteer, at)
    clock.at = shift.ends_at + timedelta(hours=1)
    assert own.post(f"{base}/needs/{need.id}/follow").json()["served_minutes"] == 120
    (visit,) = theirs.get(f"/me/needs/{need.id}/visits").json()
    assert (visit["state"], visit["served_people"]) == ("counted", 1)
    assert theirs.post(f"/me/needs/{need.id}/confirmation", {"rating": 6}).status_code == 422
    assert theirs.post(f"/me/needs/{need.id}/confirmation", {"rating": 5}).json()["state"] == "confirmed"
    assert as_(volunteer).get(f"{base}/need-results").json() == {
        "answered": 1, "met": 1, "confirmed": 1, "rated": 1, "rating": None,
    }  # fmt: skip


def test_the_address_is_opened_by_who_comes_and_the_poster_sees_it(as_, poster, manager, volunteer, need, into, at):
    factories.docked(poster, manager, need, into, at)
    base = f"/organizations/{into.organization_id}"
    assert as_(manager).post(f"{base}/needs/{need.id}/details").json()["address"] == factories.ADDRESS
    assert as_(volunteer).post(f"/me/needs/{need.id}/details").status_code == 403
    assert [one["role"] for one in as_(poster).get(f"/me/needs/{need.id}/readers").json()] == ["organization"]


def test_volunteers_offer_and_take_back(as_, volunteer, owner, need):
    call = as_(volunteer)
    made = call.post(f"/needs/{need.id}/offers", {"words": "我会开车。"}).json()
    assert made["name"] == "小＊"
    assert [one["id"] for one in call.get("/me/need-offers").json()["items"]] == [made["id"]]
    assert as_(owner).post(f"/need-offers/{made['id']}/choice").json()["state"] == "chosen"
    taken_back = call.post(f"/me/need-offers/{made['id']}/withdrawal", {"reason": "那天要上课。"})
    assert taken_back.json()["state"] == "withdrawn"


def test_the_same_request_docks_once(as_, poster, manager, need, into, at):
    factories.chosen(poster, manager, into.organization, need, at)
    call, body = as_(manager), {"activity_id": str(into.activity_id), "times": TIMES}
    path = f"/organizations/{into.organization_id}/needs/{need.id}/shift"
    answers = [call.post(path, body, **{"Idempotency-Key": "1"}) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert (call.post(path, body).status_code, call.post(path, body).json()["code"]) == (409, "need.docked")


def test_twin_help_by_a_program(as_, poster, manager, need, into, at):
    Need.objects.filter(id=need.id).update(frequency="until_solved")
    factories.chosen(poster, manager, into.organization, need, at)
    call, base = as_(manager), f"/organizations/{into.organization_id}"
    plan = {
        "household": "临溪里的奶奶", "activity_id": str(into.activity_id), "weekdays": [1], "from_on": "2026-05-18",
        "times": 3, "starts": "09:00", "ends": "11:00",
    }  # fmt: skip
    paired = call.post(f"{base}/needs/{need.id}/pairing", plan)
    assert paired.status_code == 201
    assert len(call.get(f"{base}/needs/{need.id}/visits").json()) == 3
    ended = call.post(f"{base}/pairings/{paired.json()['id']}/end", {"reason": "老人搬走了。", "still_needed": True})
    assert (ended.status_code, Need.objects.get(id=need.id).state) == (200, "open")
    assert [one["reason"] for one in call.get(f"{base}/pairings").json()["items"]] == ["老人搬走了。"]


def test_strangers_get_nowhere(as_, poster, manager, volunteer, need, into, at):
    offer = factories.chosen(poster, manager, into.organization, need, at)
    call, base = as_(volunteer), f"/organizations/{into.organization_id}"
    body = {"activity_id": str(into.activity_id), "times": TIMES}
    answers = [
        call.post(f"{base}/needs/{need.id}/offers"),
        call.post(f"{base}/needs/{need.id}/shift", body),
        call.post(f"/me/need-offers/{offer.id}/withdrawal", {"reason": "不是我的。"}),
        call.post(f"/me/need-offers/{offer.id}/choice"),
        call.get(f"{base}/needs/{need.id}/offers"),
        call.get(f"{base}/needs/{need.id}/visits"),
        call.get(f"{base}/taken-up-needs"),
        call.get(f"{base}/pairings"),
        call.get(f"/me/needs/{need.id}/readers"),
        call.post(f"/me/needs/{need.id}/confirmation", {"rating": 5}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 404, 403, 404, 404, 404, 404, 404, 403]
