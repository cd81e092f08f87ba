"""The tree of organizations through the API: asked, answered, founded, moved and ended."""

import pytest

from tests.domain.organizations import factories
from volunteercloud.core import memory
from volunteercloud.domain.codes.models import Term
from volunteercloud.domain.organizations import actions


@pytest.fixture
def leader(owner, as_):
    return as_(owner)


@pytest.fixture
def city(organization, at):
    above = factories.person("芒种")
    return factories.organization(above, at, name="青禾市志愿服务联合会", uscc="51990000MJ00000023"), above


@pytest.fixture
def federation(city, as_):
    return as_(city[1])


def at_home(organization, rest):
    return f"/organizations/{organization.id}{rest}"


def test_the_register_is_public_and_officers_see_every_state(organization, owner, officer, leader, as_, at):
    draft = factories.particulars(name="晨光草稿", uscc="")
    actions.register_organization(actor=owner, particulars=draft, at=at)
    found = leader.get("/register?text=晨光").json()
    assert [(row["name"], row["depth"]) for row in found["items"]] == [(organization.name, 0)]
    assert leader.get("/organizations?region=99").status_code == 403
    listed = as_(officer).get("/organizations?region=990101&text=晨光").json()
    assert [(row["name"], row["state"]) for row in listed["items"]] == [
        (organization.name, "active"),
        ("晨光草稿", "draft"),
    ]


def test_joining_and_leaving(organization, leader, federation, city):
    city, _above = city
    asked = leader.post(at_home(organization, "/joining"), {"parent_id": str(city.id), "words": "同城"})
    assert (asked.status_code, asked.json()["state"]) == (201, "waiting")
    assert leader.post(at_home(city, "/joining"), {"parent_id": str(organization.id)}).status_code == 403
    assert [row["words"] for row in federation.get(at_home(city, "/joinings")).json()] == ["同城"]
    assert leader.get(at_home(city, "/joinings")).status_code == 404
    answer = at_home(city, f"/joinings/{organization.id}")
    assert leader.put(answer, {"accept": True}).status_code == 403
    assert federation.put(answer, {"accept": False}).json()["code"] == "joining.reason"
    assert federation.put(answer, {"accept": True}).json()["state"] == "accepted"
    assert [row["id"] for row in leader.get(at_home(organization, "/above")).json()] == [str(city.id)]
    below = leader.get(at_home(city, "/below")).json()
    assert [(row["id"], row["depth"]) for row in below["items"]] == [(str(organization.id), 1)]
    assert leader.post(at_home(organization, "/leaving"), {}).status_code == 200
    assert leader.delete(at_home(organization, "/joining")).json()["code"] == "joining.answered"


def test_branches(organization, leader, federation):
    Term.objects.create(
        list="organization_kind",
        code="branch",
        name="分支机构",
        name_en="Branch",
        position=9,
        valid_from=factories.BEGAN,
    )
    memory.forget_all()
    body = {"name": "东渡分队", "region_code": "990102"}
    assert federation.post(at_home(organization, "/branches"), body).status_code == 403
    founded = leader.post(at_home(organization, "/branches"), body)
    assert (founded.status_code, founded.json()["region_code"], founded.json()["kind"]) == (201, "990102", "branch")


def test_officers_move(organization, officer, leader, city, as_):
    city, _above = city
    body = {"parent_id": str(city.id), "reason": "区划调整。"}
    assert leader.put(at_home(organization, "/parent"), body).status_code == 403
    assert as_(officer).put(at_home(organization, "/parent"), body).status_code == 200
    ring = as_(officer).put(at_home(city, "/parent"), {"parent_id": str(organization.id), "reason": "试一试。"})
    assert ring.json()["code"] == "organization.tail_bite"


def test_ending(organization, leader, federation, officer, city, as_):
    city, _above = city
    body = {"successor_id": str(city.id), "reason": "任务完成。"}
    assert federation.post(at_home(organization, "/ending"), body).status_code == 403
    assert leader.post(at_home(organization, "/ending"), body | {"kind": "removal"}).status_code == 403
    assert leader.post(at_home(organization, "/ending"), body).json()["state"] == "waiting"
    assert leader.delete(at_home(organization, "/ending")).json()["state"] == "withdrawn"
    leader.post(at_home(organization, "/ending"), body)
    assert [row["reason"] for row in federation.get(at_home(city, "/endings")).json()] == ["任务完成。"]
    assert leader.put(at_home(organization, "/ending"), {"accept": True}).status_code == 403
    assert federation.put(at_home(organization, "/ending"), {"accept": True}).json()["state"] == "done"
    history = leader.get(at_home(organization, "/history")).json()
    assert history["end"]["successor_id"] == str(city.id)
    assert as_(officer).post(at_home(organization, "/dissolution"), body).json()["code"] == "organization.over"


def test_merging(organization, officer, leader, city, as_):
    city, _above = city
    body = {"organization_ids": [str(organization.id)], "successor_id": str(city.id), "reason": "合并办公。"}
    assert leader.post("/mergers", body).status_code == 403
    assert [row["kind"] for row in as_(officer).post("/mergers", body).json()] == ["merger"]
