"""schema.org in pages and in the feed, held to models of the vocabulary that are not ours."""

import json
import re
from datetime import timedelta

import pydantic
import pytest
from django.utils import timezone

from tests.domain.activities import factories as activity_factories
from tests.domain.organizations import factories
from tests.web.open import documents
from tests.web.open.vocabulary import checked
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.search import feeds
from volunteercloud.web.open import linked

pytestmark = pytest.mark.django_db


def blocks(page) -> list[dict]:
    """What the data blocks of a page say, one object each."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.S)
    whole = [json.loads(block) for block in found]
    assert all(block["@context"] == "https://schema.org" for block in whole)
    return [each for block in whole for each in block.get("@graph", [block])]


@pytest.mark.parametrize("said", documents.everything(), ids=lambda document: f"{document.kind} {document.title[:9]}")
def test_every_document_is_schema_org(said):
    model = checked(linked.of_document(said))
    assert model.name == linked.of_document(said)["name"]


@pytest.mark.parametrize(
    "said",
    [
        {"@type": "Event", "name": "x", "places": 3},
        {"@type": "Event", "name": "x", "startDate": "on Saturday"},
        {"@type": "Event", "name": "x", "organizer": {"@type": "Place", "name": "x"}},
    ],
)
def test_the_models_refuse_what_is_not(said):
    with pytest.raises(pydantic.ValidationError):
        checked(said)


def test_a_shift_says_what_search_engines_ask_for():
    said = linked.of_document(documents.shift())
    assert said["@type"] == "Event"
    assert (said["startDate"], said["endDate"]) == ("2026-05-23T09:00+08:00", "2026-05-23T11:00+08:00")
    assert said["location"]["name"] == "临溪图书馆"
    assert said["maximumAttendeeCapacity"] == 8
    assert said["typicalAgeRange"] == "16-"
    remote = linked.of_document(documents.shift(is_remote=True))
    assert remote["location"]["@type"] == "VirtualLocation"


def test_a_need_says_its_region_and_nothing_nearer():
    said = linked.of_document(documents.need())
    assert said["areaServed"] == {"@type": "AdministrativeArea", "name": "演示省青禾市临溪区", "identifier": "990101"}
    assert "30.77" not in json.dumps(said)


def test_the_page_of_an_organization(client, at):
    organization = factories.organization(factories.person(), at)
    Organization.objects.filter(pk=organization.pk).update(name=documents.HOSTILE, purpose=documents.HOSTILE)
    page = client.get(f"/o/{organization.number}/")
    ngo, crumbs = blocks(page)
    assert [checked(each).__class__.__name__ for each in (ngo, crumbs)] == ["NGO", "BreadcrumbList"]
    assert ngo["description"] == documents.HOSTILE
    assert (
        crumbs["itemListElement"][-1]["item"]["@id"] == ngo["url"] == f"http://localhost:8000/o/{organization.number}/"
    )
    assert "<script>alert" not in page.text


def test_the_page_of_a_project(client):
    owner, now = factories.person(), timezone.now()
    organization = factories.organization(owner, now)
    window = {"recruits_from": now.date(), "recruits_to": now.date() + timedelta(days=9)}
    shift = activity_factories.public_shift(owner, organization, now, details=window)
    Project.objects.update(title=documents.HOSTILE[:40], content=documents.HOSTILE)
    page = client.get(f"/p/{organization.id}/{shift.project_id}/")
    series, crumbs = blocks(page)
    assert [checked(each).__class__.__name__ for each in (series, crumbs)] == ["EventSeries", "BreadcrumbList"]
    assert series["description"] == documents.HOSTILE
    assert [event["@id"] for event in series["subEvent"]] == [linked.identity(shift.id)]
    assert "<script>alert" not in page.text


def test_results_are_a_list_in_their_order():
    said = linked.found([documents.shift(), documents.need()])
    assert checked(said).__class__.__name__ == "ItemList"
    assert [item["position"] for item in said["itemListElement"]] == [1, 2]


def test_a_data_block_can_hold_nothing_that_ends_it():
    text = linked.script({"@type": "NGO", "name": documents.HOSTILE})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text)["name"] == documents.HOSTILE


def test_whoever_follows_a_name_comes_to_the_page(client, at):
    shift, need, organization = documents.shift(), documents.need(), documents.organization()
    documents.publish(shift, need, organization)
    for document in (shift, need, organization):
        answer = client.get(linked.identity(document.id).removeprefix("http://localhost:8000"))
        assert (answer.status_code, answer.url) == (303, feeds.path_of(document))
    documents.withdraw(need, at=at + timedelta(hours=1))
    assert client.get(f"/open/id/{need.id}").status_code == 404


def test_results_are_said_where_search_engines_may_look(client):
    soon = {"starts_at": timezone.now() + timedelta(days=1), "ends_at": timezone.now() + timedelta(days=1, hours=1)}
    documents.publish(documents.shift(**soon, closes_at=soon["starts_at"]))
    (found,) = blocks(client.get("/find/?region="))
    assert [item["name"] for item in found["itemListElement"]] == ["图书馆陪读"]
    assert blocks(client.get("/find/?region=&q=没有这样的")) == []
