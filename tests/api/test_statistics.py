"""Figures and measures by the API: public, exact for officers, as JSON and CSV."""

from datetime import UTC, date, datetime

import pytest

from volunteercloud.core import memory
from volunteercloud.domain.regions import loading
from volunteercloud.domain.statistics import periods
from volunteercloud.domain.statistics.models import Basis, Progress, ServiceCell, Slice

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
MONTH = periods.month(date(2026, 10, 1))


@pytest.fixture(autouse=True)
def counted(owner):
    loading.load_demo()
    Progress.objects.create(id=1, as_of=NOW, swept_until=NOW)
    for code, people in (("99", 60), ("9901", 60), ("990101", 7), ("990102", 12), ("990103", 50)):
        for period in (periods.ever(), periods.year(MONTH.start), MONTH):
            ServiceCell.objects.create(
                basis=Basis.PLACE, region_code=code, span=period.span, start=period.start, slice=Slice.TOTAL,
                people=people, records=people, minutes_b=people * 60,
            )  # fmt: skip
    memory.forget_all()


def test_a_region_is_read_with_the_time_before(anybody):
    answer = anybody.get("/statistics/regions/9901?period=2026-10")
    said = answer.json()
    assert (answer.status_code, said["is_exact"], said["as_of"]) == (200, False, "2026-11-21T08:00:00Z")
    assert said["figures"] == {
        "records": 60, "people": 60, "firsts": 0, "credit_minutes": 3600, "honour_minutes": 0,
        "minutes": {"A": 0, "B": 3600, "C": 0, "D": 0, "E": 0}, "is_withheld": False,
    }  # fmt: skip
    assert said["previous"]["records"] == 0


def test_the_public_gets_nulls_where_officers_get_numbers(anybody, as_, officer):
    withheld = anybody.get("/statistics/regions/990101?period=2026").json()
    exact = as_(officer).get("/statistics/regions/990101?period=2026")
    assert (withheld["figures"]["people"], withheld["figures"]["is_withheld"]) == (None, True)
    assert (exact.json()["figures"]["people"], exact.json()["is_exact"]) == (7, True)
    assert exact.headers["Cache-Control"] == "private, no-cache"


def test_what_is_exact_in_part_is_kept_by_no_cache(anybody, as_, officer):
    """The officer's region is one of several: nobody else may be given the answer."""
    address = "/statistics/measures/people/values?period=2026&region=990101&region=nation"
    told = anybody.get(address), as_(officer).get(address)
    assert [answer.json()["values"][0]["number"] for answer in told] == [None, 7]
    assert [answer.json()["is_exact"] for answer in told] == [False, False]
    assert [answer.headers["Cache-Control"] for answer in told] == ["public, max-age=5", "private, no-cache"]


def test_regions_below_are_listed_withheld_or_not(anybody):
    children = anybody.get("/statistics/regions/9901/children").json()["children"]
    shown = {child["code"]: child["figures"]["people"] for child in children}
    assert shown == {"990101": None, "990102": None, "990103": 50, "990104": 0, "990105": 0}


def test_series_parts_and_measures(anybody):
    series = anybody.get("/statistics/regions/99/series?since=2026-01-01&until=2027-01-01").json()
    assert [(each["start"], each["figures"]["people"]) for each in series["moments"]] == [("2026-10-01", 60)]
    assert anybody.get("/statistics/regions/nation/parts?by=category").json()["parts"] == []
    values = anybody.get("/statistics/regions/99/measures?code=people&code=registered_rate&period=2026").json()[
        "values"
    ]
    assert [(each["code"], each["number"], each["missing"]) for each in values] == [
        ("people", 60, None),
        ("registered_rate", None, "population"),
    ]
    compared = anybody.get("/statistics/measures/people/values?region=9901&region=990103").json()["values"]
    assert [(each["region"], each["number"]) for each in compared] == [("9901", 60), ("990103", 50)]


def test_measures_are_explained_in_both_languages(anybody):
    listed = anybody.get("/statistics/measures").json()
    one = anybody.get("/statistics/measures/registered_rate").json()
    assert one in listed
    assert (one["title"], one["target"], one["version"]) == ("Registered rate", 0.13, 1)
    assert anybody.get("/statistics/measures/nothing").json()["code"] == "not_found"


def test_csv_where_it_is_asked_for(anybody):
    answer = anybody.get("/statistics/regions/9901/children", Accept="text/csv")
    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0].startswith("code,name,name_latin,valid_from,valid_to,successor_code,figures_records,figures_people")
    assert len(lines) == 6


def test_what_one_has_is_not_sent_again_until_it_changes(anybody):
    first = anybody.get("/statistics/regions/9901")
    again = anybody.get("/statistics/regions/9901", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Progress.objects.update(as_of=datetime(2026, 11, 21, 9, tzinfo=UTC))
    assert anybody.get("/statistics/regions/9901", **{"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/regions/98", 404, "not_found"),
        ("/regions/99x", 422, "request.invalid"),
        ("/regions/99?period=0000", 422, "statistics.period"),
        ("/regions/99?period=10000", 422, "statistics.period"),
        ("/regions/99?period=2026-13", 422, "statistics.period"),
        ("/regions/99?period=2026-02-30", 422, "statistics.period"),
        ("/regions/99?period=soon", 422, "request.invalid"),
        ("/regions/99/parts?by=colour", 422, "request.invalid"),
        ("/regions/99/parts?by=category&basis=home", 422, "statistics.dimension"),
        ("/regions/99/series?since=0001-01-01&until=9999-12-31", 422, "statistics.period"),
        ("/regions/99/measures?code=nothing", 404, "not_found"),
        ("/measures/people/values", 422, "request.invalid"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_document(anybody, path, status, code):
    answer = anybody.get(f"/statistics{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
