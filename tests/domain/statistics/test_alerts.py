"""Alerts: opened once, closed when the figure is back, never for what is unknown or of a few; told to officers of the region."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.organizations import factories as organizations
from tests.domain.statistics import desks
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.statistics.models import Alert, Band
from volunteercloud.domain.statistics.watching import actions, alerts, judging

JUDGE = system("statistics")
NOW = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
MAY, APRIL, MARCH = date(2026, 5, 1), date(2026, 4, 1), date(2026, 3, 1)


@pytest.fixture
def officer(db):
    organizations.ground()
    return organizations.officer("990101", "白露")


def states():
    return [
        (one.region_code, f"{one.month:%m}", one.figure, one.outcome)
        for one in Alert.objects.order_by("month", "figure")
    ]


def test_coverage_under_sixty_percent_raises_one_alert_and_closes_it(officer):
    desks.shifts("990101", MAY, came=20, recorded=11)
    for _round in range(2):
        judging.judge(JUDGE, NOW)
    assert states() == [("990101", "05", "record_coverage", "open")]
    told = Message.objects.get(recipient_id=officer.id)
    assert (told.template, told.facts["value_en"], told.facts["band_en"]) == (
        "statistics_alert",
        "55%",
        "not below 60%",
    )
    desks.shifts("990101", MAY, came=20, recorded=12)
    judging.judge(JUDGE, NOW)
    assert states() == [("990101", "05", "record_coverage", "back")]
    desks.shifts("990101", MAY, came=20, recorded=10)
    judging.judge(JUDGE, NOW)
    assert states() == [("990101", "05", "record_coverage", "open")]
    assert Message.objects.count() == 1
    assert Entry.objects.filter(name="statistics.alert_opened").count() == 1


def test_what_is_unknown_or_of_a_few_never_alarms(officer):
    judging.judge(JUDGE, NOW)
    desks.shifts("990101", MAY, came=9, recorded=0, taken=9, missed=9)
    judging.judge(JUDGE, NOW)
    assert states() == []
    desks.shifts("990101", MAY, came=10, recorded=0, taken=10, missed=3)
    judging.judge(JUDGE, NOW)
    assert states() == [("990101", "05", "no_show_rate", "open"), ("990101", "05", "record_coverage", "open")]


def test_grade_e_that_leaps_by_ten_points_alarms(officer):
    desks.hours("990101", APRIL, minutes_a=900, minutes_e=100)
    desks.hours("990101", MAY, minutes_a=800, minutes_e=200)
    judging.judge(JUDGE, NOW)
    assert states() == []
    desks.hours("990101", MAY, minutes_a=790, minutes_e=210)
    judging.judge(JUDGE, NOW)
    assert states() == [("990101", "05", "grade_e_share", "open")]
    assert Alert.objects.get().before == pytest.approx(0.1)


def test_a_change_is_judged_once_its_month_is_over(officer):
    actions.set_band(actor=officer, region_code="990101", figure="credit_hours", crossing="shrinks", limit=0.3, at=NOW)
    for month, minutes in ((MARCH, 1000), (APRIL, 1000), (MAY, 100)):
        desks.hours("990101", month, minutes_a=minutes)
    judging.judge(JUDGE, NOW)
    assert states() == []
    judging.judge(JUDGE, NOW + timedelta(days=20))
    assert states() == [("990101", "05", "credit_hours", "open")]


def test_a_change_may_be_against_the_year_before(officer):
    actions.set_band(
        actor=officer,
        region_code="990101",
        figure="credit_hours",
        crossing="grows",
        limit=0.5,
        against="year",
        at=NOW,
    )
    desks.hours("990101", APRIL, minutes_a=1501)
    desks.hours("990101", date(2025, 4, 1), minutes_a=1000)
    judging.judge(JUDGE, NOW)
    assert states() == [("990101", "04", "credit_hours", "open")]


def test_what_was_never_closed_is_over_after_two_months(officer):
    desks.shifts("990101", MAY, came=20, recorded=11)
    judging.judge(JUDGE, NOW)
    judging.judge(JUDGE, NOW + timedelta(days=30))
    assert states() == [("990101", "05", "record_coverage", "open")]
    judging.judge(JUDGE, NOW + timedelta(days=60))
    assert states() == [("990101", "05", "record_coverage", "over")]


def test_an_own_band_takes_the_place_of_the_one_for_all(officer):
    desks.shifts("990101", MAY, came=20, recorded=11)
    band = actions.set_band(
        actor=officer, region_code="990101", figure="record_coverage", crossing="below", limit=0.5, at=NOW
    )
    judging.judge(JUDGE, NOW)
    assert states() == []
    actions.end_band(actor=officer, band_id=band.id, at=NOW)
    judging.judge(JUDGE, NOW)
    assert states() == [("990101", "05", "record_coverage", "open")]


def test_one_band_a_figure_and_crossing(officer):
    facts = {"actor": officer, "region_code": "990101", "figure": "fill_rate", "crossing": "below", "at": NOW}
    first = actions.set_band(**facts, limit=0.4)
    assert actions.set_band(**facts, limit=0.4).id == first.id
    second = actions.set_band(**facts, limit=0.5)
    assert [band.id for band in Band.objects.filter(ended_at=None)] == [second.id]
    with pytest.raises(Refused) as caught:
        actions.set_band(**{**facts, "figure": "people", "crossing": "leaps"}, limit=0.1)
    assert caught.value.code == "band.points"


def test_bands_and_alerts_are_for_officers_of_the_region(officer):
    desks.shifts("990101", MAY, came=20, recorded=11)
    judging.judge(JUDGE, NOW)
    neighbour, above = organizations.officer("990102", "立秋"), organizations.officer("9901", "处暑")
    band = actions.set_band(actor=above, region_code="990101", figure="people", crossing="below", limit=5, at=NOW)
    assert [one.figure for one in alerts.alerts(above, ["9901"], is_open=True)] == ["record_coverage"]
    for refused in (
        lambda: alerts.alerts(neighbour, ["990101"]),
        lambda: alerts.alert(neighbour, Alert.objects.get().id),
        lambda: alerts.bands(neighbour, "990101"),
        lambda: actions.end_band(actor=neighbour, band_id=band.id, at=NOW),
        lambda: actions.set_band(
            actor=neighbour, region_code="9901", figure="people", crossing="below", limit=5, at=NOW
        ),
    ):
        with pytest.raises(NotFound):
            refused()
    OfficerGrant.objects.filter(account_id=above.id).update(rights=[Right.PROJECTS])
    with pytest.raises(NotFound):
        alerts.alerts(above, ["9901"])


def test_the_nearest_officers_are_told(officer):
    above = organizations.officer("9901", "处暑")
    actions.set_band(actor=above, region_code="990102", figure="people", crossing="above", limit=5, at=NOW)
    desks.hours("990102", MAY, people=20, minutes_a=100)
    desks.shifts("990101", MAY, came=20, recorded=11)
    judging.judge(JUDGE, NOW)
    told = {(one.recipient_id, one.facts["figure_en"]) for one in Message.objects.filter(template="statistics_alert")}
    assert told == {
        (officer.id, "Record coverage"),
        (above.id, "Record coverage"),
        (above.id, "People who served"),
    }
