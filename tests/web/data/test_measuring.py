"""Pages that say what each measure is."""

import pytest
from django.utils import timezone

from volunteercloud.domain.regions import loading
from volunteercloud.domain.statistics import measures, population, wages
from volunteercloud.domain.statistics.models import Progress

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo():
    loading.load_demo()
    population.load(population.DEMO.read_bytes())
    wages.load(wages.DEMO.read_bytes())


def test_every_measure_stands_in_the_list_and_has_a_page(client):
    listing = client.get("/data/measures/").content.decode()
    for each in measures.listed():
        assert listing.count(f'href="/data/measures/{each.code}/"') >= 1
        page = client.get(f"/data/measures/{each.code}/", headers={"Accept-Language": "en"})
        assert page.status_code == 200
        assert page.content.decode().count("<h1>") == 1


def test_a_page_says_as_of_when(client):
    headers = {"Accept-Language": "en"}
    pages = ("/data/measures/", "/data/measures/people/")
    before = [
        client.get(page, headers=headers).content.decode().count("Nothing has been counted yet.") for page in pages
    ]
    Progress.objects.create(id=1, as_of=timezone.now(), swept_until=timezone.now())
    after = [client.get(page, headers=headers).content.decode().count("As of <time>") for page in pages]
    assert (before, after) == ([1, 1], [1, 1])


def test_an_unknown_measure_is_not_found(client):
    assert client.get("/data/measures/nothing/").status_code == 404
