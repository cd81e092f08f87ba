"""Calendars of open shifts, read by a library that did not write them."""

from datetime import UTC, datetime, timedelta

import pytest
from ical.calendar_stream import IcsCalendarStream

from tests.domain.organizations import factories
from tests.web.open import documents
from volunteercloud.domain.search import feeds

pytestmark = pytest.mark.django_db


def read(answer):
    (calendar,) = IcsCalendarStream.from_ics(answer.content.decode()).calendars
    return calendar


def test_the_calendar_of_a_project(client):
    documents.publish(
        documents.project(),
        documents.shift(),
        documents.shift(
            "later", starts_at=documents.AT + timedelta(days=8), ends_at=documents.AT + timedelta(days=8, hours=1)
        ),
    )
    answer = client.get(f"/open/calendar.ics?project={documents.named('陪读')}")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = read(answer)
    first, second = calendar.events
    assert (first.summary, first.location, first.dtstart) == (
        "图书馆陪读",
        "临溪图书馆",
        datetime(2026, 5, 23, 1, 0, tzinfo=UTC),
    )
    assert first.uid == f"{documents.named('周六上午')}@volunteercloud"
    assert str(first.url) == f"http://localhost:8000{feeds.path_of(documents.shift())}"
    assert first.dtstart < second.dtstart


def test_an_english_calendar_has_english_words(client):
    documents.publish(documents.project(), documents.shift())
    answer = client.get(f"/open/calendar.ics?project={documents.named('陪读')}&language=en")
    (event,) = read(answer).events
    assert event.summary == "Reading together"


def test_hostile_words_stay_words():
    shift = documents.shift(title=f"{documents.HOSTILE}\r\nEND:VEVENT;,", place="a\nATTENDEE:mailto:x@x.example")
    shift.changed_at = documents.AT
    (calendar,) = IcsCalendarStream.from_ics(feeds.calendar_text(documents.HOSTILE, [shift], "zh-hans")).calendars
    (event,) = calendar.events
    assert event.summary.endswith("\nEND:VEVENT;,")
    assert (event.attendees, event.location) == ([], "a\nATTENDEE:mailto:x@x.example")


def test_the_same_shifts_give_the_same_text(client):
    documents.publish(documents.project(), documents.shift())
    address = f"/open/calendar.ics?project={documents.named('陪读')}"
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    documents.publish(documents.shift(title="改名"), at=documents.AT + timedelta(minutes=5))
    (before,), (after,) = read(first).events, read(client.get(address)).events
    assert (after.summary, after.sequence - before.sequence) == ("改名", 300)


def test_of_a_region_and_of_an_organization(client, at):
    organization = factories.organization(factories.person(), at)
    soon = {
        "starts_at": datetime.now(UTC) + timedelta(days=1),
        "ends_at": datetime.now(UTC) + timedelta(days=1, hours=1),
    }
    here = documents.shift("here", title="here", **soon, closes_at=soon["starts_at"])
    here.owner_id = organization.id
    there = documents.shift("there", title="there", **soon, closes_at=soon["starts_at"])
    there.region_code = "990102"
    documents.publish(here, there)
    for asked, title in ((f"organization={organization.number}", "here"), ("region=990102", "there")):
        (event,) = read(client.get(f"/open/calendar.ics?{asked}")).events
        assert event.summary == title


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 400),
        ("project=x", 404),
        ("organization=GX", 404),
        ("region=88", 404),
        ("region=%27", 404),
        ("project=%00", 404),
    ],
)
def test_what_is_of_nothing(client, asked, status):
    assert client.get(f"/open/calendar.ics?{asked}").status_code == status
