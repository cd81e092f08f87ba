"""The board, one need, the map and the wall: open to everybody, and telling nothing of where anybody lives."""

from datetime import timedelta

import pytest

from tests.domain.needs import factories
from volunteercloud.domain.needs.models import Offer
from volunteercloud.domain.organizations.models import Node

PUBLIC = ("/needs/", "/needs/map/?region=9901", "/needs/wall/9901/")


def test_everybody_finds_who_needs_help_and_nobody_where_they_live(reading, need):
    pages = [reading.get(address) for address in (*PUBLIC, f"/needs/{need.number}/")]

    assert {page.status_code for page in pages} == {200}
    for page in pages:
        text = page.content.decode()
        assert text.count("See a grandfather to hospital") >= 1
        assert factories.ADDRESS not in text
        assert "0077" not in text
        assert "23.12345" not in text


def test_the_board_has_a_page_of_urgent_ones_first_and_leads_on(reading, poster, organization, need, at):
    for number in range(25):
        factories.of_station(
            poster, organization, at, title=f"第{number}个需求", title_en="", urgency=2 * (number == 7)
        )

    first = reading.get("/needs/?region=99")
    rest = reading.get("/needs/", {"region": "99", "after": first.context["cursor"]})

    assert first.context["needs"][0].title == "第7个需求"
    shown = [one.id for page in (first, rest) for one in page.context["needs"]]
    assert len(shown) == len(set(shown)) == 26
    assert [tab[2] for tab in first.context["parts"]] == ["26", "0", "0"]


def test_the_board_asks_the_same_number_of_times_however_much_there_is(
    reading, poster, organization, need, at, django_assert_max_num_queries
):
    reading.get("/needs/")
    for number in range(10):
        factories.of_station(poster, organization, at, title=f"第{number}个需求")
    with django_assert_max_num_queries(6):
        reading.get("/needs/")


@pytest.mark.parametrize(
    "query",
    [
        "region=nowhere",
        "region=99&category=gold",
        "after=1~2~3",
        "after=9~2020-01-01T00:00:00%2B00:00~x",
        "part=drafts",
        "region=%00",
        f"region={'长' * 3000}",
    ],
)
def test_an_address_that_makes_no_sense_is_answered_in_words(reading, need, query):
    assert reading.get(f"/needs/?{query}").status_code in {200, 400, 422}
    assert reading.get(f"/needs/map/?{query}").status_code in {200, 400, 422}


def test_what_is_not_open_is_not_found(reading, poster, organization, at, browser):
    draft = factories.of_station(poster, organization, at, state="moderation", opened_at=None)

    assert reading.get(f"/needs/{draft.number}/").status_code == 404
    assert browser.get(f"/needs/{draft.number}/")["X-Robots-Tag"] == "noindex"
    assert reading.get("/needs/NNNNNNNNNN/").status_code == 404
    assert draft.title not in reading.get("/needs/").content.decode()


def test_a_number_is_read_as_people_type_it(reading, need):
    answer = reading.get(f"/needs/{need.number.lower()}/")

    assert (answer.status_code, answer["Location"]) == (301, f"/needs/{need.number}/")


def test_a_visitor_signs_in_to_offer(reading, need):
    answer = reading.post(f"/needs/{need.number}/")

    assert answer["Location"] == f"/accounts/login/?next=/needs/{need.number}/"
    assert not Offer.objects.exists()


def test_a_volunteer_helps_with_a_small_need_and_takes_it_back(signed_in, manager, other, need):
    browser, address = signed_in(manager), f"/needs/{need.number}/"

    browser.post(address, {"words": "我周末都在。"})

    offer = Offer.objects.get()
    assert (offer.volunteer_id, offer.words, offer.state) == (manager.id, "我周末都在。", "waiting")
    assert browser.get(address).context["choice"].has_offered
    browser.post(address, {"withdraw": str(offer.id)})
    offer.refresh_from_db()
    assert offer.state == "withdrawn"


def test_a_need_for_many_says_why_one_alone_may_not(signed_in, manager, other, poster, organization, at):
    many = factories.of_station(poster, organization, at, people=20)
    browser, address = signed_in(manager), f"/needs/{many.number}/"

    choice = browser.get(address).context["choice"]
    refused = browser.post(address)

    assert (choice.may_help, choice.why_not.code) == (False, "offer.not_small")
    assert (refused.status_code, refused.context["refusal"].code) == (409, "offer.not_small")
    assert [seat.organization_id for seat in choice.seats] == [other.id]
    browser.post(address, {"organization_id": str(other.id), "words": "我们来二十个人。"})
    assert Offer.objects.get().organization_id == other.id
    assert browser.get(address).context["choice"].seats == []


def test_nobody_offers_for_an_organization_they_do_not_manage(signed_in, need, other, organization, owner):
    refused = signed_in(owner).post(f"/needs/{need.number}/", {"organization_id": str(other.id)})

    assert refused.status_code == 403
    assert not Offer.objects.exists()


def test_an_organization_that_is_not_at_work_is_not_offered_as_one(signed_in, manager, other, need):
    browser, address = signed_in(manager), f"/needs/{need.number}/"
    assert [seat.organization_id for seat in browser.get(address).context["choice"].seats] == [other.id]

    Node.objects.filter(organization_id=other.id).update(state="suspended")

    assert browser.get(address).context["choice"].seats == []


def test_the_poster_is_led_to_what_is_theirs(browser, need):
    page = browser.get(f"/needs/{need.number}/")

    assert page.context["choice"].is_poster
    assert page.content.decode().count(f"/me/needs/{need.id}/") == 1


def test_the_map_has_the_numbers_of_its_list(reading, poster, organization, need, at):
    far = factories.of_station(poster, organization, at, latitude=23.5, longitude=113.5, urgency=2)
    factories.of_station(poster, organization, at, latitude=None, longitude=None)

    page = reading.get("/needs/map/?region=99")

    marks = {mark.text: mark.kind for mark in page.context["map"].marks}
    assert marks == {"1": "look", "2": ""}
    assert [one.id for one in page.context["needs"]] == [far.id, need.id]
    assert page.content.decode().count('id="need-2"') == 1


def test_the_wall_turns_its_pages_and_thanks_for_what_was_met(reading, poster, organization, need, at):
    for number in range(5):
        factories.of_station(poster, organization, at, title=f"第{number}个需求", title_en="")
    facts = {"organization_id": organization.id, "organization_name": organization.name, "way": "shift"}
    factories.of_station(
        poster, organization, at, **facts, state="confirmed", docked_at=at, confirmed_at=at - timedelta(days=1)
    )

    pages = [reading.get(f"/needs/wall/9901/?page={number}") for number in (1, 2, 3, 4)]

    assert [(page.context["number"], page.context["following"]) for page in pages] == [(1, 2), (2, 3), (3, 1), (1, 2)]
    assert [page.context["leaf"].is_thanks for page in pages] == [False, False, True, False]
    assert pages[2].content.decode().count(organization.name) == 1
    assert pages[0].content.decode().count('http-equiv="refresh" content="20; url=?page=2"') == 1
    assert reading.get("/needs/wall/9901/?page=1&hold=yes").content.decode().count("http-equiv") == 0
    assert poster.label not in "".join(page.content.decode() for page in pages)


def test_a_wall_of_a_place_where_nobody_asks_invites_to(reading, owner, clock):
    page = reading.get("/needs/wall/990101/")

    assert (page.status_code, page.context["leaf"].is_thanks, page.context["of"]) == (200, True, 1)
    assert reading.get("/needs/wall/123456/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"/needs/?after={'9' * 25}~2026-01-01T00:00:00%2B00:00~00000000-0000-0000-0000-000000000000",
        "/needs/wall/9901/?page=%C2%B2",
    ],
)
def test_numbers_that_are_none_ask_for_nothing(reading, need, address):
    assert reading.get(address).status_code == 200
