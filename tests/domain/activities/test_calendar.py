"""The feed, read by a calendar library."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import calendar, queries
from volunteercloud.domain.activities.actions import signing_up


@pytest.fixture
def volunteer(owner):
    return organizations.person("小满")


def feed(volunteer, at, language="zh-hans"):
    rows = queries.calendar(volunteer.id, at - timedelta(days=90))
    return Calendar.from_ical(calendar.calendar_text(rows, language))


def events(volunteer, at, language="zh-hans"):
    return feed(volunteer, at, language).walk("VEVENT")


@pytest.fixture
def signed_up(owner, organization, volunteer, at):
    shift = factories.public_shift(
        owner, organization, at, places=1, details={"title_en": "Lunches", "place": "临溪街道食堂，二楼；" + "东" * 60}
    )
    signing_up.sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)
    return shift


def test_event_says_when_where_and_what(signed_up, volunteer, at):
    (event,) = events(volunteer, at)
    assert (event["summary"], event["status"], event["transp"]) == ("社区送午餐", "CONFIRMED", "OPAQUE")
    assert (event["dtstart"].dt, event["dtend"].dt) == (signed_up.starts_at, signed_up.ends_at)
    assert event["location"] == "临溪街道食堂，二楼；" + "东" * 60
    assert event["uid"] == f"{signed_up.id}@volunteercloud"


def test_reader_of_english_gets_english_where_there_is_any(signed_up, volunteer, at):
    (event,) = events(volunteer, at, "en")
    assert event["summary"] == "Lunches"
    assert feed(volunteer, at, "en")["x-wr-calname"] == "My service"


def test_text_is_folded_and_the_same_each_time(signed_up, volunteer, at):
    rows = queries.calendar(volunteer.id, at)
    text = calendar.calendar_text(rows, "zh-hans")
    assert text == calendar.calendar_text(rows, "zh-hans")
    assert text.endswith("END:VCALENDAR\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_who_leaves_is_told_to_take_it_away(signed_up, volunteer, at):
    (before,) = events(volunteer, at)
    signing_up.cancel_sign_up(actor=volunteer, **factories.key(signed_up, volunteer), at=at + timedelta(hours=1))
    (after,) = events(volunteer, at)
    assert (after["uid"], after["status"]) == (before["uid"], "CANCELLED")
    assert after["sequence"] > before["sequence"]


def test_who_waits_is_still_free(signed_up, volunteer, at):
    other = organizations.person("大暑")
    signing_up.sign_up(actor=other, **factories.key(signed_up, other), at=at)
    (event,) = events(other, at, "en")
    assert (event["summary"], event["status"], event["transp"]) == (
        "Waiting list: Lunches",
        "TENTATIVE",
        "TRANSPARENT",
    )


def test_address_is_a_secret_of_its_own(volunteer):
    token = calendar.feed_token(volunteer.id)
    assert calendar.read_feed_token(token) == volunteer.id
    for forged in ("", token[:-1], "x" * 40, "日历", "\x00"):
        with pytest.raises(NotFound):
            calendar.read_feed_token(forged)
