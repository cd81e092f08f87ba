"""People for a shift and for a need, needs that suit us, organizations for a need."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.domain.activities import factories as activities
from tests.domain.matching import factories
from tests.domain.needs import factories as needs
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.matching.models import Ask


@pytest.fixture
def shift(owner, organization, at):
    return activities.public_shift(owner, organization, at)


@pytest.fixture
def address(shift):
    return reverse("organizer:people_for_shift", args=[shift.organization_id, shift.id])


@pytest.fixture
def now(monkeypatch, at):
    monkeypatch.setattr("volunteercloud.web.answers.reader_now", lambda: at)


def text(answer):
    return answer.content.decode()


def test_people_are_named_by_number_and_nothing_else(browser, address, now):
    somebody = factories.findable("芒种", km=1)
    page = text(browser.get(address))
    assert organizations.number_of(somebody) in page.replace(" ", "")
    assert [word for word in ("芒种", "1990", str(somebody.id)) if word in page] == []


def test_the_ticked_are_asked(browser, address, now):
    people = [factories.findable(name) for name in ("芒种", "夏至")]
    number = organizations.number_of(people[0])
    assert browser.post(address, {"numbers": [number], "words": "来吧"}).status_code == 302
    assert Ask.objects.get().number == number
    assert "Asked, no answer yet" in text(browser.get(address))
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"numbers": [number]}).status_code == 422
    assert Ask.objects.count() == 1


def test_strangers_see_nothing(signed_in, address, now):
    factories.findable("芒种")
    stranger = signed_in(organizations.person("夏至"))
    assert stranger.get(address).status_code == 403
    assert stranger.post(address, {"numbers": ["V"]}).status_code == 403


def test_the_page_takes_as_many_statements_for_many_people(browser, address, now):
    factories.findable("芒种")
    browser.get(address)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    one = statements()
    for number in range(15):
        factories.findable(f"第{number}人")
    assert statements() == one


def test_needs_that_suit_and_organizations_for_a_need(browser, owner, organization, at, now):
    poster = organizations.person("大雪")
    need = needs.need(poster, at, category="community", station_id=organization.id)
    suited = text(browser.get(reverse("organizer:needs_for_us", args=[organization.id])))
    assert (need.title_en in suited, "The kind of service you give" in suited) == (True, True)

    other_owner = organizations.person("冬至")
    other = organizations.organization(other_owner, at, name="绿岸志愿服务队", uscc="51990000MJ00000023")
    address = reverse("organizer:organizations_for_need", args=[organization.id, need.id])
    assert other.name in text(browser.get(address))


def test_only_the_station_sees_organizations_for_its_need(browser, signed_in, organization, at, now):
    poster = organizations.person("大雪")
    need = needs.need(poster, at)
    address = reverse("organizer:organizations_for_need", args=[organization.id, need.id])
    assert browser.get(address).status_code == 404
    assert signed_in(poster).get(reverse("organizer:needs_for_us", args=[organization.id])).status_code == 404
