from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tests.domain.identity import factories as identity
from tests.web.volunteer import transfers
from tests.web.volunteer.transfers import There, moved_away, recorded
from volunteercloud.core import ids
from volunteercloud.domain.nodes.models import Node
from volunteercloud.domain.records.models import RecordHead, Whereabouts
from volunteercloud.domain.transfers import terms
from volunteercloud.domain.transfers.models import Awaited, State, Transfer

OVERVIEW = reverse("volunteer:moving")
DAYS_AGO = timedelta(days=9)


@pytest.fixture
def there(owner, at):
    return There(at)


@pytest.fixture
def served(owner, organization, volunteer, at, log_files):
    """Three records of two hours."""
    recorded(owner, organization, volunteer, at - DAYS_AGO)


def text_of(page):
    return " ".join(page.content.decode().split())


def page_of(transfer_id):
    return reverse("volunteer:transfer", args=[transfer_id])


def agreement(way="bring", node="bailu.example"):
    return reverse("volunteer:agreement", args=[way, node])


@pytest.mark.parametrize("way", ["bring", "take"])
def test_a_site_is_chosen_agreed_to_and_asked(browser, volunteer, there, way):
    listed = browser.get(reverse("volunteer:choose_node", args=[way]))
    assert agreement(way) in text_of(listed)
    answer = browser.post(agreement(way), {"terms": "on", "parts": ["profile"]})
    transfer = Transfer.objects.get(volunteer_id=volunteer.id)
    assert (answer.url, transfer.state, transfer.parts) == (page_of(transfer.id), State.ASKED, ["profile"])
    assert "Sign in at Bailu Volunteer Cloud and agree there" in text_of(browser.get(answer.url))
    assert page_of(transfer.id) in text_of(browser.get(OVERVIEW))


def test_without_the_consent_nothing_is_asked(browser, volunteer, there):
    answer = browser.post(agreement(), {"parts": ["profile"]})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["terms"])
    assert Transfer.objects.count() == 0


def test_only_sites_that_are_trusted_are_offered(browser, volunteer, there, at):
    Node.objects.update(state="withdrawn", withdrawn_at=at, withdrawn_reason="…")
    assert agreement() not in text_of(browser.get(reverse("volunteer:choose_node", args=["bring"])))
    assert browser.get(agreement()).status_code == 404
    assert browser.get(agreement(node="nowhere.example")).status_code == 404


@pytest.mark.parametrize(("wanted", "found"), [("", True), ("白露", True), ("BAILU", True), ("霜降", False)])
def test_sites_are_found_by_name(browser, volunteer, there, wanted, found):
    page = browser.get(reverse("volunteer:choose_node", args=["take"]), {"place": wanted})
    assert (agreement("take") in text_of(page)) == found


def test_who_is_not_known_by_name_is_told_what_to_do(owner, there, at, signed_in):
    nameless = signed_in(identity.volunteer(at, email="guyu2@qinghe.example"))
    assert reverse("volunteer:real_name") in text_of(nameless.get(reverse("volunteer:choose_node", args=["bring"])))
    answer = nameless.post(agreement(), {"terms": "on"})
    assert (answer.status_code, Transfer.objects.count()) == (422, 0)


def test_what_was_asked_there_is_answered_here(browser, volunteer, there, at):
    transfer_id = there.ask("invite", at)
    asked = reverse("volunteer:asked_elsewhere", args=[transfer_id])
    assert asked in text_of(browser.get(OVERVIEW))
    assert "Shall your records come here from Bailu Volunteer Cloud?" in text_of(browser.get(asked))
    assert browser.post(asked, {"terms": ""}).status_code == 422
    assert browser.post(asked, {"terms": "on"}).url == page_of(transfer_id)
    assert browser.get(asked).url == page_of(transfer_id), "answered already"


def test_a_no_leaves_nothing_behind(browser, volunteer, there, at):
    transfer_id = there.ask("request", at)
    asked = reverse("volunteer:asked_elsewhere", args=[transfer_id])
    assert browser.post(asked, {"do": "decline"}).url == OVERVIEW
    assert (Awaited.objects.count(), Transfer.objects.count()) == (0, 0)


def test_of_another_person_nothing_is_shown(browser, leader, volunteer, there, at):
    transfer_id = there.ask("invite", at)
    asked = reverse("volunteer:asked_elsewhere", args=[transfer_id])
    assert asked not in text_of(leader.get(OVERVIEW))
    assert leader.get(asked, follow=True).status_code == 404
    assert leader.post(asked, {"do": "decline"}, follow=True).status_code == 404
    assert Awaited.objects.count() == 1
    browser.post(asked, {"terms": "on"})
    for address in (page_of(transfer_id), reverse("volunteer:transfer_steps", args=[transfer_id])):
        assert leader.get(address).status_code == 404
    assert browser.get(page_of(ids.uuid7())).status_code == 404


def test_refused_records_come_first_with_the_reason(browser, volunteer, there, served, at):
    transfer_id = moved_away(there, volunteer, at, refused="record.overlap")
    page = browser.get(page_of(transfer_id))
    assert (page.context["transfer"].state, len(page.context["refused"]), len(page.context["items"])) == ("done", 1, 2)
    said = text_of(page)
    assert "At this time another record of yours counts at the place it would move to." in said
    assert said.count('href="/log/entries/') >= len(page.context["items"]) + len(page.context["refused"])
    assert said.index("1 record stays where it is") < said.index("The others")
    heads = RecordHead.objects.filter(volunteer_id=volunteer.id).order_by("day")
    assert [head.whereabouts for head in heads] == [Whereabouts.HERE, Whereabouts.MOVED, Whereabouts.MOVED]
    overview = text_of(browser.get(OVERVIEW))
    assert "Count at Bailu Volunteer Cloud" in overview


def test_on_the_way_is_said_on_both_pages(browser, volunteer, there, served, at):
    transfer_id = moved_away(there, volunteer, at, until="commit")
    words = "3 records with 6 hours are on the way."
    assert [words in text_of(browser.get(address)) for address in (OVERVIEW, page_of(transfer_id))] == [True, True]


def test_what_was_offered_is_called_off_and_what_was_committed_is_not(browser, volunteer, there, served, at):
    first = moved_away(there, volunteer, at, until="offer")
    assert browser.post(page_of(first)).url == page_of(first)
    ended = browser.get(page_of(first))
    assert (ended.context["transfer"].state, ended.context["transfer"].code) == ("cancelled", "transfer.withdrawn")
    second = moved_away(there, volunteer, at, until="commit")
    assert browser.post(page_of(second)).status_code == 409
    assert Transfer.objects.get(id=second).state == State.COMMITTED


def test_the_signed_steps_are_taken_along(browser, volunteer, there, served, at):
    transfer_id = moved_away(there, volunteer, at)
    file = browser.get(reverse("volunteer:transfer_steps", args=[transfer_id]))
    assert len(file.content.decode().splitlines()) == 5
    assert file.headers["Cache-Control"] == "private, no-store"


def test_the_list_says_where_a_record_counts(browser, volunteer, there, served, at):
    moved_away(there, volunteer, at, refused="record.overlap")
    page = text_of(browser.get(reverse("volunteer:my_service")))
    assert page.count("Counts at Bailu Volunteer Cloud") == 2
    assert "2 records count at Bailu Volunteer Cloud" in page


def test_a_guardian_moves_the_records_of_a_child(leader, owner, there, at):
    child = identity.actions.add_ward(
        actor=owner, name="小雪", birth_on=date(2016, 5, 1), region_code="990101", consents=["service"], at=at
    )
    identity.submit(owner, at, volunteer_id=child.id, name="小雪", birth_on=date(2016, 5, 1), sequence=9)
    leader.post(agreement(), {"terms": "on", "for": str(child.id)})
    assert Transfer.objects.get().volunteer_id == child.id


def test_pages_ask_little_of_the_database(browser, volunteer, there, served, at, django_assert_max_num_queries):
    transfer_id = moved_away(there, volunteer, at)
    with django_assert_max_num_queries(15):
        browser.get(OVERVIEW)
    with django_assert_max_num_queries(12):
        browser.get(page_of(transfer_id))


def test_the_text_names_both_places(browser, volunteer, there):
    with translation.override("en"):
        said = str(terms.text("Bailu Volunteer Cloud", transfers.node_queries.own_name()))
    assert said in text_of(browser.get(agreement()))
