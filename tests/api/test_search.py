"""The one search through the API: open to everybody, in pages, with facets on the first."""

import pytest
from django.utils import timezone

from tests.domain.search import factories
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.regions import loading as regions


@pytest.fixture
def search(db, client):
    regions.load_demo()
    codes.load()

    def ask(**asked):
        return client.get("/api/v1/search", asked)

    return ask


def test_pages_with_facets_on_the_first(search):
    factories.put(timezone.now(), "社区午餐", "午餐配送", "植树", latitude=30.25, longitude=120.17)
    first = search(text="午餐", limit=1, latitude=30.25, longitude=120.18).json()
    second = search(text="午餐", limit=1, latitude=30.25, longitude=120.18, cursor=first["next"]).json()
    assert (first["total"], first["is_capped"], second["next"], second["facets"]) == (2, False, None, None)
    assert {first["items"][0]["title"], second["items"][0]["title"]} == {"社区午餐", "午餐配送"}
    assert first["items"][0]["distance_m"] == 961
    assert first["facets"]["kind"] == [{"code": "shift", "number": 2, "is_capped": False}]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"text": "午" * 201}, 422),
        ({"within_km": 5}, 422),
        ({"sort": "distance"}, 422),
        ({"sort": "price"}, 422),
        ({"kind": "person"}, 422),
        ({"weekday": 8}, 422),
        ({"latitude": 91, "longitude": 0}, 422),
        ({"cursor": "x"}, 422),
        ({"cursor": "WyJkYXRlLjEueCJd"}, 422),
    ],
)
def test_what_makes_no_sense_is_refused(search, asked, status):
    assert search(**asked).status_code == status


def test_filters_narrow(search):
    now = timezone.now()
    factories.put(now, "午餐", category="elderly", has_insurance=True)
    factories.put(now, "植树", category="environment")
    assert [item["title"] for item in search(category="elderly", insured="true").json()["items"]] == ["午餐"]
    assert [item["title"] for item in search(category=["elderly", "environment"]).json()["items"]] == ["午餐", "植树"]
