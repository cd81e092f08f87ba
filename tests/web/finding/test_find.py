from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance

FIND = reverse("volunteer:find")


@pytest.fixture
def visitor():
    client = Client()
    client.cookies["django_language"] = "en"
    return client


def titles(page):
    return [(row.document.title, row.places_left) for row in page.context["found"]]


def test_what_is_open_is_listed_with_the_places_left(visitor, shift, volunteer, at):
    attendance.sign_up(shift, volunteer, at)
    assert titles(visitor.get(FIND)) == [("社区送午餐", 1)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "午餐 晨光"}, 1),
        ({"q": "合唱"}, 0),
        ({"category": "elderly"}, 1),
        ({"category": "community"}, 0),
        ({"region": "990101"}, 1),
        ({"region": "990102"}, 0),
        ({"where": "临溪"}, 1),
        ({"where": "东渡区"}, 0),
        ({"on": "2026-05-18"}, 1),
        ({"on": "2026-05-17"}, 0),
        ({"when": "today"}, 0),
        ({"when": "weekend"}, 0),
        ({"when": "evenings"}, 0),
    ],
)
def test_the_address_narrows_the_list(visitor, shift, asked, found):
    assert (len(titles(visitor.get(FIND, asked)))) == found


def test_evenings_are_those_of_weekdays(visitor, owner, shift, at):
    monday_evening = timezone.localtime(at).replace(hour=18) + timedelta(days=2)
    activities.shift(owner, shift.post, at, begins_in=monday_evening - at)
    found = visitor.get(FIND, {"when": "evenings"}).context["found"]
    assert [timezone.localtime(row.document.starts_at).hour for row in found] == [18]


def test_a_later_page_goes_on_where_this_one_ends(visitor, owner, shift, at):
    for day in range(24):
        activities.shift(owner, shift.post, at, begins_in=timedelta(days=3 + day))
    first = visitor.get(FIND)
    second = visitor.get(FIND, {"after": first.context["page_of"].after})
    shown = [row.document.id for page in (first, second) for row in page.context["found"]]
    assert (len(first.context["found"]), len(second.context["found"])) == (20, 5)
    assert len(set(shown)) == 25
    assert second.context["page_of"].after == ""


@pytest.mark.parametrize(
    "nonsense",
    [
        {"q": "\0"},
        {"q": "a" * 5000},
        {"after": "x"},
        {"after": "2026-05-18T01:00:00~1"},
        {"after": "9999-12-31T23:59:59+00:00~01a200a9-ed0e-7f97-8014-c8c6072d9a4a"},
        {"on": "9999-12-31"},
        {"on": "2026-02-31"},
        {"region": "zzz"},
        {"when": "never"},
        {"category": "'; --"},
    ],
)
def test_what_makes_no_sense_asks_for_nothing(visitor, shift, nonsense):
    page = visitor.get(FIND, nonsense)
    assert page.status_code == 200


def test_an_empty_list_says_what_to_do_next(visitor, shift):
    page = visitor.get(FIND, {"region": "990102"})
    assert "Nothing is open here at this time" in page.content.decode()
    assert f"{FIND}?region=" in page.content.decode()


def test_a_name_of_several_places_is_asked_back(visitor, shift):
    page = visitor.get(FIND, {"where": "9"})
    assert "No place is called “9”" in page.content.decode()


def test_the_reader_begins_in_their_own_city(browser, visitor, settings, shift):
    settings.DEMO = False
    assert browser.get(FIND).context["wish"].asked.region_code == "9901"
    assert visitor.get(FIND).context["wish"].asked.region_code == ""


def test_finding_asks_little_of_the_database(visitor, browser, shift, django_assert_max_num_queries):
    visitor.get(FIND)
    with django_assert_max_num_queries(5):
        visitor.get(FIND)
    with django_assert_max_num_queries(9):
        browser.get(FIND)
