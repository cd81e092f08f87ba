import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.domain.activities import factories as activities
from tests.domain.matching import factories
from tests.domain.needs import factories as needs
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.matching import queries, weighing
from volunteercloud.domain.needs.actions import offering
from volunteercloud.domain.search import index
from volunteercloud.domain.search.models import Document, Kind

DAY = timedelta(days=1)


def opportunity(at, title="读书会", *, km=1.0, **changes):
    """Something published elsewhere, so that nothing but the index is asked."""
    starts_at = changes.pop("starts_at", at + 2 * DAY)
    values = {
        "id": ids.uuid7(),
        "kind": Kind.ELSEWHERE,
        "title": title,
        "category": "community",
        "region_code": "990101",
        "latitude": factories.SPOT[0] + km * factories.A_KILOMETRE,
        "longitude": factories.SPOT[1],
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
        "address": "https://elsewhere.example/1",
    }
    document = Document(**values | changes)
    index.put([document], at)
    return document


def suited(somebody, at, **how):
    return queries.for_volunteer(somebody, somebody.id, at, **how)


def titles(somebody, at, **how):
    return [one.document.title for one in suited(somebody, at, **how).opportunities]


@pytest.fixture
def reader(owner, at):
    """Somebody at the spot who likes community service."""
    somebody = organizations.person("芒种")
    Volunteer.objects.filter(id=somebody.id).update(categories=["community"], skills=["driving"])
    factories.prefer(somebody, at, latitude=factories.SPOT[0], longitude=factories.SPOT[1], reach_km=10)
    return somebody


def test_what_is_liked_and_near_comes_first_and_says_so(reader, at):
    opportunity(at, "远的", km=8)
    opportunity(at, "别的", category="elderly")
    opportunity(at, "近的")
    ranking = suited(reader, at)
    assert [one.document.title for one in ranking.opportunities] == ["近的", "远的", "别的"]
    first = ranking.opportunities[0]
    assert ([reason.code for reason in first.reasons], first.metres, ranking.version) == (
        ["interest", "near", "welcome"],
        1001,
        1,
    )
    with translation.override("en"):
        assert str(first.reasons[1].words) == "About 1 km from you"


@pytest.mark.parametrize(
    "against",
    [
        {"km": 11.0},
        {"skills": ["first-aid"]},
        {"languages": ["en"]},
        {"minimum_age": 60},
        {"maximum_age": 30},
        {"qualification": "救护员证"},
    ],
)
def test_conditions_come_before_wishes(reader, at, against):
    opportunity(at, "不合适", **against)
    opportunity(at, "合适", category="elderly", km=9.0)
    assert titles(reader, at) == ["合适"]


def test_times_and_service_from_home_are_conditions_that_one_sets_oneself(reader, at):
    opportunity(at, "周一上午")
    opportunity(at, "在家", km=900, is_remote=True, latitude=None, longitude=None)
    assert set(titles(reader, at)) == {"周一上午", "在家"}
    spot = {"latitude": factories.SPOT[0], "longitude": factories.SPOT[1]}
    factories.prefer(reader, at, parts=(1, 2), remote=True, **spot)
    assert titles(reader, at) == []
    factories.prefer(reader, at, parts=(0,), remote=False, **spot)
    assert titles(reader, at) == ["周一上午"]


def test_the_same_rows_give_the_same_order_however_they_came(reader, at):
    documents = [opportunity(at, f"第{number}件", km=number % 4) for number in range(20)]
    before = titles(reader, at)
    Document.objects.all().delete()
    random.Random(3).shuffle(documents)
    index.put(documents, at)
    assert (titles(reader, at), len(before)) == (before, 20)


def test_a_shift_is_left_out_once_it_is_full_taken_or_clashes(reader, owner, shift, volunteer, at):
    Document.objects.all().delete()
    opportunity(at, id=shift.id, kind=Kind.SHIFT, owner_id=shift.organization_id, starts_at=shift.starts_at)
    beside = opportunity(at, "同一时间", starts_at=shift.starts_at, km=2)
    (first, second) = suited(reader, at).opportunities
    assert ([first.document.id, second.document.id], first.answer.is_open) == ([shift.id, beside.id], True)
    signing_up.sign_up(actor=volunteer, **activities.key(shift, volunteer), at=at)
    Shift.objects.filter(id=shift.id).update(places=1)
    assert titles(reader, at) == ["同一时间"]
    Shift.objects.filter(id=shift.id).update(places=2)
    signing_up.sign_up(actor=reader, **activities.key(shift, reader), at=at)
    assert titles(reader, at) == []


def test_a_series_leaves_room_for_others(reader, at):
    series = ids.uuid7()
    for day in range(2, 8):
        opportunity(at, "每天", activity_id=series, starts_at=at + day * DAY)
    opportunity(at, "别的", km=9)
    assert titles(reader, at) == ["每天", "别的"]


def test_weights_that_are_only_tried_give_another_order(reader, at):
    opportunity(at, "近的", category="elderly")
    opportunity(at, "喜欢的", km=9)
    assert titles(reader, at, weights=weighing.Scale(0, {"near": 1})) == ["近的", "喜欢的"]
    assert titles(reader, at, weights=weighing.Scale(0, {"interest": 1})) == ["喜欢的", "近的"]


def test_nobody_sees_what_suits_others(reader, volunteer, at):
    with pytest.raises(NotFound):
        queries.for_volunteer(volunteer, reader.id, at)


def test_ranking_takes_as_many_statements_for_many_as_for_one(reader, at):
    opportunity(at)
    suited(reader, at)

    def statements():
        with CaptureQueriesContext(connection) as captured:
            suited(reader, at)
        return len(captured)

    one = statements()
    for number in range(30):
        opportunity(at, f"第{number}件")
    assert statements() == one


def test_nobody_is_offered_their_own_need_nor_one_they_offered_to_help_with(reader, owner, organization, at):
    here = {"category": "community", "latitude": factories.SPOT[0], "longitude": factories.SPOT[1]}
    needs.station(organization, at)
    needs.of_station(reader, organization, at, title="自己的", **here)
    needs.of_station(owner, organization, at, title="别人的", **here)
    offered = needs.of_station(owner, organization, at, title="已报名的", **here)
    offering.offer_myself(actor=reader, need_id=offered.id, volunteer_id=reader.id, words="我来。", at=at)
    assert titles(reader, at) == ["别人的"]
