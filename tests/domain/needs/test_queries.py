from copy import copy
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from tests.domain.needs import factories, posts
from tests.domain.needs.posts import DAY
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.needs import queries
from volunteercloud.domain.needs.models import Need, Part

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(db):
    organizations.ground()


@pytest.fixture
def poster():
    return posts.poster()


def taken_up(poster, at, **changes):
    serving = {"organization_id": ids.uuid7(), "docked_at": at, "way": "shift"}
    return factories.need(poster, at, **serving | changes)


def test_the_board_shows_urgent_ones_first_then_the_latest_by_region_and_kind(poster, at):
    old = factories.need(poster, at, opened_at=at - DAY)
    urgent = factories.need(poster, at, opened_at=at - 2 * DAY, urgency=2)
    other = factories.need(poster, at, category="community")
    elsewhere = factories.need(poster, at, region_id="990102")
    for state in ("draft", "moderation", "returned", "rejected", "withdrawn", "expired"):
        factories.need(poster, at, state=state)

    assert queries.board("990101") == [urgent, other, old]
    assert queries.board("990101", "community") == [other]
    assert {need.id for need in queries.board("9901")} == {urgent.id, other.id, old.id, elsewhere.id}
    assert queries.board("99") == queries.board("")
    assert queries.board("990101' OR 1=1") == []
    assert queries.board(part="nonsense") == []


def test_parts_of_the_board_are_counted(poster, at):
    factories.need(poster, at, state="offered")
    taken_up(poster, at, state="docked")
    taken_up(poster, at, state="closed", ended_at=at)

    assert queries.counts("9901") == {Part.OPEN: 1, Part.TAKEN_UP: 1, Part.MET: 1}
    assert queries.counts("990102") == {Part.OPEN: 0, Part.TAKEN_UP: 0, Part.MET: 0}


def test_pages_follow_each_other_without_gaps_or_doubles(poster, at):
    made = [
        factories.need(poster, at, urgency=number % 3, opened_at=at - timedelta(minutes=number // 2))
        for number in range(7)
    ]

    seen, after = [], None
    while page := queries.board(after=after, limit=2):
        seen += page[:2]
        if len(page) < 3:
            break
        after = queries.cursor(page[1])

    assert sorted(need.id for need in seen) == sorted(need.id for need in made)
    assert seen == queries.board(limit=50)


@pytest.mark.parametrize("number", [1, 12])
def test_a_board_a_map_and_a_page_ask_a_fixed_number_of_statements(poster, at, django_assert_num_queries, number):
    made = [factories.need(poster, at) for _ in range(number)]

    with django_assert_num_queries(1):
        assert [need.region.name for need in queries.board("9901")][:1] == ["临溪区"]
    with django_assert_num_queries(1):
        queries.points("9901")
    with django_assert_num_queries(3):
        queries.counts("9901")
    with django_assert_num_queries(1):
        queries.need(ANONYMOUS, made[0].number)


def test_a_board_of_a_region_reads_its_index(poster, at):
    factories.need(poster, at, region_id="990101")
    beside = factories.need(poster, at, region_id="990102")
    many = [copy(beside) for _each in range(500)]
    for number, need in enumerate(many):
        need.id, need.number, need.text_key = ids.uuid7(), f"N{number}", ids.uuid7()
    Need.objects.bulk_create(many)
    if not settings.DISTRIBUTED:  # which analyses nothing within a transaction
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE needs_need")
    explained = queries._on_board("990101", "open").order_by("-urgency", "-opened_at", "-id")[:21].explain()

    assert "need_board_6" in explained
    assert "Sort" not in explained


def test_a_map_shows_open_needs_with_a_point(poster, at):
    with_point = factories.need(poster, at)
    factories.need(poster, at, latitude=None, longitude=None)
    taken_up(poster, at, state="docked")

    assert queries.points("9901") == [with_point]
    assert queries.points("9901", "community") == []


def test_the_wall_shows_what_is_open_and_thanks_for_what_was_met(poster, at):
    need = factories.need(poster, at)
    met = taken_up(poster, at, state="confirmed", confirmed_at=at, ended_at=at)
    taken_up(poster, at, state="closed", ended_at=at - 31 * DAY)

    wall = queries.wall("990101", at)

    assert (wall.needs, wall.thanks, wall.counts[Part.MET]) == ([need], [met], 2)


def test_who_may_know_of_a_need_that_is_not_public(poster, at):
    manager = organizations.person("立夏")
    organization = organizations.organization(manager, at)
    need = factories.need(poster, at, state="moderation", opened_at=None)
    knowing = [poster, posts.officer("9901")]
    strangers = [ANONYMOUS, organizations.person("路人"), posts.officer("990102", "立秋"), manager]

    for viewer in knowing:
        assert queries.need(viewer, need.id) == need
    for viewer in strangers:
        with pytest.raises(NotFound):
            queries.need(viewer, need.number)
    Need.objects.filter(id=need.id).update(station_id=organization.id)
    assert queries.need(manager, need.id) == need
    for wrong in ("", "N", need.number[:-1] + ("2" if need.number[-1] != "2" else "3"), "' OR 1=1 --", "求助"):
        with pytest.raises(NotFound):
            queries.need(poster, wrong)


def test_only_posters_see_their_own(poster, at):
    need = factories.need(poster, at)
    other = posts.poster("小寒")

    assert queries.my_need(poster, need.id).details == factories.DETAILS
    for viewer in (other, posts.officer(), ANONYMOUS):
        with pytest.raises(NotFound):
            queries.my_need(viewer, need.id)
    assert (queries.mine(other), queries.mine(poster)) == ([], [need])
