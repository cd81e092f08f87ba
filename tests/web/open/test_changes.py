"""The feed of changes: read from its beginning it gives all that is open, whatever happened in between."""

import gzip
import json
from datetime import timedelta

import pytest

from tests.web.open import documents
from volunteercloud.domain.search import following, index
from volunteercloud.domain.search.models import Kind
from volunteercloud.web.open import views

pytestmark = pytest.mark.django_db


def read(client, address="/open/changes"):
    """All pages from here on, until the feed has nothing more: what an RPDE client does."""
    pages = []
    while True:
        page = json.loads(client.get(address).content)
        if not page["items"]:
            assert page["next"].endswith(address)
            return pages
        pages.append(page)
        address = page["next"].removeprefix("http://localhost:8000")


def state_of(pages):
    held = {}
    for page in pages:
        for item in page["items"]:
            if item["state"] == "updated":
                held[item["id"]] = item["data"]["name"]
            else:
                held.pop(item["id"], None)
    return held


@pytest.fixture
def short_pages(monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)


def test_reading_from_the_beginning_gives_what_is_open(client, short_pages):
    shifts = [documents.shift(f"班{number}") for number in range(5)]
    shifts[4].closes_at = documents.AT + timedelta(hours=2)
    documents.publish(*shifts)
    documents.withdraw(shifts[1])
    documents.publish(documents.shift("班3", title="改名"), at=documents.AT + timedelta(hours=1))
    following.follow(documents.AT + timedelta(hours=2))
    pages = read(client)
    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    assert sorted(state_of(pages)) == sorted(str(shifts[number].id) for number in (0, 2, 3))
    assert state_of(pages)[str(shifts[3].id)] == "改名：陪读员"


def test_whoever_follows_learns_of_each_change_once(client):
    first, second = documents.shift("一"), documents.shift("二")
    documents.publish(first, second)
    (page,) = read(client)
    follow = page["next"].removeprefix("http://localhost:8000")
    assert read(client, follow) == []
    documents.withdraw(first)
    (page,) = read(client, follow)
    assert [(item["state"], item["id"], "data" in item) for item in page["items"]] == [
        ("deleted", str(first.id), False)
    ]


def test_items_stand_in_the_order_of_their_changes(client):
    documents.publish(*documents.everything())
    (page,) = read(client)
    numbers = [item["modified"] for item in page["items"]]
    assert numbers == sorted(set(numbers))
    assert page["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_one_kind_alone(client):
    documents.publish(*documents.everything())
    (page,) = read(client, "/open/changes?kind=need")
    assert {item["kind"] for item in page["items"]} == {"need"}
    assert page["next"].endswith("&kind=need")
    (page,) = read(client)
    assert {item["kind"] for item in page["items"]} == {"need", "shift", "project", "organization"}


def test_what_others_publish_is_not_passed_on(client):
    documents.publish(documents.elsewhere())
    assert read(client) == []
    assert client.get("/open/changes?kind=elsewhere").status_code == 400


def test_a_change_that_has_no_number_yet_waits(client):
    index.put([documents.shift()], documents.AT)
    assert read(client) == []


@pytest.mark.parametrize("place", ["-1", "x", "", "99999999999999999999", "1e3", "１", "9223372036854775808", "%00"])
def test_a_place_that_is_none_is_refused(client, place):
    answer = client.get(f"/open/changes?afterChangeNumber={place}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["type"] == "urn:volunteercloud:problem:open.place"


def test_whole_pages_are_kept_longer_than_the_last(client, short_pages):
    documents.publish(*[documents.shift(f"班{number}") for number in range(3)])
    ages = {place: client.get(f"/open/changes?afterChangeNumber={place}")["Cache-Control"] for place in (0, 2, 3)}
    assert ages == {0: "public, max-age=3600", 2: "public, max-age=10", 3: "public, max-age=10"}


def test_what_has_not_changed_is_not_sent_again(client):
    documents.publish(documents.shift())
    first = client.get("/open/changes")
    again = client.get("/open/changes", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    documents.publish(documents.shift(title="另一个"))
    assert client.get("/open/changes", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_it_is_compressed_and_the_same_for_everybody(client):
    documents.publish(*documents.everything())
    packed = client.get("/open/changes", headers={"accept-encoding": "gzip", "accept-language": "en"})
    plain = client.get("/open/changes", headers={"accept-language": "zh-CN"})
    assert gzip.decompress(packed.content) == plain.content
    assert (plain["Vary"], plain.get("Content-Language"), plain["Access-Control-Allow-Origin"]) == (
        "Accept-Encoding",
        None,
        "*",
    )
    assert not plain.cookies


def test_only_reading(client):
    assert client.post("/open/changes").status_code == 405


def test_kinds_are_those_of_the_index():
    assert {*views.OURS, Kind.ELSEWHERE} == set(Kind)
