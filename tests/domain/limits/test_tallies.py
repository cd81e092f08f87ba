from datetime import timedelta

import pytest
from django.db import transaction

from volunteercloud.domain.limits import tallies
from volunteercloud.domain.limits.tallies import NONE, Counted

DAY = timedelta(days=1)


@pytest.mark.django_db
def test_counted_until_a_day_passes_without_any(at):
    late = at + timedelta(hours=23)
    assert [tallies.count("tests", "a", when, DAY) for when in (at, late)] == [1, 2]
    assert tallies.counted("tests", "a", late + timedelta(hours=23)) == Counted(2, late)
    assert tallies.counted("tests", "a", late + DAY) == NONE
    assert tallies.count("tests", "a", late + DAY, DAY) == 1


@pytest.mark.django_db
def test_forgotten(at):
    tallies.count("tests", "a", at, DAY)
    tallies.forget("tests", "a")
    assert tallies.counted("tests", "a", at) == NONE


@pytest.mark.django_db(transaction=True)
def test_a_count_apart_outlives_what_is_taken_back(at):
    with transaction.atomic():
        tallies.count("tests", "a", at, DAY)
        tallies.count_apart("tests", "b", at, DAY)
        transaction.set_rollback(True)
    assert [tallies.counted("tests", key, at).count for key in "ab"] == [0, 1]
