"""Service records: confirming a large shift, writing through the batch path, the page of somebody with a long life of
service; then the log, lists and scans, each by its own module."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from volunteercloud.cli import progress, steps
from volunteercloud.cli.bench import bulk, log, report, scene, sync
from volunteercloud.cli.bench.database import throwaway
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.scene import Person, Place
from volunteercloud.cli.problem import Problem
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance.models import Attendance, AttendanceState, Method
from volunteercloud.domain.records import actions, queries
from volunteercloud.domain.records.drafts import Circumstances, RecordDraft
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.records.queries import Wanted

Answer = TypeVar("Answer")
LONG_AGO = timedelta(days=4_000)
TOGETHER = 1_000  # records in one action of the batch path


@dataclass(frozen=True, slots=True)
class Size:
    """How much: people of one shift, records written in batches, records of one person, looks at their page."""

    shift: int
    imported: int
    life: int
    looks: int
    log: log.Size
    sync: sync.Size
    bulk: bulk.Size


FULL = Size(shift=1_000, imported=20_000, life=2_000, looks=50, log=log.FULL, sync=sync.FULL, bulk=bulk.FULL)
SHORT = Size(shift=300, imported=2_000, life=500, looks=20, log=log.SHORT, sync=sync.SHORT, bulk=bulk.SHORT)
QUICK = Size(shift=20, imported=100, life=40, looks=3, log=log.QUICK, sync=sync.QUICK, bulk=bulk.QUICK)


def run(size: Size) -> dict[str, Any]:
    """Everything, on a database of its own that is gone afterwards."""
    began, machine = time.monotonic(), report.machine()
    steps.compile_messages()
    with throwaway("bench_records") as database:
        return report.document(_measured(database, size), machine, time.monotonic() - began)


def _measured(database: str, size: Size) -> list[Figure]:
    at = timezone.now()
    with progress.step("People and a shift"):
        scene.build_region(at - LONG_AGO)
        leader, somebody, *people = scene.build_people(max(size.shift, size.imported // 4) + 2, at - LONG_AGO)
        place = scene.build_place(leader, at - LONG_AGO)
        who = Actor(ActorKind.PERSON, leader.name, leader.id)
    with progress.step("Confirming a shift"):
        figures = confirming(who, place, people[: size.shift], at)
    with progress.step("Records in batches"):
        figures += importing(who, place, people, size.imported, at)
    with progress.step("A long life of service"):
        figures += looking(who, place, somebody, size, at)
    figures += log.measure(size.log, at)
    figures += sync.measure(size.sync, at)
    figures += bulk.measure(database, size.bulk, at)
    return figures


def confirming(leader: Actor, place: Place, people: list[Person], at: datetime) -> list[Figure]:
    """Everybody of one shift has checked in and out; the leader confirms them in one action."""
    starts_at = at - timedelta(hours=3)
    (shift_id,) = scene.build_shifts(place, [starts_at], hours=2, places=len(people))
    scene.put_on_roster(place, shift_id, people, at - timedelta(days=1))
    Attendance.objects.bulk_create(
        [served(place, shift_id, person, starts_at) for person in people], batch_size=scene.AT_ONCE
    )
    confirm = lambda: attendance_actions.confirm(  # noqa: E731
        actor=leader,
        organization_id=place.organization_id,
        shift_id=shift_id,
        volunteer_ids=[person.id for person in people],
        at=at,
    )
    with CaptureQueriesContext(connection) as captured:
        confirmed, seconds, _cpu = _timed(confirm)
    if any(one.refusal for one in confirmed) or len(confirmed) != len(people):
        raise Problem("Not everybody was confirmed.", "Look at what the first refusal says.")
    statements = sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured)
    name = f"confirming a shift of {len(people):,} in one action"
    return [
        figure(name, seconds, "s", target=report.at_most(2)),
        figure(f"{name}, statements", statements, "", target=report.at_most(30)),
    ]


def served(place: Place, shift_id: Any, person: Person, starts_at: datetime) -> Attendance:
    return Attendance(
        organization_id=place.organization_id,
        shift_id=shift_id,
        volunteer_id=person.id,
        state=AttendanceState.LEFT,
        in_at=starts_at,
        in_method=Method.CODE,
        in_actor_id=person.id,
        in_actor_name=person.name,
        out_at=starts_at + timedelta(hours=2),
        out_method=Method.CODE,
        out_actor_id=person.id,
        out_actor_name=person.name,
    )


def importing(leader: Actor, place: Place, people: list[Person], count: int, at: datetime) -> list[Figure]:
    """Late entries through `record_many`, every rule and constraint on, beside COPY of the same rows into a bare table."""
    days = range(2, 2 + -(-count // len(people)))
    drafts = [draft(leader, place, person, at - timedelta(days=day, hours=3)) for day in days for person in people][
        :count
    ]
    seconds = 0.0
    for first in range(0, count, TOGETHER):
        batch = drafts[first : first + TOGETHER]
        written, took, _cpu = _timed(lambda batch=batch: actions.record_many(actor=leader, drafts=batch, at=at))
        if not all(isinstance(one, RecordHead) for one in written):
            raise Problem("Not everything was recorded.", "Look at what the first refusal says.")
        seconds += took
    name = "records written in batches, every rule and constraint on"
    return [figure(name, count / seconds, "/s", limit=_copied(), target=report.at_least(5_000))]


def _copied() -> float:
    """Rows a second by COPY, of the same versions, into a table without key, index or constraint."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bare (LIKE records_servicerecord)")
        with cursor.copy("COPY (SELECT * FROM records_servicerecord) TO STDOUT") as copy:
            rows = b"".join(copy)
        began = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN") as copy:
            copy.write(rows)
        seconds = time.perf_counter() - began
        cursor.execute("SELECT count(*) FROM bare")
        (count,) = cursor.fetchone()
        cursor.execute("DROP TABLE bare")
    return count / seconds


def draft(leader: Actor, place: Place, person: Person, starts_at: datetime) -> RecordDraft:
    return RecordDraft(
        volunteer_id=person.id,
        volunteer_name=person.name,
        volunteer_number=person.number,
        title="社区食堂分餐",
        post="分餐",
        content="分餐、送餐、收拾。",
        organization_id=place.organization_id,
        organization_name="测试志愿服务队",
        activity_id=place.activity_id,
        service_region_code=scene.REGION,
        latitude=scene.POINT[0],
        longitude=scene.POINT[1],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        grade="E",
        source_kind="shift",
        source_id=ids.uuid7(),
        recorder_id=leader.id,
        recorder_name=leader.label,
        confirmer_id=leader.id,
        confirmer_name=leader.label,
        circumstances=Circumstances(approved_at=starts_at - timedelta(days=30), late_reason="名单补录。"),
    )


def looking(leader: Actor, place: Place, person: Person, size: Size, at: datetime) -> list[Figure]:
    """What a volunteer's own page reads of their records: totals, the month, the days of a year, the newest page."""
    for first in range(0, size.life, TOGETHER):
        days = range(first + 2, min(first + TOGETHER, size.life) + 2)
        drafts = [draft(leader, place, person, at - timedelta(days=day, hours=3)) for day in days]
        actions.record_many(actor=leader, drafts=drafts, at=at)
    viewer = Actor(ActorKind.PERSON, person.name, person.id)
    today = timezone.localdate(at)

    def look() -> None:
        queries.totals_and_since(viewer, person.id, today.replace(day=1))
        queries.days_of(viewer, person.id, queries.year_back(today), today)
        queries.records_of(viewer, person.id, Wanted())

    look()
    with CaptureQueriesContext(connection) as captured:
        look()
    _answer, seconds, cpu = _timed(lambda: [look() for _time in range(size.looks)])
    name = f"records of a person with {size.life:,}"
    return [
        figure(f"{name}, SQL statements", len(captured), "", target=report.at_most(3)),
        figure(f"{name}, CPU", cpu / size.looks * 1_000, "ms", target=report.at_most(10)),
        figure(f"{name}, with PostgreSQL", seconds / size.looks * 1_000, "ms"),
    ]


def _timed(step: Callable[[], Answer]) -> tuple[Answer, float, float]:
    """The answer, the seconds it took, and those of them that this process was busy."""
    began, busy = time.perf_counter(), time.process_time()
    answer = step()
    return answer, time.perf_counter() - began, time.process_time() - busy
