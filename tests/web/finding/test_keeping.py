"""Saved searches on their pages: keeping, changing, feeds by their address, the end of mails."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.domain.search import actions, index, links, saved
from volunteercloud.domain.search.models import Document, Kind

SEARCHES = reverse("volunteer:searches")


@pytest.fixture
def kept(volunteer, at):
    return actions.save_search(actor=volunteer, search_id=ids.uuid7(), name="助老", query="category=elderly", at=at)


@pytest.fixture
def document(owner, at):
    starts_at = at + timedelta(days=2)
    shift = Document(
        id=ids.uuid7(),
        kind=Kind.SHIFT,
        title="社区送午餐 <b>",
        title_en="Lunches",
        owner_id=ids.uuid7(),
        owner_name="晨光志愿服务队",
        project_id=ids.uuid7(),
        category="elderly",
        region_code="990101",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        closes_at=starts_at,
    )
    index.put([shift], at)
    return shift


def feed(search, kind="search_feed"):
    return reverse(f"volunteer:{kind}", args=[saved.feed_token(search)])


def sent(**changes):
    return {"search_id": ids.uuid7(), "query": "category=elderly", "name": "助老", "telling": "inbox"} | changes


def test_a_search_is_kept_from_the_page_of_results_and_leads_back_there(browser, volunteer):
    answer = browser.post(SEARCHES, sent(query="region=9901&category=elderly&x=1"))
    (mine,) = saved.mine(volunteer)
    assert (answer.status_code, mine.query) == (302, "region=9901&category=elderly")
    led = browser.get(reverse("volunteer:search", args=[mine.id]))
    assert led["Location"] == f"{reverse('volunteer:find')}?{mine.query}"
    assert browser.get(led["Location"]).context["saved"] == mine


def test_what_is_refused_stands_on_the_page(browser, volunteer):
    for wrong in ({"name": ""}, {"search_id": "x"}, {"telling": "sms"}, {"query": "q=" + "a" * 2000}):
        assert browser.post(SEARCHES, sent(**wrong)).status_code == 422
    assert saved.mine(volunteer) == []


def test_it_is_changed_and_thrown_away(browser, volunteer, kept):
    browser.post(reverse("volunteer:change_search", args=[kept.id]), {"name": "周末助老", "telling": "no"})
    changed = saved.search(volunteer, kept.id)
    assert (changed.name, changed.telling) == ("周末助老", "no")
    browser.post(reverse("volunteer:change_search", args=[kept.id]), {"name": "", "telling": "no"})
    assert saved.search(volunteer, kept.id).name == "周末助老"
    browser.post(reverse("volunteer:delete_search", args=[kept.id]))
    assert saved.mine(volunteer) == []


@pytest.mark.parametrize("step", ["search", "change_search", "delete_search", "renew_search_key"])
def test_other_peoples_searches_stay_theirs(step, signed_in, volunteer, kept, at):
    other = signed_in(organizations.person("芒种"))
    address = reverse(f"volunteer:{step}", args=[kept.id])
    answer = other.get(address) if step == "search" else other.post(address, {"name": "x", "telling": "no"})
    assert answer.status_code == (302 if step == "delete_search" else 404)
    assert saved.search(volunteer, kept.id).feed_key == kept.feed_key


def test_a_visitor_is_sent_to_sign_in():
    assert Client().get(SEARCHES)["Location"].startswith(reverse("account_login"))


def test_a_calendar_and_a_feed_need_no_cookie_and_say_what_is_found(kept, document):
    calendar = Client().get(feed(kept, "search_calendar"))
    (event,) = Calendar.from_ical(calendar.content).walk("VEVENT")
    assert (str(event["summary"]), str(event["transp"])) == ("社区送午餐 <b>", "TRANSPARENT")
    assert event["dtstart"].dt == document.starts_at
    atom = Client().get(feed(kept))
    assert atom["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert atom.content.decode().count(f"urn:uuid:{document.id}") == 1
    assert "社区送午餐 &lt;b&gt;" in atom.content.decode()
    for answer in (calendar, atom):
        assert (answer.cookies, answer["Cache-Control"]) == ({}, "private, max-age=300")


def test_what_has_not_changed_is_not_sent_again(kept, document, at):
    first = Client().get(feed(kept))
    again = Client().get(feed(kept), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    index.withdraw([document.id], at)
    assert Client().get(feed(kept), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_guesses_and_old_addresses_lead_nowhere(browser, kept):
    old = feed(kept)
    browser.post(reverse("volunteer:renew_search_key", args=[kept.id]))
    assert Client().get(old).status_code == 404
    assert Client().get(old.replace("/searches/", "/searches/A")).status_code == 404
    assert Client().get("/searches/x.ics").status_code == 404


def test_one_press_ends_the_mails_and_opening_the_page_does_not(volunteer, kept):
    token = links.ending(kept.volunteer_id, kept.id)
    mail_program = Client(enforce_csrf_checks=True)
    address = reverse("volunteer:search_off", args=[token])
    assert mail_program.get(address).status_code == 200
    assert saved.search(volunteer, kept.id).telling == "inbox"
    assert mail_program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert saved.search(volunteer, kept.id).telling == "no"
    assert mail_program.post(reverse("volunteer:search_off", args=[token[::-1]])).status_code == 409
