from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from volunteercloud.domain.search.models import Document
from volunteercloud.web.finding import lines

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


@pytest.mark.parametrize("number", [1, 30])
def test_the_number_of_statements_does_not_follow_what_is_found(
    number, visitor, browser, owner, shift, at, django_assert_num_queries
):
    for day in range(number):
        activities.shift(owner, shift.post, at, begins_in=timedelta(days=3 + day))
    visitor.get(FIND), browser.get(FIND)  # what a process remembers for a minute
    with django_assert_num_queries(4):  # facets, results and their rows, shifts
        visitor.get(FIND)
    with django_assert_num_queries(
        11
    ):  # besides: session, account, person twice, calendar, kept search, unread messages
        browser.get(FIND)
    with django_assert_num_queries(3):
        visitor.get(FIND, {"view": "calendar"})


def test_a_page_says_whether_the_reader_may(visitor, browser, owner, organization, shift, volunteer, at):
    activities.shift(owner, shift.post, at, begins_in=timedelta(days=3), places=1)
    old = activities.post(owner, organization, shift.project, at, minimum_age=60)
    activities.shift(owner, old, at, begins_in=timedelta(days=4))
    attendance.sign_up(shift, volunteer, at)
    mine, free, not_mine = browser.get(FIND).context["found"]
    assert (mine.is_mine, mine.answer.is_open) == (True, False)
    assert (free.answer.is_open, free.places_left) == (True, 1)
    assert (not_mine.answer.why_not.code, not_mine.is_off, not_mine.conditions) == (
        "signup.too_young",
        True,
        "from 60 years",
    )
    page = visitor.get(FIND).content.decode()
    assert [
        page.count(words) for words in ("Open to everybody under their real name.", "Asks for: from 60 years.")
    ] == [2, 1]


def test_what_is_asked_for_can_be_taken_back_one_by_one(visitor, shift):
    page = visitor.get(FIND, {"region": "9901", "category": ["elderly", "community"], "when": "week", "q": "午餐"})
    assert [(chip.label, chip.address) for chip in page.context["chips"]] == [
        ("“午餐”", "?region=9901&category=community&category=elderly&when=week"),
        ("elderly", "?region=9901&q=%E5%8D%88%E9%A4%90&category=community&when=week"),
        ("community", "?region=9901&q=%E5%8D%88%E9%A4%90&category=elderly&when=week"),
        ("Next seven days", "?region=9901&q=%E5%8D%88%E9%A4%90&category=community&category=elderly"),
    ]
    assert page.content.decode().count('<meta name="robots" content="noindex, follow">') == 1
    assert visitor.get(FIND, {"category": "elderly"}).content.decode().count("noindex") == 0


def test_nothing_found_says_what_would_be_without_one_thing(visitor, shift):
    page = visitor.get(FIND, {"when": "evenings", "category": "elderly"})
    assert [(chip.label, found.total) for chip, found in page.context["looser"]] == [("Weekday evenings", 1)]
    page = visitor.get(FIND, {"when": "evenings", "category": "elderly", "remote": "1"})
    assert [(chip.label, chip.is_alone, found.total) for chip, found in page.context["looser"]] == [
        ("elderly", True, 1)
    ]


def test_tabs_count_every_kind(visitor, shift):
    assert [tab.number for tab in visitor.get(FIND, {"q": "晨光"}).context["tabs"]] == ["1", "0", "1", "1"]
    for kind, title in (("projects", "社区送午餐"), ("organizations", "晨光志愿服务队")):
        (line,) = visitor.get(FIND, {"kind": kind, "q": "晨光"}).context["found"]
        assert (line.document.title, visitor.get(line.address).status_code) == (title, 200)


def test_organizations_are_put_in_no_order_of_dates(visitor, shift):
    asked = [{"kind": "needs"}, {"kind": "organizations"}, {"kind": "organizations", "q": "晨光"}]
    assert [len(visitor.get(FIND, words).context["sorts"]) for words in asked] == [2, 0, 0]


def test_a_post_that_is_called_like_its_activity_is_named_once(visitor, shift):
    (document,) = Document.objects.filter(kind="shift")
    Document.objects.filter(id=document.id).update(post=document.title, title_en="", post_en="")
    assert visitor.get(FIND).content.decode().count(f">{document.title}<") == 1


def test_a_map_shows_where_and_how_far(visitor, shift):
    (document,) = Document.objects.filter(kind="shift")
    Document.objects.filter(id=document.id).update(latitude=30.02, longitude=114.0)
    page = visitor.get(FIND, {"view": "map", "latitude": "30.01", "longitude": "114.0"})
    (line,) = page.context["found"]
    assert (line.distance, [mark.text for mark in page.context["map"].marks]) == ("1.1 km", ["1"])


@pytest.mark.parametrize(
    ("metres", "said"), [(3, "50 m"), (620, "600 m"), (974, "950 m"), (975, "1.0 km"), (12_400, "12 km")]
)
def test_distances_promise_no_more_than_they_know(metres, said):
    with translation.override("en"):
        assert lines.distance(metres) == said


def test_a_month_shows_its_days_and_leads_to_each(visitor, owner, shift, at):
    for hour in range(6):
        activities.shift(owner, shift.post, at, begins_in=timedelta(days=2, hours=3 + hour))
    month = visitor.get(FIND, {"view": "calendar"}).context["month"]
    (day,) = [day for day in month.days if day.entries]
    assert (f"{day.on}", len(day.entries), day.more, month.before) == ("2026-05-18", 4, 3, "")
    assert len(visitor.get(FIND + day.address).context["found"]) == 7
    assert month.days[0].on.isoformat() == "2026-05-11", "weeks that are over are left out"
    later = visitor.get(FIND + month.after).context["month"]
    assert (f"{later.first:%Y-%m}", any(day.entries for day in later.days)) == ("2026-06", False)


@pytest.mark.parametrize("month", ["", "x", "9999-12", "0001-01", "2026-13", "\0"])
def test_a_month_that_is_none_is_this_one(month, visitor, shift):
    assert visitor.get(FIND, {"view": "calendar", "month": month}).context["month"].first.isoformat() == "2026-05-01"


STRANGE = (
    "字" * 10_000,
    "& | ! <->",
    "🙂🙂",
    "'; DROP TABLE --",
    '"',
    "\u202e午餐",
    "%_\\",
    "a",
    "*:*",
    "(((",
    "午餐 -午餐",
)


@pytest.mark.parametrize("view", ["list", "map", "calendar"])
def test_strange_words_are_answered(view, visitor, shift):
    for words in STRANGE:
        assert visitor.get(FIND, {"q": words, "view": view}).status_code == 200


def test_nobody_writes_a_script_into_the_page(visitor, shift):
    page = visitor.get(FIND, {"q": "<script>alert(1)</script>", "where": '"><b>', "sort": "<i>"}).content.decode()
    assert [page.count(sign) for sign in ("<script>alert", '"><b>', "<i>")] == [0, 0, 0]
