"""What a reader asked for: whose turn it is, who offers, what came of it; a refusal keeps what was typed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.needs import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.needs.actions import following, offering, opening
from volunteercloud.domain.needs.models import Need, Offer


@pytest.fixture
def address(need):
    return reverse("needs:my_need", args=[need.id])


@pytest.fixture
def offer(manager, other, need, at):
    return offering.offer(actor=manager, need_id=need.id, organization_id=other.id, words="我们来。", at=at)


def do(browser, address, do, **said):
    return browser.post(address, {"do": do, **said})


def test_what_waits_for_the_reader_comes_first(browser, poster, organization, offer, need, at):
    factories.of_station(poster, organization, at, state="withdrawn", title="旧的")
    factories.of_station(poster, organization, at, state="moderation", title="在看的", opened_at=None)

    groups = browser.get(reverse("needs:mine")).context["groups"]

    assert [(name, [one.state for one in rows]) for name, _title, rows in groups] == [
        ("mine", ["offered"]),
        ("running", ["moderation"]),
        ("over", ["withdrawn"]),
    ]


def test_the_list_of_somebody_new_says_what_to_do(browser):
    page = browser.get(reverse("needs:mine"))

    assert page.content.decode().count("You have asked for nothing yet") == 1


def test_the_poster_sees_who_offers_and_chooses(browser, address, offer, other):
    page = browser.get(address)

    assert [one.id for one in page.context["offers"]] == [offer.id]
    assert page.content.decode().count(f"/o/{page.context['nodes'][other.id].number}/") == 1
    assert do(browser, address, "choose", offer_id=offer.id).status_code == 302
    offer.refresh_from_db()
    assert offer.state == "chosen"


def test_a_refusal_needs_its_reason_and_keeps_the_page(browser, address, offer):
    empty = do(browser, address, "decline", offer_id=offer.id, words="")
    declined = do(browser, address, "decline", offer_id=offer.id, words="已经有邻居来帮忙了。")

    assert (empty.status_code, declined.status_code) == (422, 302)
    offer.refresh_from_db()
    assert (offer.state, offer.reason) == ("declined", "已经有邻居来帮忙了。")


@pytest.mark.parametrize("offer_id", ["", "x", "0193d1a0-0000-7000-8000-000000000001"])
def test_an_offer_that_is_none_is_not_found(browser, address, offer, offer_id):
    assert do(browser, address, "choose", offer_id=offer_id).status_code == 404
    assert do(browser, address, "nothing").status_code == 404
    assert Offer.objects.get().state == "waiting"


def test_the_poster_withdraws_and_a_second_time_changes_nothing(browser, address, need):
    answers = [do(browser, address, "withdraw", words="不用了。") for _ in range(2)]

    need.refresh_from_db()
    assert (need.state, need.reason) == ("withdrawn", "不用了。")
    assert {answer.status_code for answer in answers} == {302}


def test_a_withdrawn_draft_is_gone(browser, poster, organization, at):
    draft = factories.of_station(poster, organization, at, state="draft", posted_at=None, opened_at=None)

    answer = do(browser, reverse("needs:my_need", args=[draft.id]), "withdraw")

    assert answer["Location"] == reverse("needs:mine")
    assert not Need.objects.exists()


def test_what_was_solved_otherwise_is_counted_with_its_reason(browser, address, need):
    refused = do(browser, address, "close", unmet="solved_otherwise", words="")
    closed = do(browser, address, "close", unmet="solved_otherwise", words="邻居来帮忙了。")

    need.refresh_from_db()
    assert (refused.status_code, closed.status_code) == (409, 302)
    assert (need.state, need.unmet) == ("unmet", "solved_otherwise")


def test_a_need_without_a_day_is_kept_open_longer(browser, poster, organization, at):
    facts = {"frequency": "until_solved", "starts_at": None, "ends_at": None, "expires_at": at + timedelta(days=2)}
    ending = factories.of_station(poster, organization, at, **facts)
    address = reverse("needs:my_need", args=[ending.id])

    assert browser.get(address).context["can_extend"]
    do(browser, address, "extend")

    ending.refresh_from_db()
    assert ending.expires_at > at + timedelta(days=2)
    assert not browser.get(address).context["can_extend"]


def test_the_result_is_rated_in_words_and_once(browser, address, done):
    empty = do(browser, address, "confirm", rating="")
    wrong = do(browser, address, "confirm", rating="6")
    answer = do(browser, address, "confirm", rating="4", words="很好。")

    done.refresh_from_db()
    assert (empty.status_code, wrong.status_code, answer.status_code) == (422, 422, 302)
    assert (done.state, done.rating, done.rating_words) == ("confirmed", 4, "很好。")
    assert browser.get(address).content.decode().count("You said: Good.") == 1


def test_a_result_that_is_none_opens_the_need_again(browser, address, done):
    do(browser, address, "contest", words="那天没有人来。")

    done.refresh_from_db()
    assert done.state == "open"


def test_the_poster_sees_who_looked_at_the_address(browser, address, docked, manager, at):
    before = browser.get(address).context["readers"]
    opening.open_details(actor=manager, need_id=docked.id, at=at)

    page = browser.get(address)

    assert before == []
    assert [reader.name for reader in page.context["readers"]] == [manager.label]
    assert page.content.decode().count(factories.ADDRESS) == 1


def test_the_sheet_to_print_names_nobody(browser, need):
    page = browser.get(reverse("needs:slip", args=[need.id])).content.decode()

    assert page.count("<svg role=") + page.count('<svg aria-hidden="true" shape-rendering') >= 1
    assert factories.ADDRESS not in page
    assert factories.DETAILS.contact_name not in page.split("<main", 1)[1]


@pytest.mark.parametrize(
    "state", ["draft", "moderation", "returned", "open", "rejected", "withdrawn", "expired", "unmet"]
)
def test_every_state_has_its_words(browser, poster, organization, at, state):
    facts = {"unmet": "nobody", "ended_at": at} if state == "unmet" else {}
    made = factories.of_station(poster, organization, at, state=state, **facts)

    assert browser.get(reverse("needs:my_need", args=[made.id])).status_code == 200


@pytest.fixture
def done(docked, other, manager, poster, system, at):
    """Its shift is over, and its hours are confirmed."""
    shift = factories.serve(manager, docked, organizations.person("立冬"), at)
    over = shift.ends_at + timedelta(hours=1)
    following.follow(actor=system, organization_id=other.id, need_id=docked.id, at=over)
    docked.refresh_from_db()
    return docked
