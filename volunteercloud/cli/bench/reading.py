"""What people look at in a nation: their own page, somebody by a document, the public figures of places."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.cli.bench import bare_sql, load, pages, report, spent
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.serving import Site, served
from volunteercloud.cli.problem import Problem
from volunteercloud.core import collecting, memory
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.identity import claims, finding
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account, Claim, ClaimKind
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.queries import Wanted
from volunteercloud.domain.statistics.models import Basis, Progress, ServiceCell, Slice, Span
from volunteercloud.web.data import reading as data_reading

SITE = "volunteercloud"
SEED = 7
MOST_CPU = 30  # milliseconds of site and database, of a hundred dashboards the dearest
MOST_STATEMENTS = 30
MOST_ANEW = 40  # pages of a process that remembers nothing: each costs several of the others
NAMED = {2: "province", 4: "city", 6: "district"}
# Somewhere in the table, wherever its pages lie, so that a large one is not read for a few of its people.
SAMPLE = """
    SELECT DISTINCT volunteer_id FROM (
        SELECT volunteer_id FROM records_recordhead TABLESAMPLE SYSTEM (
            (SELECT least(100, 100.0 * %(rows)s / greatest(reltuples, 1))
             FROM pg_class WHERE oid = 'records_recordhead'::regclass)
        ) REPEATABLE (7) WHERE whereabouts = 'here'
    ) AS somebody ORDER BY volunteer_id LIMIT %(number)s"""


def measure(database: str, asked: int, at: datetime) -> list[Figure]:
    people = somebody(asked)
    with progress.step("Reading beside bare SQL"):
        figures = _own_pages(database, people, at) + _look_ups(database, people, at)
    with progress.step("Dashboards, by the processor"):
        figures += _dashboards(asked)
    cookie = pages.signed_in(Account.objects.get(id=people[0]).id)
    with progress.step("Pages as they are served"), served(SITE, database) as site:
        figures += _served(site, cookie, asked)
    return figures


def somebody(number: int) -> list[UUID]:
    """People who have served, the same ones each time; of one block of the table several."""
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, {"rows": number * 200, "number": number})
        found = [person for (person,) in cursor.fetchall()]
    if not found:
        raise Problem("Nobody in this database has served.", "volunteercloud simulate --scale 1/100")
    random.Random(SEED).shuffle(found)  # noqa: S311  the same order each time
    return found


def _own_pages(database: str, people: Sequence[UUID], at: datetime) -> list[Figure]:
    today = timezone.localdate(at)

    def look(person: UUID) -> None:
        viewer = Actor(ActorKind.PERSON, "bench", person)
        identity_queries.profile(viewer, person)
        record_queries.totals_and_since(viewer, person, today.replace(day=1))
        record_queries.days_of(viewer, person, record_queries.year_back(today), today)
        record_queries.records_of(viewer, person, Wanted())

    found = bare_sql.compared(database, _each(look, people))
    return [
        found.figure("what a volunteer’s page reads, p99"),
        figure("the same, statements", found.statements, "", target=report.at_most(6)),
    ]


def _look_ups(database: str, people: Sequence[UUID], at: datetime) -> list[Figure]:
    """Each of them is given a document that nobody has, for what simulate seals can't be found by its number."""
    numbers = [f"99{place:015}X" for place in range(len(people))]
    Claim.objects.bulk_create(
        [
            Claim(
                value_index=claims.index(ClaimKind.DOCUMENT, f"18:{number}"),
                kind=ClaimKind.DOCUMENT,
                key_version=1,
                holder_id=person,
            )
            for number, person in zip(numbers, people, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["value_index"],
        update_fields=["holder_id"],
    )

    def look(number: str) -> None:
        if number not in finding.by_document([number]):
            raise Problem(f"Nobody is found by {number}.", "Look at how documents are claimed.")

    found = bare_sql.compared(database, _each(look, numbers))
    return [
        found.figure("somebody by a document, p99"),
        figure("the same, statements", found.statements, "", target=report.at_most(2)),
    ]


def _each(look: Callable[[Any], None], subjects: Sequence[Any]) -> list[Callable[[], None]]:
    return [lambda subject=subject: look(subject) for subject in subjects]


def _places(number: int) -> dict[str, list[str]]:
    """The nation, and of each level the places that have most service."""
    found = {"nation": ["nation"]}
    totals = ServiceCell.objects.filter(basis=Basis.PLACE, span=Span.EVER, slice=Slice.TOTAL)
    for length, name in NAMED.items():
        codes = totals.filter(region_code__regex=f"^.{{{length}}}$").order_by("-records", "region_code")
        found[name] = list(codes.values_list("region_code", flat=True)[:number])
    return found


def _dashboards(asked: int) -> list[Figure]:
    """Each of the places in turn, in this process: what its page takes of the processor, the database's session included."""
    collecting.rarely()  # as in the processes that serve
    _touch_now()
    meter, figures = spent.Meter(), []
    empty = pages.slowest(meter.seconds([reverse("verify:look_up")] * min(asked, 20))) * 1000
    least, most = report.at_most(MOST_CPU), report.at_most(MOST_STATEMENTS)
    for name, codes in _places(asked).items():
        addresses = [reverse("data:region", args=["" if code == "nation" else code]) for code in codes]
        every = addresses * -(-asked // len(addresses))
        told = {
            f"dashboard of a {name}, CPU, p99": meter.seconds(every),
            "the same, after a round of counting, CPU, p99": meter.seconds(every, _count_a_round),
            "the same, nothing remembered, CPU, p99": meter.seconds(every[:MOST_ANEW], memory.forget_all),
        }
        figures += [
            figure(title, pages.slowest(seconds) * 1000, "ms", limit=empty, target=least)
            for title, seconds in told.items()
        ]
        figures.append(figure("the same, statements", max(map(_statements, addresses[:3])), "", target=most))
    return figures


# Every region has somebody who serves this month, in any round from now on.
TOUCH_NOW = """
    INSERT INTO statistics_touched (basis, region_code, span, start, rounds)
    SELECT cell.basis, cell.region_code, cell.span, cell.start, %s
    FROM statistics_servicecell AS cell JOIN statistics_progress AS progress ON progress.id = 1
    WHERE cell.slice = 'total' AND (cell.span, cell.start) IN (
        ('ever', DATE '0001-01-01'), ('year', date_trunc('year', as_of)::date), ('month', date_trunc('month', as_of)::date))
    ON CONFLICT (basis, region_code, span, start) DO UPDATE SET rounds = EXCLUDED.rounds"""
LAST_ROUND = 10**12


def _touch_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TOUCH_NOW, [LAST_ROUND])


def _count_a_round() -> None:
    """Another state of the cells, in which this month, this year and all time may have come to something else everywhere; and
    what everybody sees of a region is no longer of this moment."""
    Progress.objects.update(rounds=F("rounds") + 1, noted=F("rounds") + 1)
    data_reading.forget()


def _statements(address: str) -> int:
    """Of a process that remembers nothing."""
    client = Client(headers={"Host": load.HOST})
    client.get(address)
    memory.forget_all()
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def _served(site: Site, cookie: str, asked: int) -> list[Figure]:
    """As a browser gets them, one after the other; an empty page of the same site is what there is no page below."""
    empty = pages.p99(site, pages.Asked("an empty page", [reverse("verify:look_up")]), "", asked)
    own = pages.p99(site, pages.Asked("a volunteer’s page", [reverse("volunteer:my_service")]), cookie, asked)
    nation = pages.p99(site, pages.Asked("the nation’s dashboard", [reverse("data:overview")]), "", asked)
    return [
        figure("a volunteer’s page as it is served, p99", own * 1000, "ms", limit=empty * 1000),
        figure("the nation’s dashboard as it is served, p99", nation * 1000, "ms", limit=empty * 1000),
    ]
