"""The figures: changes counted a second, how far they are behind while people confirm, what a recount takes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.cli.bench import pages, reading, records, report, scene
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.drill.nodes import begun
from volunteercloud.cli.problem import Problem
from volunteercloud.core.actor import Actor, ActorKind, system
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance.models import Attendance
from volunteercloud.domain.changes import noting
from volunteercloud.domain.statistics import actions, queries, recounting

BEHIND = 5  # seconds
ACTOR = system("bench")
PATIENCE_SECONDS = 120
# Until nobody holds its standard input any more.
COUNTER = """
import sys, django
django.setup()
from volunteercloud.domain.statistics import tasks
with tasks.counting():
    sys.stdin.read()
"""


@dataclass(frozen=True, slots=True)
class Size:
    """People counted anew; shifts confirmed while the figures follow, with so many people each."""

    people: int
    shifts: int
    on_a_shift: int


FULL = Size(people=20_000, shifts=300, on_a_shift=50)
SHORT = Size(people=2_000, shifts=60, on_a_shift=30)
QUICK = Size(people=50, shifts=3, on_a_shift=5)


def measure(database: str, size: Size, at: datetime, *, with_recount: bool) -> list[Figure]:
    with progress.step("Counting changes"):
        _count_all()
        figures = [_rate(size)]
    with progress.step("Figures behind confirmations"):
        figures += _behind(database, size, at)
    if with_recount:
        with progress.step("A recount"):
            figures += _recount()
    return figures


def _count_all() -> int:
    counted = 0
    while actions.sweep(actor=ACTOR, at=timezone.now()):
        pass
    while number := actions.count(actor=ACTOR, at=timezone.now()):
        counted += number
    return counted


def _rate(size: Size) -> Figure:
    """People whose records are all counted once more; beside it the reading of those records alone."""
    people = reading.somebody(size.people)
    with transaction.atomic():
        noting.note_people(people, timezone.now())
    began = time.perf_counter()
    counted = _count_all()
    took = time.perf_counter() - began
    return figure("changes counted", counted / took, "/s", limit=len(people) / _read(people))


def _read(people: list) -> float:
    """The limit: the seconds in which PostgreSQL gives the standing records of these people and is told their facts."""
    began = time.perf_counter()
    with connection.cursor() as cursor:
        for first in range(0, len(people), actions.AT_ONCE):
            some = people[first : first + actions.AT_ONCE]
            for table in ("records_recordhead", "statistics_servicefact"):
                cursor.execute(f"SELECT * FROM {table} WHERE volunteer_id = ANY(%s)", [some])  # noqa: S608
                cursor.fetchall()
    return time.perf_counter() - began


def _behind(database: str, size: Size, at: datetime) -> list[Figure]:
    """A leader confirms shift after shift while the counting goes on beside, in a process as the worker is one: looked at after
    each of them."""
    leader, shifts, place = _shifts(size, at)
    behind: list[float] = []
    with _counter(database):
        _until_counted(timezone.now())
        began = time.perf_counter()
        for shift_id, people in shifts:
            attendance_actions.confirm(
                actor=leader,
                organization_id=place.organization_id,
                shift_id=shift_id,
                volunteer_ids=[person.id for person in people],
                at=timezone.now(),
            )
            behind.append(_seconds_behind())
        took = time.perf_counter() - began
        behind.append(_until_counted(timezone.now()))
    confirmed = size.shifts * size.on_a_shift
    return [
        figure("figures behind while people confirm, p99", pages.slowest(behind), "s", target=report.at_most(BEHIND)),
        figure("confirmed a second meanwhile", confirmed / took, "/s"),
    ]


@contextmanager
def _counter(database: str) -> Iterator[None]:
    variables = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "volunteercloud.settings"}
    process = begun([sys.executable, "-P", "-c", COUNTER], env=os.environ | variables, stdin=subprocess.PIPE)
    try:
        yield
    finally:
        process.communicate()


def _shifts(size: Size, at: datetime) -> tuple[Actor, list, scene.Place]:
    scene.have_region(at - records.LONG_AGO)
    leader, *people = scene.build_people(size.on_a_shift + 1, at - records.LONG_AGO)
    place = scene.build_place(leader, at - records.LONG_AGO)
    starts = [at - timedelta(hours=3 * (number + 1)) for number in range(size.shifts)]
    ids = scene.build_shifts(place, starts, hours=2, places=len(people))
    for shift_id, starts_at in zip(ids, starts, strict=True):
        scene.put_on_roster(place, shift_id, people, starts_at - timedelta(days=1))
        Attendance.objects.bulk_create([records.served(place, shift_id, person, starts_at) for person in people])
    return Actor(ActorKind.PERSON, leader.name, leader.id), [(shift_id, people) for shift_id in ids], place


def _seconds_behind() -> float:
    found = queries.as_of(timezone.now())
    return found.lag_seconds if found else float("inf")


def _until_counted(moment: datetime) -> float:
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE_SECONDS:
        found = queries.as_of(timezone.now())
        if found and found.at >= moment:
            return time.perf_counter() - began
        time.sleep(0.05)
    raise Problem("The figures do not follow.", "Look at what the counting said.")


def _recount() -> list[Figure]:
    """Of everything, beside COPY of the facts it compares into a bare table; and what it found to mend."""
    began = time.perf_counter()
    found = recounting.recount(actor=ACTOR, at=timezone.now())
    took = time.perf_counter() - began
    return [
        figure("records recounted and compared", found.facts / took, "/s", limit=_copied()),
        figure("rows that a recount found wrong", sum(found.differing.values()), "", target=report.exactly(0)),
    ]


def _copied() -> float:
    """Facts a second by COPY into a table without key, index or constraint."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (LIKE statistics_servicefact)")
        source: psycopg.Cursor = cursor.cursor
        with source.copy("COPY (SELECT * FROM statistics_servicefact) TO STDOUT") as copy:
            rows = b"".join(copy)
        began = time.perf_counter()
        with source.copy("COPY bare FROM STDIN") as copy:
            copy.write(rows)
        took = time.perf_counter() - began
        cursor.execute("SELECT count(*) FROM bare")
        (count,) = cursor.fetchone()
        cursor.execute("DROP TABLE bare")
    return count / took
