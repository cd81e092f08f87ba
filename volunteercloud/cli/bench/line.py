"""The main line under load: check-in, sign-up, races for places, and what memory it takes."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from volunteercloud.cli import progress, steps
from volunteercloud.cli.bench import check_in, load, race, report, scene, sign_up
from volunteercloud.cli.bench.database import throwaway
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.scene import Place
from volunteercloud.cli.bench.serving import Site, served
from volunteercloud.cli.problem import Problem

SITE = "volunteercloud"
BARE = "volunteercloud.cli.bench.bare"
LEADERS = 1
# A search in Chinese makes a worker load its words.
PAGES = (
    "/",
    "/find/",
    "/find/?q=%E7%A4%BE%E5%8C%BA",
    "/verify/",
    "/help/",
    "/data/",
    "/accounts/login/",
    "/accounts/signup/",
)
MEMORY_MIB = 200  # decision 0054 says of what


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done of what. ``check_ins`` and ``hot`` are those of one round."""

    rounds: int
    people: int
    check_ins: int
    places: int
    shifts: int
    hot: int
    races: int
    racers: int
    raced_for: int


FULL = Size(
    rounds=3, people=4_000, check_ins=1_200, places=20, shifts=10_000, hot=1_000, races=20, racers=2_000, raced_for=100
)
SHORT = Size(rounds=2, people=1_000, check_ins=400, places=10, shifts=1_000, hot=400, races=3, racers=500, raced_for=50)
QUICK = Size(rounds=1, people=200, check_ins=50, places=2, shifts=20, hot=40, races=1, racers=100, raced_for=10)


def run(size: Size) -> dict[str, Any]:
    """Everything, on a database of its own that is gone afterwards."""
    began, machine = time.monotonic(), report.machine()
    steps.compile_messages()
    steps.collect_static()
    with throwaway("bench_line") as database:
        return report.document(_measured(database, size), machine, time.monotonic() - began)


def _measured(database: str, size: Size) -> list[Figure]:
    at = timezone.now()
    with progress.step("People and shifts"):
        scene.build_region(at)
        leader, *people = scene.build_people(size.people + LEADERS, at)
        places = [scene.build_place(leader, at) for _ in range(size.places)]
        needed = 2 * (size.rounds * size.check_ins + check_in.WARM_UP) + 4
        crowd = check_in.prepare(places[0], leader, people, needed, at)
    with served(SITE, database) as site:
        with served(BARE, database) as bare, progress.step("Check-in"):
            figures = check_in.measure(site, bare, crowd, size.rounds, size.check_ins)
        with progress.step("Sign-up over many shifts"):
            figures += sign_up.measure_spread(site, places, people, size.shifts, at)
        with progress.step("Sign-up on one hot shift"):
            figures += sign_up.measure_hot(site, database, places[0], people, size.rounds, size.hot, at)
        with progress.step("Races for places") as step:
            outcomes = []
            for outcome in race.measure(site, places[0], people[: size.racers], size.races, size.raced_for, at):
                outcomes.append(outcome)
                step(len(outcomes), size.races)
            figures += race.figures(outcomes, size.raced_for)
        figures.append(_memory(site, scene.build_place(leader, at), at))
    return figures


def _memory(site: Site, place: Place, at: datetime) -> Figure:
    """What the largest worker holds after all this, and after pages of both languages, which it keeps compiled."""
    scene.build_shifts(place, [at + timedelta(days=day) for day in range(1, 15)], hours=2, places=20)
    pages = [*PAGES, f"/p/{place.organization_id}/{place.project_id}/"]
    asked = [load.ready(load.page(path, language)) for path in pages for language in ("zh-CN", "en")]
    # Often enough that each worker has had each.
    replies, _ = load.keep_busy(site.port, asked * 8, connections=8)
    if failed := [reply for reply in replies if reply.status != 200]:
        raise Problem(f"{len(failed)} of {len(replies)} pages failed.", "Look at what the site said.")
    return figure("memory of a worker (PSS)", site.worker_mib(), "MiB", target=report.at_most(MEMORY_MIB))
