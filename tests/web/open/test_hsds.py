"""Stations and needs in the resources, names and pages of HSDS 3.0."""

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tests.domain.organizations import factories
from tests.web.open import documents, hsds_schema
from volunteercloud.domain.needs.models import Need

pytestmark = pytest.mark.django_db

ROOT = "/open/hsds"
LISTS = {
    "services": (hsds_schema.LISTED_SERVICE, hsds_schema.SERVICE),
    "service_at_locations": (hsds_schema.SERVICE_AT_LOCATION, hsds_schema.SERVICE_AT_LOCATION),
    "organizations": (hsds_schema.LISTED_ORGANIZATION, hsds_schema.ORGANIZATION),
    "taxonomies": (hsds_schema.TAXONOMY, hsds_schema.TAXONOMY),
    "taxonomy_terms": (hsds_schema.TERM, hsds_schema.TERM),
}


def holds(said, schema):
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(said)


@pytest.fixture
def station(at):
    organization = factories.organization(factories.person(), at)
    found = documents.station(organization.id)
    documents.publish(documents.organization(number="GTEST"))
    return found


@pytest.fixture
def needs(station):
    owner = factories.person("芒种")
    published = [
        documents.need("送餐", title=documents.HOSTILE[:60], summary=documents.HOSTILE),
        documents.need("陪诊"),
        documents.need("远程"),
    ]
    documents.publish(*published)
    documents.rows_of_need(published[0], owner, station_id=station.organization_id)
    documents.rows_of_need(
        published[1], owner, frequency="recurring", weekdays=[1, 6], from_minute=540, to_minute=1440, skills=["driving"]
    )
    once = {"starts_at": documents.AT, "ends_at": documents.AT.replace(hour=3), "languages": ["zh"], "minimum_age": 18}
    documents.rows_of_need(published[2], owner, frequency="once", is_remote=True, **once)
    return published


@pytest.mark.parametrize("name", LISTS)
def test_lists_and_what_stands_in_them_are_of_the_specification(client, needs, name):
    of_list, of_one = LISTS[name]
    page = client.get(f"{ROOT}/{name}").json()
    holds(page, hsds_schema.page(of_list))
    assert page["total_items"] == page["size"] > 0
    for row in page["contents"]:
        whole = client.get(f"{ROOT}/{name}/{row['id']}").json()
        holds(whole, of_one)
        assert whole["id"] == row["id"]


def test_the_schema_refuses_what_is_not(client, needs):
    whole = client.get(f"{ROOT}/services/{needs[0].id}").json()
    for wrong in ({"status": "open"}, {"phones": []}, {"url": 3}, {"id": None}):
        with pytest.raises(ValidationError):
            holds(whole | wrong, hsds_schema.SERVICE)


def test_the_root_says_which_version(client):
    assert client.get(f"{ROOT}/").json() == {
        "version": "3.0",
        "profile": "http://localhost:8000/open/",
        "openapi_url": "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json",
    }


def test_a_station_is_a_service_of_its_organization(client, station):
    whole = client.get(f"{ROOT}/services/{station.id}").json()
    assert whole["organization"]["id"] == whole["organization_id"] == str(station.organization_id)
    assert [attribute["value"] for attribute in whole["attributes"]] == ["Volunteer service station 志愿服务站"]
    assert whole["service_at_locations"][0]["location"]["name"] == "演示省青禾市临溪区"


def test_a_need_says_when_and_what_but_not_where_or_whose(client, needs):
    weekly = client.get(f"{ROOT}/services/{needs[1].id}").json()
    (schedule,) = weekly["schedules"]
    assert {name: schedule[name] for name in ("freq", "byday", "opens_at", "closes_at")} == {
        "freq": "WEEKLY",
        "byday": "MO,SA",
        "opens_at": "09:00+08:00",
        "closes_at": "23:59+08:00",
    }
    assert "organization" not in weekly
    once = client.get(f"{ROOT}/services/{needs[2].id}").json()
    assert once["service_at_locations"][0]["location"]["location_type"] == "virtual"
    assert (once["schedules"][0]["opens_at"], once["minimum_age"]) == ("09:00+08:00", 18)


def test_what_is_no_longer_open_is_not_there(client, needs):
    Need.objects.filter(id=needs[0].id).update(state="expired", ended_at=documents.AT)
    documents.withdraw(needs[0])
    assert client.get(f"{ROOT}/services/{needs[0].id}").status_code == 404
    assert client.get(f"{ROOT}/services").json()["total_items"] == 3


def test_pages_follow_each_other_from_stations_to_needs(client, needs, station):
    seen = []
    for number in (1, 2, 3, 4, 5):
        page = client.get(f"{ROOT}/services?page={number}&per_page=1").json()
        assert (page["total_pages"], page["page_number"]) == (4, number)
        assert (page["first_page"], page["last_page"], page["empty"]) == (number == 1, number >= 4, number == 5)
        seen += [row["id"] for row in page["contents"]]
    assert seen[0] == str(station.id)
    assert sorted(seen[1:]) == sorted(str(need.id) for need in needs)


def test_the_terms_of_one_taxonomy(client):
    (category,) = [
        row for row in client.get(f"{ROOT}/taxonomies").json()["contents"] if row["name"] == "Categories of service"
    ]
    terms = client.get(f"{ROOT}/taxonomy_terms?taxonomy_id={category['id']}").json()["contents"]
    assert [term["code"] for term in terms] == ["community", "elderly"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("page=0", "open.page"),
        ("page=x", "open.page"),
        ("page=１", "open.page"),
        ("per_page=101", "open.page"),
        ("per_page=-1", "open.page"),
        ("page=99999999", "open.page"),
        ("page=1000000", "open.too_deep"),
        ("search=x", "open.filter"),
        ("postcode=100000&proximity=1", "open.filter"),
    ],
)
def test_what_can_not_be_answered_is_refused(client, asked, code):
    answer = client.get(f"{ROOT}/services?{asked}")
    assert (answer.status_code, answer.json()["type"]) == (400, f"urn:volunteercloud:problem:{code}")


@pytest.mark.parametrize("name", LISTS)
def test_an_id_that_nobody_has_is_not_found(client, name):
    answer = client.get(f"{ROOT}/{name}/{documents.named('nobody')}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
