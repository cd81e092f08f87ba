"""The desk and the console at national size: a page of members and their search, the queue of a province, the register and
the figures of the tree. Each page is asked by one client, over and over; its limit is an empty page of the same site."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from volunteercloud.cli import progress, steps
from volunteercloud.cli.bench import intake, nation, pages, report, scene
from volunteercloud.cli.bench.database import throwaway
from volunteercloud.cli.bench.nation import Register
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.serving import served
from volunteercloud.core import ids
from volunteercloud.core.actor import system
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.figures import actions as figure_actions
from volunteercloud.domain.figures import queries as figure_queries
from volunteercloud.domain.identity.models import OfficerGrant
from volunteercloud.domain.members.models import Member
from volunteercloud.domain.regions import loading as regions

SITE = "volunteercloud"
MOST = pages.Most(seconds=0.060, cpu=0.030)


@dataclass(frozen=True, slots=True)
class Size:
    organizations: int
    members: tuple[int, ...]
    cases: int
    asked: int


FULL = Size(organizations=218_000, members=(1_000, 10_000, 2_000_000), cases=50_000, asked=300)
SHORT = Size(organizations=2_180, members=(1_000, 5_000, 20_000), cases=500, asked=100)
QUICK = Size(organizations=500, members=(10, 20, 300), cases=200, asked=10)


def run(size: Size) -> dict[str, Any]:
    """Everything, on a database of its own that is gone afterwards."""
    began, machine = time.monotonic(), report.machine()
    steps.compile_messages()
    steps.collect_static()
    with throwaway("bench_office") as database:
        return report.document(_measured(database, size), machine, time.monotonic() - began)


def _measured(database: str, size: Size) -> list[Figure]:
    at = timezone.now()
    with progress.step("Regions and lists"):
        regions.load()
        codes.load()
    with progress.step("Organizations, members and cases"):
        scene.build_region(at)
        (owner,) = scene.build_people(1, at)
        OfficerGrant.objects.create(
            id=ids.uuid7(), account_id=owner.id, region_id=nation.PROVINCE, granted_by_label="bench", granted_at=at
        )
        register = nation.build(owner, size.organizations, size.members, size.cases, at)
    figures = _counting(register, at)
    cookie = pages.signed_in(owner.id)
    with served(SITE, database) as site:
        for asked in _pages(register, size):
            with progress.step(asked.name):
                figures += pages.ask(site, asked, cookie, size.asked, MOST)
    figures += _statements(register, cookie)
    return figures + intake.measured(database, owner, size.organizations, at)


def _counting(register: Register, at: datetime) -> list[Figure]:
    """Counting is a job of the night; reading is one row, whatever stands below."""
    counted, took = _timed(lambda: figure_actions.count(actor=system("bench"), whole=True, at=at))
    again, took_again = _timed(lambda: figure_actions.count(actor=system("bench"), at=timezone.now()))
    with CaptureQueriesContext(connection) as captured:
        branch, reading = _timed(lambda: figure_queries.of_branch(register.top))
    return [
        figure(f"figures of {branch.organizations:,} organizations counted anew ({counted:,} rows)", took, "s"),
        figure(f"figures counted once more ({again:,} rows)", took_again, "s", target=report.at_most(30)),
        figure("figures of the whole tree read", reading * 1000, "ms", target=report.at_most(60)),
        figure("figures of the whole tree read, statements", len(captured), "", target=report.exactly(1)),
    ]


def _pages(register: Register, size: Size) -> list[pages.Asked]:
    largest = register.with_members[max(size.members)]
    people = reverse("organizer:people", args=[largest])
    some = list(Member.objects.filter(organization_id=largest).order_by("volunteer_id")[: size.asked])
    parts = [*nation.SIGNS, *(member.name[:2] for member in some), *(member.name[1:] for member in some)]
    tails = [member.phone_tail for member in some]
    numbers = [member.number for member in some] + [member.number[:3] for member in some]
    words = [member.name for member in some[:20]] + ["阳光", "青松助老", "志愿服务队1234", "社区志愿", "服务"]
    return [
        pages.Asked("an empty page", [reverse("verify:look_up")]),
        pages.Asked(f"members of an organization of {max(size.members):,}", [people]),
        pages.Asked("members by a part of the name", _search(people, parts)),
        pages.Asked("members by number or its beginning", _search(people, numbers)),
        pages.Asked("members by the tail of a phone", _search(people, tails)),
        pages.Asked(f"queue of a province with {size.cases:,} waiting", [reverse("office:queue")]),
        pages.Asked("register by a part of a name", _search(reverse("public:organizations"), words, "text")),
    ]


def _search(address: str, texts: Sequence[str], name: str = "q") -> list[str]:
    return [f"{address}?{name}={quote(text)}" for text in texts]


def _statements(register: Register, cookie: str) -> list[Figure]:
    """How many statements a page and a search take, in an organization of each size."""
    found = {}
    for size, organization_id in register.with_members.items():
        address = reverse("organizer:people", args=[organization_id])
        found[size] = [
            pages.statements(address, cookie),
            pages.statements(f"{address}?q={quote(nation.SIGNS[2])}", cookie),
        ]
    smallest = found[min(found)]
    return [
        figure(f"statements for {what} among {size:,} members", number, "", target=report.exactly(smallest[place]))
        for size, numbers in found.items()
        for place, (what, number) in enumerate(zip(("the list", "a search"), numbers, strict=True))
    ]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began
