"""Counting differences comes to what the rows come to: a recount after each finds nothing to mend."""

from datetime import timedelta

import pytest

from tests.domain.attendance import factories as attendance
from volunteercloud.core.actor import system
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.statistics import actions, recounting
from volunteercloud.domain.statistics.models import ServiceCell

COUNTER = system("statistics")
HOUR = timedelta(hours=1)


@pytest.fixture
def begun(volunteer, at):
    """An installation whose figures are kept: everything was counted once."""
    return recounting.recount(actor=COUNTER, at=at)


@pytest.fixture
def after(shift):
    return shift.ends_at + HOUR


@pytest.fixture
def served(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    return RecordHead.objects.get()


def count(at):
    actions.sweep(actor=COUNTER, at=at)
    return actions.count(actor=COUNTER, at=at)


def assert_proved(at):
    found = recounting.recount(actor=COUNTER, at=at)
    assert (found.differing, found.examples) == ({}, {})


def test_a_record_is_counted(begun, served, after):
    count(after)
    cell = ServiceCell.objects.get(basis="place", region_code="", span="ever", slice="total")
    assert (cell.records, cell.people, cell.firsts, cell.minutes_a) == (1, 1, 1, 120)
    assert_proved(after)
