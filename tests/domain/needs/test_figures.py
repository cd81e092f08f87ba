from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.needs import factories, posts
from tests.domain.needs.posts import DAY
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks, ids
from volunteercloud.domain.needs import checks as need_checks
from volunteercloud.domain.needs import counting, queries
from volunteercloud.domain.needs.actions import figuring
from volunteercloud.domain.needs.models import Need, NeedFigure

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture(autouse=True)
def ground(db):
    organizations.ground()


@pytest.fixture
def poster():
    return posts.poster()


@pytest.fixture
def make(poster, at):
    def made(state="open", **changes):
        over = {"ended_at": at} if state in ("unmet", "expired", "closed") else {}
        met = {"organization_id": ids.uuid7(), "docked_at": at, "way": "shift"} if state == "closed" else {}
        return factories.need(poster, at, state=state, **over | met | changes)

    return made


def count(system, at, **how):
    return figuring.count_figures(actor=system, at=at, **how)


def test_each_region_sums_up_what_is_below_it(make, system, at):
    make(answered_at=at + timedelta(minutes=30))
    make("closed", region_id="990102", rating=5, answered_at=at + timedelta(minutes=90))
    make("closed", region_id="990102")
    make("unmet", unmet="no_skill")
    make("expired", category="community")
    make("rejected", opened_at=None)
    for state in ("draft", "moderation", "returned"):
        make(state)

    assert count(system, at) == 7

    officer = posts.officer("99")
    whole = queries.figures(officer, "99", MAY, MAY)
    sums = whole.whole
    assert (sums.posted, sums.opened, sums.answered, sums.met, sums.unmet) == (6, 5, 2, 2, 2)
    assert (sums.unmet_by, sums.met_percent, sums.answer_minutes, sums.rating) == (
        {"expired": 1, "no_skill": 1},
        50,
        60,
        5.0,
    )
    assert {code: each.posted for code, each in whole.by_region.items()} == {"9901": 6}
    city = queries.figures(officer, "9901", MAY, MAY)
    assert [(code, each.posted, each.unmet) for code, each in city.by_region.items()] == [
        ("990101", 4, 2),
        ("990102", 2, 0),
    ]
    assert {code: each.unmet for code, each in city.by_category.items()} == {"community": 1, "elderly": 1}
    assert list(city.by_month) == [MAY]
    assert queries.figures(officer, "990101", JUNE, JUNE).whole.posted == 0


def test_a_month_is_one_of_the_clock_on_the_wall(make, system, at):
    make(posted_at=datetime(2026, 5, 31, 15, 59, tzinfo=UTC))
    make(posted_at=datetime(2026, 5, 31, 16, 0, tzinfo=UTC))
    count(system, at)

    assert list(NeedFigure.objects.filter(region="99").order_by("month").values_list("month", "posted")) == [
        (MAY, 1),
        (JUNE, 1),
    ]


def test_only_what_changed_is_counted_and_the_check_finds_what_was_not(make, system, at):
    need = make()
    count(system, at)
    assert count(system, at) == 0
    assert list(checks.run(need_checks.STATEMENTS)) == []

    Need.objects.filter(id=need.id).update(state="unmet", unmet="nobody", ended_at=at, changed_at=at - DAY)
    count(system, at + DAY)
    findings = [finding.check for finding in checks.run(need_checks.STATEMENTS)]
    assert findings == ["figures of needs come to the needs of their regions"] * 3 + [
        "a need is in the index exactly as long as it may be taken up"
    ]

    assert count(system, at + DAY, whole=True) == 3
    assert NeedFigure.objects.get(region="99").unmet_by == {"nobody": 1}


def test_a_cell_that_empties_says_nothing(make, system, at):
    need = make("unmet", unmet="nobody")
    count(system, at)
    Need.objects.filter(id=need.id).update(state="withdrawn", unmet="", changed_at=at)
    count(system, at)

    assert list(NeedFigure.objects.order_by("region").values_list("unmet", "unmet_by")) == [(0, {})] * 3


def test_for_everybody_small_numbers_stay_open_and_others_are_round(make, system, at):
    for number in range(14):
        make("unmet", unmet="nobody" if number < 11 else "no_time")
    count(system, at)

    for viewer in (None, posts.poster("路人"), posts.officer("990102")):
        shown = queries.figures(viewer, "990101", MAY, MAY)
        assert (shown.is_exact, shown.whole.posted, shown.whole.unmet_by) == (
            False,
            10,
            {"nobody": 10, "no_time": None},
        )
        assert (shown.whole.met_percent, shown.whole.rating) == (0, None)
    assert queries.figures(posts.officer(), "990101", MAY, MAY).whole.unmet_by == {"nobody": 11, "no_time": 3}


def test_figures_of_a_region_ask_two_statements(make, system, at, django_assert_num_queries):
    for region in ("990101", "990102"):
        make(region_id=region)
    count(system, at)

    with django_assert_num_queries(2):
        queries.figures(None, "9901", MAY, JUNE)


def test_nobody_counts_by_halves(make, system, at):
    make()
    assert counting.count([], at) == 0
    assert count(system, at) == 3
    assert NeedFigure.objects.filter(region="9901").get().posted == 1
