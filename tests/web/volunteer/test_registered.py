"""The page on which somebody asks where else they are registered."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.domain.identity import factories as identity
from tests.domain.national.conftest import CLERK, ground, wire  # noqa: F401  the national node of those tests
from tests.domain.nodes import peers
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.national import asking
from volunteercloud.domain.national.models import Deposit, Presence, Question, Told

PAGE = reverse("volunteer:registered")


@pytest.fixture
def person(wire):  # noqa: F811
    return identity.person(timezone.now())


@pytest.fixture
def browser(person):
    signed_in = Client(headers={"Accept-Language": "en"})
    signed_in.force_login(
        Account.objects.get(id=person.id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return signed_in


def text(browser):
    return browser.get(PAGE).content.decode()


def test_asking_waiting_and_the_answer(browser, person):
    assert "Ask where I am registered" in text(browser)
    peers.confirmed(timezone.now(), "bailu.example", title_en="Bailu Volunteer Cloud")
    token = asking._token(CLERK, person.id, timezone.now())
    Deposit.objects.create(token=token, node_name="bailu.example", since=timezone.now())
    assert browser.post(PAGE, {"do": "ask"}).url == PAGE
    assert "The question is on its way" in text(browser)
    asking.follow_person(CLERK, person.id, timezone.now())
    page = text(browser)
    assert "Bailu Volunteer Cloud" in page
    assert identity.number() not in page


def test_agreeing_and_taking_it_back(browser, person):
    browser.post(PAGE, {"do": "agree"})
    assert "the national node is told within minutes" in text(browser)
    asking.follow_person(CLERK, person.id, timezone.now())
    assert "Known since" in text(browser)
    browser.post(PAGE, {"do": "withdraw"})
    browser.post(PAGE, {"do": "withdraw"})
    assert Presence.objects.get().state == "leaving"
    assert "Nobody elsewhere is told" in text(browser)


def test_who_asked_is_shown(browser, person):
    Told.objects.create(volunteer_id=person.id, id=person.id, node_name="bailu.example", at=timezone.now())
    assert "bailu.example" in text(browser)


def test_what_is_refused_says_what_to_do(browser, person):
    for _time in range(5):
        browser.post(PAGE, {"do": "ask"})
        asking.follow_person(CLERK, person.id, timezone.now())
    answer = browser.post(PAGE, {"do": "ask"})
    assert (answer.status_code, Question.objects.count()) == (409, 5)
    assert "You have asked five times within a day." in answer.content.decode()


def test_without_a_national_node_the_page_says_where_to_turn(browser, settings):
    settings.NATIONAL_SECRET = ""
    assert "Nobody can be asked yet" in text(browser)
    assert browser.post(PAGE, {"do": "ask"}).status_code == 409


def test_another_person_is_nobodys_to_ask_for(browser, person):
    other = identity.volunteer(timezone.now(), email="xiaoman@qinghe.example")
    assert browser.get(f"{PAGE}?for={other.id}").status_code in (403, 404)
    assert browser.post(PAGE, {"do": "ask", "for": str(other.id)}).status_code in (403, 404)
    assert browser.post(PAGE, {"do": "nonsense"}).status_code == 400
    assert Question.objects.count() == 0


def test_a_program_asks_as_well(browser, person):
    asked = browser.post("/api/v1/me/registered/questions", headers={"X-CSRFToken": "x"})
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    asking.follow_person(CLERK, person.id, timezone.now())
    shown = browser.get("/api/v1/me/registered").json()
    assert (shown["is_set_up"], shown["presence"]) == (True, "")
    assert [(each["state"], each["nodes"]) for each in shown["questions"]] == [("answered", [])]
