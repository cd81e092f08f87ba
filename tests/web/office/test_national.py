"""The national node at the desk: officers of the whole country who look after the system."""

import pytest
from django.utils import timezone

from tests.domain.national import sources
from tests.domain.organizations import factories as organizations
from volunteercloud.core.actor import system
from volunteercloud.domain.national import actions
from volunteercloud.domain.national.models import Contributor, Spent

CLERK = system("national")


@pytest.fixture
def source(db, settings):
    settings.SITE_URL = "http://localhost:8000"
    organizations.ground()
    now = timezone.now()
    actions.begin(actor=CLERK, at=now)
    told = sources.Source(now)
    told.issue(now, sources.hours(600))
    actions.keep_figures(actor=CLERK, node_name=told.name, sent=told.sent, at=now)
    return told


@pytest.fixture
def browser(source, signed_in):
    return signed_in(organizations.officer(None))


def test_trouble_and_what_was_asked_are_seen(browser, source):
    Contributor.objects.update(trouble="figures.gap")
    Spent.objects.create(node_name=source.name, day=timezone.localdate(), number=500)
    page = browser.get("/office/nation/").content.decode()
    assert ("figures.gap" in page, "250" in page) == (True, True)


def test_the_signed_document_is_for_officers(browser, source):
    assert browser.get("/office/nation/bailu.example/2026-05.json").json()["text"] == source.sent[0].text
    assert browser.get("/office/nation/bailu.example/2020-01.json").status_code == 404


def test_nobody_else_sees_it(source, signed_in, client):
    district = signed_in(organizations.officer("990101", "霜降"))
    person = signed_in(organizations.person("小满"))
    for address in ("/office/nation/", "/office/nation/bailu.example/2026-05.json"):
        assert (district.get(address).status_code, person.get(address).status_code) == (403, 403)
        assert client.get(address).status_code == 302


def test_another_node_has_no_such_page(browser):
    actions.end(actor=CLERK, at=timezone.now())
    assert browser.get("/office/nation/").status_code == 404
