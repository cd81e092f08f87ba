"""Saved searches through the API."""

import pytest

from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids

WISH = {"name": "周末助老", "query": "category=elderly&when=weekend", "telling": "email"}


@pytest.fixture
def path():
    return f"/me/searches/{ids.uuid7()}"


def test_a_search_is_saved_changed_listed_and_thrown_away(volunteer, as_, path):
    me = as_(volunteer)
    made, again = me.put(path, WISH), me.put(path, WISH | {"name": "助老", "query": "q=x"})
    assert (made.status_code, again.status_code) == (201, 200)
    assert (again.json()["name"], again.json()["query"]) == ("助老", WISH["query"])
    assert me.get("/me/searches").json() == [again.json()]
    assert [me.delete(path).status_code, me.delete(path).status_code] == [204, 204]
    assert me.get("/me/searches").json() == []


def test_the_same_query_is_kept_once(volunteer, as_, path):
    me = as_(volunteer)
    made = me.put(path, WISH).json()
    assert me.put(f"/me/searches/{ids.uuid7()}", WISH).json()["id"] == made["id"]


def test_new_addresses_end_the_old_ones(volunteer, as_, path, client):
    me = as_(volunteer)
    made = me.put(path, WISH).json()
    renewed = me.post(f"{path}/new-addresses").json()
    old, new = (each["feed_address"].split("/", 3)[3] for each in (made, renewed))
    assert [client.get(f"/{old}").status_code, client.get(f"/{new}").status_code] == [404, 200]


def test_other_peoples_searches_are_not_there(volunteer, as_, path):
    made = as_(volunteer).put(path, WISH).json()
    other = as_(organizations.person("芒种"))
    assert other.get("/me/searches").json() == []
    assert other.post(f"{path}/new-addresses").status_code == 404
    assert other.delete(path).status_code == 204
    assert other.put(path, WISH).json()["feed_address"] != made["feed_address"]
    assert as_(volunteer).get("/me/searches").json() == [made]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"telling": "sms"}, {"query": "q=" + "x" * 5000}, {"name": "长" * 101}]
)
def test_what_cannot_be_kept_is_refused(volunteer, as_, path, wrong):
    assert as_(volunteer).put(path, WISH | wrong).status_code in (409, 422)


def test_nobody_saves_without_a_key(anybody, path):
    assert anybody.put(path, WISH).status_code == 401
