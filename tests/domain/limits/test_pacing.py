from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from volunteercloud.core.limits import Limit
from volunteercloud.domain.limits import pacing, tasks
from volunteercloud.domain.limits.models import Pace

FIVE = Limit("tests", 5, 60)


@pytest.mark.django_db
def test_all_at_once_then_one_by_one(at):
    assert [pacing.take(FIVE, "a", at) for _ in range(7)] == [0, 0, 0, 0, 0, 12, 12]
    assert pacing.take(FIVE, "a", at + timedelta(seconds=11)) == 1
    assert [pacing.take(FIVE, "a", at + timedelta(seconds=12)) for _ in range(2)] == [0, 12]
    assert [pacing.take(FIVE, "a", at + timedelta(seconds=72)) for _ in range(6)] == [0, 0, 0, 0, 0, 12]


@pytest.mark.django_db
def test_keys_and_limits_are_counted_apart_and_tell_nothing(at):
    assert [pacing.take(FIVE, "203.0.113.7", at, 5), pacing.take(FIVE, "203.0.113.8", at)] == [0, 0]
    assert pacing.take(Limit("others", 5, 60), "203.0.113.7", at) == 0
    assert Pace.objects.count() == 3
    assert not [row for row in Pace.objects.values_list("key", flat=True) if "203" in str(row)[:3]]


@pytest.mark.django_db
def test_many_at_once_count_as_many(at):
    assert [pacing.take(FIVE, "a", at, count) for count in (3, 3, 2, 1)] == [0, 12, 0, 12]
    assert pacing.take(FIVE, "b", at, 99) == 0


@pytest.mark.django_db
def test_a_try_is_one_statement(at, django_assert_num_queries):
    with django_assert_num_queries(1):
        pacing.take(FIVE, "a", at)
    with django_assert_num_queries(1):
        pacing.take(FIVE, "a", at, 5)


@pytest.mark.django_db(transaction=True)
def test_of_many_processes_together_no_more_get_through(at):
    def ask(_):
        try:
            return pacing.take(FIVE, "a", at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(20))).count(0) == 5


@pytest.mark.django_db
def test_ten_are_settled_together_and_a_refusal_costs_nothing(at, django_assert_num_queries):
    gathered = pacing.Gathered()
    limit = Limit("tests", 100, 60)
    with django_assert_num_queries(10):
        taken = [gathered.take(limit, "a", at) for _ in range(100)]
    assert taken == [0] * 100
    with django_assert_num_queries(1):
        taken = [gathered.take(limit, "a", at) for _ in range(12)]
    assert [bool(seconds) for seconds in taken] == [False] * 9 + [True] * 3


@pytest.mark.django_db
def test_what_was_asked_before_the_time_of_the_limit_is_forgotten(at, monkeypatch, django_assert_num_queries):
    clock = [1000.0]
    monkeypatch.setattr(pacing.time, "monotonic", lambda: clock[0])
    gathered = pacing.Gathered()
    limit = Limit("tests", 100, 60)
    with django_assert_num_queries(0):
        for _ in range(9):
            gathered.take(limit, "a", at)
        clock[0] += 61
        gathered.take(limit, "a", at)


@pytest.mark.django_db
def test_what_is_over_is_swept_out(at):
    pacing.take(FIVE, "a", at)
    pacing.take(FIVE, "b", at, 5)
    assert tasks.sweep_at(at + timedelta(seconds=30)) == 1
    assert pacing.take(FIVE, "b", at + timedelta(seconds=30), 4) == 18


@pytest.mark.django_db
def test_nothing_of_it_is_written_to_the_log_of_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, relpersistence FROM pg_class WHERE relname LIKE 'limits_%%' AND relkind = 'r'")
        assert set(cursor.fetchall()) == {("limits_kept", "u"), ("limits_pace", "u"), ("limits_tally", "u")}
