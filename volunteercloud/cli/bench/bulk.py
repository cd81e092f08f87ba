"""A list of 100,000 rows: its dry run and entering it, each in a process of its own whose memory is looked at.

Works on the database it is given, a throwaway one. `volunteercloud bench records` calls it.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import xlsxwriter
from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.cli.bench import report, scene
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.scene import Person, Place
from volunteercloud.cli.problem import Problem
from volunteercloud.core import collecting
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.bulk import actions, queries, tasks
from volunteercloud.domain.bulk.models import Sheet
from volunteercloud.domain.identity import claims
from volunteercloud.domain.identity.models import Claim, ClaimKind
from volunteercloud.domain.organizations.models import Role, Staff

SECONDS, MEBIBYTES = 60, 300
HOURS = 2
HEADINGS = ("志愿者编号", "日期", "开始时间", "结束时间", "备注")
CHILD = "import django; django.setup(); from volunteercloud.cli.bench import bulk; bulk.work()"


@dataclass(frozen=True, slots=True)
class Size:
    """Each of the people serves once a day, on one of the day's shifts: people x days rows."""

    people: int
    days: int
    shifts_a_day: int


FULL = Size(people=5_000, days=20, shifts_a_day=10)
SHORT = Size(people=500, days=4, shifts_a_day=4)
QUICK = Size(people=50, days=4, shifts_a_day=2)


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took for its step, how long it worked itself, and the most memory it held."""

    seconds: float
    cpu_seconds: float
    mebibytes: float


def measure(database: str, size: Size, at: datetime) -> list[Figure]:
    """``database`` is the address of the one that Django works on, for the processes that are started."""
    with progress.step("A long list"):
        leader, place, content = _prepared(size, at)
        rows = size.people * size.days
        sheet = actions.send(
            actor=leader,
            organization_id=place.organization_id,
            activity_id=place.activity_id,
            content=content,
            file_name="bench.xlsx",
            reason="Measured.",
            language="en",
            at=at,
        )
    with progress.step("Dry run"):
        actions.match_columns(actor=leader, **_key(sheet), mapping=sheet.mapping, at=at)
        checked = _work(database, sheet)
        _expect(leader, sheet, "checked", {"ready": rows})
    with progress.step("Entering"):
        actions.order(actor=leader, **_key(sheet), choice="good", at=at)
        entered = _work(database, sheet)
        _expect(leader, sheet, "entered", {"entered": rows})
    return [
        figure(f"list of {rows} rows, dry run", checked.seconds, "s", target=report.at_most(SECONDS)),
        figure(f"list of {rows} rows, entering", entered.seconds, "s", target=report.at_most(SECONDS)),
        figure("list, own work of the dry run", checked.cpu_seconds, "s"),
        figure("list, own work of entering", entered.cpu_seconds, "s"),
        figure("list, rows a second when entering", rows / entered.seconds, "/s"),
        figure("list, memory of the dry run", checked.mebibytes, "MiB", target=report.at_most(MEBIBYTES)),
        figure("list, memory of entering", entered.mebibytes, "MiB", target=report.at_most(MEBIBYTES)),
    ]


def work() -> None:
    """In the process that is measured: what the worker does with the sheet named on the command line."""
    organization_id, sheet_id = map(UUID, sys.argv[1:3])
    collecting.rarely()  # as in the worker
    began, worked = time.perf_counter(), time.process_time()
    tasks.run(organization_id, sheet_id, timezone.now())
    took, worked = time.perf_counter() - began, time.process_time() - worked
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps({"seconds": took, "cpu_seconds": worked, "mebibytes": kibibytes / 1024}))


def _work(database: str, sheet: Sheet) -> Run:
    variables = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "volunteercloud.settings"}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(sheet.organization_id), str(sheet.id)],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Run(**json.loads(done.stdout))


def _expect(leader: Actor, sheet: Sheet, state: str, counts: dict[str, int]) -> None:
    found = queries.sheet(leader, sheet.organization_id, sheet.id)
    if (found.state, found.counts) != (state, counts):
        raise Problem(f"The list is {found.state} with {found.counts}, not {state} with {counts}: {found.trouble}")


def _key(sheet: Sheet) -> dict[str, UUID]:
    return {"organization_id": sheet.organization_id, "sheet_id": sheet.id}


def _prepared(size: Size, at: datetime) -> tuple[Actor, Place, bytes]:
    """Shifts that are over, everybody on their rosters, and the list of it."""
    leader, *people = scene.build_people(size.people + 1, at - timedelta(days=400))
    Claim.objects.bulk_create(
        [
            Claim(
                value_index=claims.index(ClaimKind.NUMBER, person.number),
                kind=ClaimKind.NUMBER,
                key_version=1,
                holder_id=person.id,
            )
            for person in people
        ],
        batch_size=2_000,
    )
    place = scene.build_place(leader, at - timedelta(days=300))
    Staff.objects.filter(organization_id=place.organization_id, role=Role.LEADER).update(role=Role.COORDINATOR)
    first = (timezone.localtime(at) - timedelta(days=size.days + 1)).replace(hour=9, minute=0, second=0, microsecond=0)
    rows: list[tuple[Person, datetime]] = []
    for day in range(size.days):
        starts = [first + timedelta(days=day)] * size.shifts_a_day
        shifts = scene.build_shifts(place, starts, hours=HOURS, places=size.people)
        for number, shift_id in enumerate(shifts):
            crowd = people[number :: size.shifts_a_day]
            scene.put_on_roster(place, shift_id, crowd, at)
            rows += [(person, starts[0]) for person in crowd]
    return Actor(ActorKind.PERSON, leader.name, leader.id), place, _list(rows)


def _list(rows: list[tuple[Person, datetime]]) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, cells in enumerate(_cells(rows)):
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell)
    book.close()
    return kept.getvalue()


def _cells(rows: list[tuple[Person, datetime]]) -> Iterator[tuple[str, ...]]:
    yield HEADINGS
    for person, starts_at in rows:
        ends_at = starts_at + timedelta(hours=HOURS)
        yield person.number, f"{starts_at:%Y-%m-%d}", f"{starts_at:%H:%M}", f"{ends_at:%H:%M}", "按时到岗"
