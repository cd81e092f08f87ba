"""The sitemap in its parts, and what robots are told."""

from xml.etree import ElementTree as ET

import pytest
from django.urls import resolve

from tests.web.open import documents
from volunteercloud.core import memory
from volunteercloud.domain.search import feeds
from volunteercloud.web.open import sitemaps

pytestmark = pytest.mark.django_db

SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(client, path, each="url"):
    answer = client.get(path)
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    found = ET.fromstring(answer.content).findall(f"s:{each}", SPACE)
    return [one.find("s:loc", SPACE).text.removeprefix("http://localhost:8000") for one in found]


def test_every_public_thing_stands_in_one_part(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "SIZE", 2)
    memory.forget_all()
    needs = [documents.need(f"需求{number}") for number in range(5)]
    documents.publish(*needs, documents.organization(), documents.project(), documents.shift(), documents.elsewhere())
    parts = addresses(client, "/sitemap.xml", "sitemap")
    assert parts[0] == "/sitemap/pages.xml"
    seen = [address for part in parts[1:] for address in addresses(client, part)]
    expected = [*needs, documents.organization(), documents.project()]
    assert sorted(seen) == sorted(feeds.path_of(document) for document in expected)
    assert len(parts) == 1 + 1 + 1 + 3


def test_what_is_taken_back_is_gone(client):
    need = documents.need()
    documents.publish(need)
    assert addresses(client, "/sitemap/need-0.xml") == [feeds.path_of(need)]
    documents.withdraw(need)
    assert addresses(client, "/sitemap/need-0.xml") == []


def test_behind_the_end_there_is_nothing(client):
    documents.publish(documents.need())
    assert addresses(client, "/sitemap/need-99999999999999999999.xml") == []


def test_it_says_when_a_page_changed(client):
    documents.publish(documents.need())
    assert b"<lastmod>2026-05-16T01:00:00+00:00</lastmod>" in client.get("/sitemap/need-0.xml").content


def test_a_hostile_address_ends_no_element(client):
    need = documents.need()
    need.number = "<&>"
    documents.publish(need)
    assert addresses(client, "/sitemap/need-0.xml") == ["/needs/<&>/"]


def test_the_pages_of_the_sitemap_are_there(client):
    assert all(resolve(path) for path in addresses(client, "/sitemap/pages.xml"))


@pytest.mark.parametrize(
    "path", ["/sitemap/shift-0.xml", "/sitemap/elsewhere-0.xml", "/sitemap/x-0.xml", "/sitemap/need--1.xml"]
)
def test_there_are_no_other_parts(client, path):
    assert client.get(path).status_code == 404


def test_robots_are_told_what_is_closed_and_where_the_sitemap_is(client):
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == "Sitemap: http://localhost:8000/sitemap.xml"
    assert {"Disallow: /org/", "Disallow: /office/", "Disallow: /me/"} < set(lines)
