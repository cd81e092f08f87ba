"""What an address asks for: read leniently, written in one order, whatever somebody typed."""

from datetime import date
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.organizations import factories as organizations
from volunteercloud.domain.search import asked
from volunteercloud.domain.search.asked import Asked
from volunteercloud.domain.search.asking import Sort
from volunteercloud.domain.search.models import Kind

SATURDAY = date(2026, 5, 16)
TYPED = st.text(max_size=12) | st.sampled_from(
    ["1", "me", "weekend", "2026-05-20", "needs", "evening", "30.5", "nan", "-0"]
)
NAMES = (
    "q",
    "kind",
    "when",
    "on",
    "from",
    "to",
    "weekday",
    "part",
    "near",
    "latitude",
    "longitude",
    "within",
    "age",
    "sort",
)


def read(**said):
    return asked.read({name: [value] if isinstance(value, str) else value for name, value in said.items()}, SATURDAY)


@pytest.fixture
def ground(db):
    organizations.ground()


def test_nothing_asks_for_service_soonest_first():
    assert read() == Asked()
    query = asked.query(Asked(), SATURDAY)
    assert (query.kinds, query.sort) == ((Kind.SHIFT, Kind.ELSEWHERE), Sort.DATE)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ({"when": "today"}, (SATURDAY, SATURDAY)),
        ({"when": "weekend"}, (SATURDAY, date(2026, 5, 17))),
        ({"when": "week"}, (SATURDAY, date(2026, 5, 22))),
        ({"on": "2026-05-20", "when": "weekend"}, (date(2026, 5, 20), date(2026, 5, 20))),
        ({"from": "2026-05-20"}, (date(2026, 5, 20), None)),
        ({"from": "2026-05-20", "to": "2026-05-19"}, (date(2026, 5, 20), None)),
        ({"on": "2026-05-01"}, (date(2026, 5, 1), date(2026, 5, 1))),
        ({"on": "9999-12-31"}, (None, None)),
        ({"on": "2026-02-31"}, (None, None)),
    ],
)
def test_days(said, days):
    assert read(**said).days(SATURDAY) == days


def test_a_kept_weekend_is_the_next_one_on_monday():
    assert read(when="weekend").days(date(2026, 5, 18)) == (date(2026, 5, 23), date(2026, 5, 24))


def test_evenings_are_those_of_weekdays():
    query = asked.query(read(when="evenings"), SATURDAY)
    assert (query.weekdays, query.parts_of_day) == ((1, 2, 3, 4, 5), ("evening",))


@pytest.mark.parametrize(
    ("said", "sort"),
    [
        ({"q": "午餐", "within": "3"}, Sort.BEST),
        ({"within": "3"}, Sort.DISTANCE),
        ({"sort": "date", "q": "x"}, Sort.DATE),
    ],
)
def test_words_ask_for_the_best_and_a_place_for_the_nearest(said, sort):
    assert asked.query(read(**said), SATURDAY, near=(30.0, 114.0)).sort == sort


def test_a_distance_from_nowhere_asks_for_nothing():
    assert asked.query(read(within="3"), SATURDAY).within_km is None


@pytest.mark.parametrize("point", [("91", "0"), ("nan", "0"), ("1", "inf"), ("x", "1"), ("", "1"), ("1e400", "1")])
def test_a_point_off_the_earth_is_none(point):
    assert read(latitude=point[0], longitude=point[1]).point is None


def test_a_point_is_kept_to_about_a_hundred_metres():
    assert asked.written(read(latitude="30.123456", longitude="114.98765")) == "latitude=30.123&longitude=114.988"


@pytest.mark.parametrize(
    "said", [{"within": "0"}, {"within": "９"}, {"age": "-1"}, {"age": "12345"}, {"weekday": "8"}, {"weekday": "²"}]
)
def test_numbers_out_of_bounds_are_none(said):
    assert read(**said) == Asked()


def test_unknown_codes_and_regions_ask_for_nothing(ground):
    assert read(category=["elderly", "'; --", "\x00"], region="zzz") == Asked(categories=("elderly",), has_region=True)


def test_without_one_thing():
    wish = read(weekday=["6", "7"], q="午餐")
    assert asked.without(wish, "weekdays", 6) == read(weekday="7", q="午餐")
    assert asked.without(wish, "text") == read(weekday=["6", "7"])


def test_a_long_address_is_cut():
    assert len(read(q="字" * 10_000).text) == asked.MOST_SIGNS
    assert asked.read_written("q=1&" * 5000, SATURDAY) == Asked()


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(TYPED, max_size=3)))
def test_what_is_written_is_read_again(said):
    wish = asked.read(said, SATURDAY)
    written = asked.written(wish)
    assert asked.read_written(written, SATURDAY) == wish
    assert (
        asked.written(
            asked.read_written(urlencode(sorted(parse_qs(written).items(), reverse=True), doseq=True), SATURDAY)
        )
        == written
    )
