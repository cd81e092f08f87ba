"""Sign-up through the API: spread over many shifts, on one hot shift, and raced for."""

import random
import threading
import time
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

import psycopg

from volunteercloud.cli.bench import load, report, scene
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.cli.bench.scene import Person, Place
from volunteercloud.cli.bench.serving import Site
from volunteercloud.cli.problem import Problem

CONNECTIONS = 16
SESSIONS = 8  # as many as the site has threads
TAKE_ONE = "UPDATE activities_shift SET taken = taken + 1 WHERE organization_id = %s AND id = %s AND taken < places"


def asking(place: Place, shift_id: UUID, person: Person, *, close: bool = False) -> bytes:
    path = f"/api/v1/me/sign-ups/{place.organization_id}/{shift_id}"
    return load.request("PUT", path, person.token, {}, close=close)


def measure_spread(site: Site, places: list[Place], people: list[Person], shifts: int, at: datetime) -> list[Figure]:
    """Everybody signs up for one of many shifts, chosen at random."""
    starts_at = at + timedelta(days=40)
    offered = [
        (place, shift_id)
        for place in places
        for shift_id in scene.build_shifts(place, [starts_at] * (shifts // len(places)), hours=2, places=20)
    ]
    chance = random.Random(20261121)  # noqa: S311
    requests = [asking(*chance.choice(offered), person) for person in people]
    rate, cpu = slice_of(site, requests)
    return [
        figure("sign-up over many shifts, rate", rate, "1/s"),
        figure("sign-up over many shifts, server CPU", cpu, "ms", target=report.at_most(3)),
    ]


def measure_hot(
    site: Site, database: str, place: Place, people: list[Person], rounds: int, count: int, at: datetime
) -> list[Figure]:
    """Everybody signs up for the same shift, which has room; in turns with the one statement alone."""
    days = [at + timedelta(days=50 + number) for number in range(rounds)]
    taken = []
    for shift_id in scene.build_shifts(place, days, hours=2, places=1_000_000):
        limit = one_statement_rate(database, place, shift_id, count)
        taken.append((limit, *slice_of(site, [asking(place, shift_id, person) for person in people[:count]])))
    limits, rates, cpu = zip(*taken, strict=True)
    quarter = report.ratio_at_least(0.25)
    return [
        figure("sign-up on one hot shift, rate", median(rates), "1/s", limit=median(limits), target=quarter),
        figure("sign-up on one hot shift, server CPU", median(cpu), "ms"),
    ]


def one_statement_rate(database: str, place: Place, shift_id: UUID, count: int) -> float:
    """What PostgreSQL alone does a second on one row: take a place, commit durably, from as many sessions at once."""
    sessions = [psycopg.connect(database, autocommit=True) for _ in range(SESSIONS)]

    def work(session: psycopg.Connection) -> None:
        session.execute("SET synchronous_commit = on")
        for _ in range(count // SESSIONS):
            session.execute(TAKE_ONE, (place.organization_id, shift_id))

    threads = [threading.Thread(target=work, args=(session,)) for session in sessions]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    for session in sessions:
        session.close()
    return count // SESSIONS * SESSIONS / took


def slice_of(site: Site, requests: list[bytes]) -> tuple[float, float]:
    """Sign-ups a second, and milliseconds of server CPU for each."""
    before = site.cpu_seconds()
    replies, took = load.keep_busy(site.port, [load.ready(said) for said in requests], CONNECTIONS)
    used = site.cpu_seconds() - before
    if failed := [reply for reply in replies if reply.status != 201]:
        raise Problem(f"{len(failed)} of {len(requests)} sign-ups failed: {failed[0].body.decode()}")
    return len(requests) / took, used * 1000 / len(requests)
