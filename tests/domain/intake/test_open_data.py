"""Open data of opportunities as a list: schema.org, the Volunteering Data Standard, pages of a feed, plain JSON."""

import json
from pathlib import Path

import pytest

from tests.domain.intake.factories import enter, lines_of, outcomes
from tests.domain.intake.opportunities import send, source, stand
from tests.domain.organizations import factories
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.elsewhere.models import Opportunity
from volunteercloud.domain.intake import records
from volunteercloud.domain.intake.models import IntakeState

pytestmark = pytest.mark.django_db
ORGANIZATIONS = Path(__file__).parent / "data" / "organisations.jsonld"
EVENT = {
    "@type": "Event",
    "@id": "https://linli.example/e/1",
    "name": [{"@value": "Chess", "@language": "en"}, {"@value": "陪老人下棋", "@language": "zh"}],
    "description": "带上棋盘",
    "startDate": "2026-12-01T09:00:00+08:00",
    "endDate": "2026-12-01T11:00:00+08:00",
    "eventStatus": "https://schema.org/EventScheduled",
    "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
    "location": {
        "@type": "Place",
        "name": "清泉社区中心",
        "address": {"@type": "PostalAddress", "streetAddress": "春分路1号"},
        "geo": {"@type": "GeoCoordinates", "latitude": 30.5, "longitude": 120.5},
    },
    "organizer": {"@type": "NGO", "name": "清泉社区"},
    "maximumAttendeeCapacity": 8,
    "url": "https://linli.example/e/1?from=feed",
}


@pytest.fixture
def officer():
    factories.ground()
    return factories.officer("99")


@pytest.fixture
def of(officer, at):
    return source(officer, at)


@pytest.fixture
def take(officer, of, at):
    def taken(told, at=at, **given):
        content = told if isinstance(told, bytes) else json.dumps(told).encode()
        return send(officer, of, [], at, content=content, file_name="list.jsonld", **given)

    return taken


def test_events_of_schema_org(officer, take, at):
    enter(officer, take({"@context": "https://schema.org", "@graph": [EVENT]}), at)

    one = Opportunity.objects.get()
    assert (one.key, one.title, one.title_en) == ("https://linli.example/e/1", "陪老人下棋", "Chess")
    assert (one.organization_name, one.place, one.places) == ("清泉社区", "清泉社区中心", 8)
    assert (one.latitude, one.longitude, one.is_remote) == (30.5, 120.5, False)
    assert one.address == "https://linli.example/e/1?from=feed"
    assert f"{one.starts_at:%dT%H}-{one.ends_at:%dT%H}" == "01T01-01T03"


@pytest.mark.parametrize(
    "told",
    [
        EVENT,
        [EVENT],
        {"itemListElement": [{"@type": "ListItem", "position": 1, "item": EVENT}]},
        {"items": [{"id": "e1", "state": "updated", "kind": "Event", "modified": 5, "data": EVENT}], "next": "x"},
        {"results": [EVENT]},
    ],
)
def test_whatever_holds_them_together(take, told):
    assert outcomes(take(told)) == ["ready"]


def test_a_deleted_item_of_a_feed_is_withdrawn(officer, take, at):
    item = {"id": "e1", "state": "updated", "kind": "Event", "modified": 5, "data": EVENT}
    enter(officer, take({"items": [item]}), at)
    assert stand() == {"e1": "陪老人下棋"}

    deleted = [{"id": name, "state": "deleted", "kind": "Event", "modified": 6} for name in ("e1", "e2")]
    intake = take({"items": deleted}, at.replace(hour=9))

    assert outcomes(intake) == ["opportunity.gone", "opportunity.gone_already"]
    enter(officer, intake, at.replace(hour=9))
    assert stand() == {}


def test_sessions_of_the_volunteering_data_standard(officer, take, at):
    graph = [
        {"id": "/a/1", "label": {"zh-Hans": "陪老人下棋", "en": "Chess"}, "description": {"zh-Hans": "带上棋盘"}},
        {
            "id": "/s/1",
            "type": "ActivitySession",
            "sessionActivity": "/a/1",
            "sessionApplyLink": "https://linli.example/s/1",
            "sessionLocation": {
                "type": "SessionLocation",
                "address": "春分路1号",
                "latitude": 30.5,
                "longitude": 120.5,
            },
            "sessionTime": {"beginning": "2026-12-01T09:00:00+08:00", "end": "2026-12-01T11:00:00+08:00"},
        },
        {
            "id": "/a/2",
            "type": "Activity",
            "label": "扫雪",
            "description": "冬天",
            "applyLink": "https://linli.example/2",
        },
        {"id": "/o/1", "type": "Organisation", "label": "清泉社区", "organisationActivity": ["/a/1", "/a/2"]},
    ]

    enter(officer, take({"@graph": graph}), at)

    assert stand() == {"/s/1": "陪老人下棋", "/a/2": "扫雪"}
    one = Opportunity.objects.get(key="/s/1")
    assert (one.title_en, one.organization_name, one.place) == ("Chess", "清泉社区", "春分路1号")
    assert (one.address, one.longitude) == ("https://linli.example/s/1", 120.5)
    assert f"{one.starts_at:%dT%H}-{one.ends_at:%dT%H}" == "01T01-01T03"
    assert Opportunity.objects.get(key="/a/2").organization_name == "清泉社区"


def test_real_organizations_are_no_opportunities(take):
    intake = take(ORGANIZATIONS.read_bytes())

    assert intake.state == IntakeState.UNREAD
    assert Entry.objects.get(name="intake.list_given_back").facts["code"] == "sheet.organizations"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"@graph": [', "sheet.damaged"),
        (b"[" * 100_000, "sheet.damaged"),
        (b"[]", "sheet.empty"),
        (b'[1, "x", null]', "sheet.empty"),
        (b'{"items": []}', "sheet.empty"),
    ],
)
def test_what_cannot_be_read_says_why(take, content, why):
    assert take(content).state == IntakeState.UNREAD
    assert Entry.objects.get(name="intake.list_given_back").facts["code"] == why


def test_plain_json_with_words_of_its_own(take):
    intake = take([{"nr": 7, "bezeichnung": "Schach", "ort": {"name": "Zentrum"}}])

    assert intake.headings == ["nr", "bezeichnung", "ort", "ort.name"]
    assert outcomes(intake) == ["opportunity.title_missing"]
    assert lines_of(intake)[0].cells == ["7", "Schach", "Zentrum", "Zentrum"]


@pytest.mark.parametrize(
    "hostile",
    [
        {"name": {"name": {"name": {"name": {"name": {"name": {"name": "tief"}}}}}}},
        {"@id": "a", "name": "x", "location": {"@id": "a"}},
        {f"p{number}": number for number in range(1_000)},
        {"name": ["x"] * 100_000},
        {"name": "x" * 1_000_000, "description": None, "": "", "@type": [None, 5]},
    ],
)
def test_hostile_shapes_become_rows_all_the_same(hostile):
    found = records.read(json.dumps([hostile]).encode())

    assert len(found.headings) <= 200
    assert all(len(cell) <= 8_000 * 21 for _number, row in found.rows for cell in row)


def test_a_kind_of_thing_is_no_longer_than_an_address():
    """Over a longer one the pattern would take minutes, growing with its square."""
    node = {"@type": ["a/" * 100_000, "https://vds.example/Organisation"]}
    assert records._is(records.PLAIN_TYPES, node)
    assert not records._is(records.PLAIN_TYPES, {"@type": "a/" * 100_000})
