"""A nation's organizations taken in: as one spreadsheet, and by calls of a thousand to the API.

Works on the database it is given, a throwaway one with a register of the same size. `volunteercloud bench office` calls it.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import xlsxwriter
from django.test import Client
from django.utils import timezone
from stdnum.cn import uscc

from volunteercloud.cli import progress
from volunteercloud.cli.bench import load, report
from volunteercloud.cli.bench.bulk import Run
from volunteercloud.cli.bench.nation import LEVELS, PROVINCE
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.scene import Person
from volunteercloud.cli.problem import Problem
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.intake import actions, tasks
from volunteercloud.domain.intake.models import Intake, Kind
from volunteercloud.domain.regions.models import Level, Region

SECONDS = 300
AT_ONCE = 1_000
HEADINGS = (
    "组织名称",
    "统一社会信用代码",
    "行政区划",
    "上级组织",
    "服务领域",
    "简介",
    "地址",
    "联系人",
    "联系电话",
    "邮箱",
)
FIELDS = (
    "name",
    "uscc",
    "region",
    "parent",
    "categories",
    "purpose",
    "address",
    "contact_name",
    "contact_phone",
    "contact_email",
)
CHILD = "import django; django.setup(); from volunteercloud.cli.bench import intake; intake.work()"


def measured(database: str, person: Person, organizations: int, at: datetime) -> list[Figure]:
    """``person`` is an officer of `PROVINCE`; ``database`` is the address of the one that Django works on."""
    officer = Actor(ActorKind.PERSON, "bench", person.id)
    return _spreadsheet(database, officer, organizations, at) + _calls(officer, organizations, at)


def _spreadsheet(database: str, officer: Actor, organizations: int, at: datetime) -> list[Figure]:
    with progress.step("A workbook of organizations"):
        content = _workbook(organizations)
    with progress.step("Taking in the workbook"):
        began = time.perf_counter()
        intake = actions.send(
            actor=officer,
            kind=Kind.ORGANIZATIONS,
            owner_id=officer.person_id,
            region_code=PROVINCE,
            content=content,
            file_name="bench.xlsx",
            language="en",
            at=at,
        )
        checked = _work(database, intake)
        _expect(intake, "checked", {"ready": organizations})
        actions.order(actor=officer, owner_id=intake.owner_id, intake_id=intake.id, at=at)
        entered = _work(database, intake)
        took = time.perf_counter() - began
        _expect(intake, "entered", {"entered": organizations})
    return [
        figure(f"{organizations:,} organizations from a spreadsheet", took, "s", target=report.at_most(SECONDS)),
        figure("of it the dry run", checked.seconds, "s"),
        figure("of it entering", entered.seconds, "s"),
        figure("memory of the dry run", checked.mebibytes, "MiB"),
        figure("memory of entering", entered.mebibytes, "MiB"),
    ]


def _calls(officer: Actor, organizations: int, at: datetime) -> list[Figure]:
    """Other organizations than those of the spreadsheet, beside them. The whole way of a call but for the socket."""
    _token, secret = identity_actions.create_token(actor=officer, name="bench", scopes=[Scope.OFFICE], days=1, at=at)
    client = Client(headers={"Authorization": f"Bearer {secret}", "Host": load.HOST})
    took, entered, part = 0.0, 0, []
    with progress.step("Taking in by calls") as step:
        for number, row in enumerate(_rows(organizations, first=organizations), 1):
            part.append(dict(zip(FIELDS, row, strict=True)))
            if len(part) < AT_ONCE and number < organizations:
                continue
            body = json.dumps({"region_code": PROVINCE, "organizations": part})
            began = time.perf_counter()
            answer = client.post("/api/v1/office/organizations", body, content_type="application/json")
            took += time.perf_counter() - began
            if answer.status_code != 200 or answer.json()["counts"] != {"entered": len(part)}:
                raise Problem("A call was not taken as it is.", f"{answer.status_code}: {answer.content[:300]!r}")
            entered, part = entered + len(part), []
            step(entered, organizations)
    name = f"{organizations:,} organizations by calls of {AT_ONCE:,}"
    return [figure(name, took, "s", target=report.at_most(SECONDS))]


def work() -> None:
    """In the process that is measured: what the worker does with the list named on the command line."""
    owner_id, intake_id = map(UUID, sys.argv[1:3])
    began, worked = time.perf_counter(), time.process_time()
    tasks.run(owner_id, intake_id, timezone.now())
    took, worked = time.perf_counter() - began, time.process_time() - worked
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps({"seconds": took, "cpu_seconds": worked, "mebibytes": kibibytes / 1024}))


def _work(database: str, intake: Intake) -> Run:
    variables = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "volunteercloud.settings"}
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(intake.owner_id), str(intake.id)],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Run(**json.loads(done.stdout))


def _expect(intake: Intake, state: str, counts: dict[str, int]) -> None:
    found = Intake.objects.get(owner_id=intake.owner_id, id=intake.id)
    if (found.state, found.counts) != (state, counts):
        raise Problem(f"The list is {found.state} with {found.counts}, not {state} with {counts}.", str(found.trouble))


def _workbook(organizations: int) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    for line, row in enumerate(_rows(organizations), 1):
        sheet.write_row(line, 0, row)
    book.close()
    return kept.getvalue()


def _rows(organizations: int, first: int = 0) -> Iterator[tuple[str, ...]]:
    """A tree of six levels, each organization under one of the level above; nobody in it exists."""
    districts = Region.objects.filter(level=Level.DISTRICT, code__startswith=PROVINCE, valid_to__isnull=True)
    within = list(districts.order_by("code").values_list("code", flat=True))
    sizes = [size for size in LEVELS if size < organizations]
    sizes.append(organizations - sum(sizes))
    start = first
    for level, size in enumerate(sizes):
        for place in range(size):
            above = sizes[level - 1] if level else 0
            yield (
                f"青松志愿服务第{start + place}队",
                _code(start + place),
                within[place % len(within)],
                _code(start - above + place % above) if level else "",
                "社区服务",
                "为社区里的老人送餐、陪伴，并教他们用手机。",
                f"春分路{place % 900 + 1}号",
                "谷雨",
                f"990 1000 {place % 10_000:04}",
                f"team{start + place}@qinghe.example",
            )
        start += size


def _code(number: int) -> str:
    body = f"51{PROVINCE}0101{number:09}"
    return body + uscc.calc_check_digit(body + "0")
