"""A small city: the same by the same seed, written whole, and looked at as the report says."""

from dataclasses import replace

import pytest

from volunteercloud.cli.commands import radar as command
from volunteercloud.cli.evaluation import copying, radar
from volunteercloud.cli.evaluation.world import Size
from volunteercloud.cli.problem import Problem
from volunteercloud.domain.radar.models import CaseReason, RadarCase
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead

HAMLET = Size(organizations=10, people=300, records=700, days=60, bought=0.05)


def told(world):
    return [(one.record_id, one.person.id, one.written_at, one.grade, one.sold_as) for one in world.entries]


def test_the_same_seed_makes_the_same_city():
    first = told(radar.build(HAMLET, 5))
    assert first == told(radar.build(HAMLET, 5))
    assert first != told(radar.build(HAMLET, 6))


def test_shares_are_those_asked_for():
    entries = radar.build(HAMLET, 5).entries
    sold = sum(bool(one.sold_as) for one in entries)
    assert abs(sold / (len(entries) - sold) - HAMLET.bought) < 0.02


def test_nobody_is_in_two_places_in_it():
    """What the database would refuse is tried apart from it."""
    days = [(one.person.id, one.shift.day) for one in radar.build(HAMLET, 5).entries]
    assert len(days) == len(set(days))


def test_a_report_counts_what_cases_hold(db):
    report = radar.evaluate(HAMLET, 5)
    assert report.honest + report.bought == OrganizationRecord.objects.count()
    assert report.total.records == CaseReason.objects.values("record_id").distinct().count()
    assert report.cases == RadarCase.objects.count()
    assert report.total.bought == round(report.total.recall * report.bought)
    assert report.overlaps_tried == report.overlaps_refused > 0
    assert RecordHead.objects.count() == OrganizationRecord.objects.count()
    assert command.table(report)[0] == f"seed 5: {report.honest:,} honest records, {report.bought:,} bought"


def test_a_city_without_sales_has_hardly_a_case(db):
    report = radar.evaluate(replace(HAMLET, bought=0), 5)
    assert report.bought <= 1
    assert report.total.records <= 0.01 * report.honest


def test_it_is_never_written_beside_people(db):
    world = radar.build(HAMLET, 5)
    copying.write(world)
    with pytest.raises(Problem):
        copying.write(world)
