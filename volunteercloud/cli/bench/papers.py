"""Certificates: set on paper, signed, verified. Two presses that are warm, as where many are printed; beside them one that
starts for a single download, and the one of a process in turn."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from django.utils import timezone

from volunteercloud.cli import progress, steps
from volunteercloud.cli.bench import check_in, load, records, report, scene
from volunteercloud.cli.bench.database import throwaway
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.serving import Site, served
from volunteercloud.cli.problem import Problem
from volunteercloud.core import ids, late
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.certificates import actions, paper, printing
from volunteercloud.domain.certificates.models import Certificate
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.identity.documents import DocumentKind
from volunteercloud.domain.identity.models import Document, DocumentState
from volunteercloud.domain.records import actions as record_actions

# Only the press, which `press_many` is, loads these.
signing = late.Module("volunteercloud.domain.certificates.signing")
typesetter = late.Module("volunteercloud.domain.certificates.typesetter")
SITE, BARE = "volunteercloud", "volunteercloud.cli.bench.bare"
CHILD = "import django; django.setup(); from volunteercloud.cli.bench import papers; papers.press_many()"
PRESSES = 2
RECORDS = 10  # of each person
CONNECTIONS = 8
PAGES_IN = 5  # one page is asked for in so many verifications by the API
UNSIGNED, SIGNED, VERIFIED = 100, 25, 1_000  # a second, on two cores


@dataclass(frozen=True, slots=True)
class Size:
    """How many certificates each press prints, how many people have one, and how often one is verified."""

    printed: int
    people: int
    verified: int


FULL = Size(printed=400, people=200, verified=10_000)
SHORT = Size(printed=100, people=50, verified=3_000)
QUICK = Size(printed=4, people=3, verified=50)


def run(size: Size) -> dict[str, Any]:
    """Everything, on a database of its own that is gone afterwards."""
    began, machine = time.monotonic(), report.machine()
    steps.compile_messages()
    steps.collect_static()
    steps.unpack_fonts()
    with throwaway("bench_papers") as database:
        return report.document(_measured(database, size), machine, time.monotonic() - began)


def _measured(database: str, size: Size) -> list[Figure]:
    at = timezone.now()
    with progress.step("People with an extract"):
        codes.load()
        certificates = _extracts(size.people, at)
    with progress.step("Printing"):
        figures = _printing(certificates, size, at)
    with progress.step("Verifying"), served(SITE, database) as site, served(BARE, database) as bare:
        figures += _verifying(site, bare, certificates, size)
    return figures


def _extracts(people: int, at: datetime) -> list[Certificate]:
    began = at - timedelta(days=400)
    scene.build_region(began)
    leader, *everybody = scene.build_people(people + 1, began)
    place = scene.build_place(leader, began)
    who = Actor(ActorKind.PERSON, leader.name, leader.id)
    Document.objects.bulk_create([_document(person, at) for person in everybody])
    for person in everybody:
        drafts = [records.draft(who, place, person, at - timedelta(days=day + 2, hours=3)) for day in range(RECORDS)]
        record_actions.record_many(actor=who, drafts=drafts, at=at)
    return [
        actions.print_extract(
            actor=Actor(ActorKind.PERSON, person.name, person.id),
            volunteer_id=person.id,
            from_on=began.date(),
            to_on=timezone.localdate(at),
            at=at,
        )
        for person in everybody
    ]


def _document(person: scene.Person, at: datetime) -> Document:
    """Verified, of a number that nobody asks for here."""
    return Document(
        volunteer_id=person.id,
        id=ids.uuid7(),
        kind=DocumentKind.RESIDENT_ID,
        number_sealed=b"",
        length=18,
        state=DocumentState.VERIFIED,
        level=1,
        submitted_at=at,
        decided_at=at,
    )


def _printing(certificates: list[Certificate], size: Size, at: datetime) -> list[Figure]:
    """Everybody's in turn: of the same one again, the typesetter would remember all of it."""
    said = [paper.said(printing.facts_of(certificate)) for certificate in certificates]
    order = {"said": said, "at": at.isoformat(), "times": size.printed}
    bare, whole = (_press({**order, "is_signed": is_signed}) for is_signed in (False, True))
    began = time.perf_counter()
    printing.pdf(certificates[0], at)
    alone = time.perf_counter() - began
    began = time.perf_counter()
    for certificate in certificates:
        printing.pdf(certificate, at)
    in_turn = len(certificates) / (time.perf_counter() - began)
    return [
        figure("certificates printed without a signature", bare.rate, "/s", target=report.at_least(UNSIGNED)),
        figure("… processor time for one", bare.cpu_ms, "ms"),
        figure("certificates printed and signed", whole.rate, "/s", limit=bare.rate, target=report.at_least(SIGNED)),
        figure("… processor time for one, signed", whole.cpu_ms, "ms", limit=bare.cpu_ms),
        figure("one certificate, by a press that starts for it", alone, "s"),
        figure("certificates signed in turn as they are asked for, by the one press of a process", in_turn, "/s"),
    ]


@dataclass(frozen=True, slots=True)
class Printed:
    """Certificates a second by all presses at once, and the processor time that one took."""

    rate: float
    cpu_ms: float


def _press(order: dict[str, Any]) -> Printed:
    """As fast as the slower press, without the seconds in which they start."""
    variables = os.environ | {"DJANGO_SETTINGS_MODULE": "volunteercloud.settings"}
    presses = [
        subprocess.Popen(
            [sys.executable, "-P", "-c", CHILD], env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(PRESSES)
    ]
    said = json.dumps(order, ensure_ascii=False).encode()
    for press in presses:
        press.stdin.write(said)
        press.stdin.close()
    took = [json.load(press.stdout) for press in presses]
    printed = PRESSES * order["times"]
    return Printed(printed / max(each["seconds"] for each in took), sum(each["cpu"] for each in took) / printed * 1000)


def press_many() -> None:
    """In a press: so many certificates, after one that loads the faces."""
    order = json.load(sys.stdin.buffer)
    at = datetime.fromisoformat(order["at"])

    def press(said: dict[str, Any]) -> None:
        pdf = typesetter.typeset(said)
        if order["is_signed"]:
            signing.sign(pdf, at=at)

    press(order["said"][-1])
    began, used = time.perf_counter(), time.process_time()
    for said in islice(cycle(order["said"]), order["times"]):
        press(said)
    json.dump({"seconds": time.perf_counter() - began, "cpu": time.process_time() - used}, sys.stdout)


def _verifying(site: Site, bare: Site, certificates: list[Certificate], size: Size) -> list[Figure]:
    """As a program asks and as a reader does, over kept connections; beside it a bare django-ninja that reads one row."""
    opened = [f"{each.number}/{each.code}" for each in certificates]
    limit, bare_call = _rate(bare, [f"/tickets/{ticket}" for ticket in check_in.tickets(len(opened))], size.verified)
    by_api, a_call = _rate(site, [f"/api/v1/verify/{each}" for each in opened], size.verified)
    pages, a_page = _rate(site, [f"/c/{each}/" for each in opened], max(size.verified // PAGES_IN, 1))
    return [
        figure("certificates verified by the API", by_api, "/s", limit=limit, target=report.at_least(VERIFIED)),
        figure("… processor time of the site for one", a_call * 1000, "ms", limit=bare_call * 1000),
        figure("certificates verified on their page", pages, "/s", limit=limit),
        figure("… processor time of the site for a page", a_page * 1000, "ms", limit=bare_call * 1000),
    ]


def _rate(site: Site, addresses: list[str], times: int) -> tuple[float, float]:
    """Answers a second, and how long the processors of the site, without its database, work for one."""
    said = [load.ready(load.page(addresses[place % len(addresses)], "zh-CN")) for place in range(times)]
    load.keep_busy(site.port, said[: max(times // 10, 1)], CONNECTIONS)
    spent = site.cpu_seconds()
    replies, took = load.keep_busy(site.port, said, CONNECTIONS)
    spent = site.cpu_seconds() - spent
    if failed := [reply for reply in replies if reply.status != 200]:
        raise Problem(f"{len(failed)} of {times} failed.", f"The first answered {failed[0].status}.")
    return times / took, spent / times
