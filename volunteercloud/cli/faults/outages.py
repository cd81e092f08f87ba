"""What goes wrong but kills nothing: strangers take every connection, the disk is full, slow clients, a renewal under load."""

import contextlib
import http.client
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import psycopg

from volunteercloud.cli.drill import nodes
from volunteercloud.cli.faults import crowd, findings, proof
from volunteercloud.cli.faults.findings import Figure, Report
from volunteercloud.cli.faults.grounds import Ground
from volunteercloud.cli.faults.history import History
from volunteercloud.cli.faults.installation import Installation, installed
from volunteercloud.cli.faults.killing import BACK_SECONDS, first_acknowledged
from volunteercloud.cli.problem import Problem

Told = Callable[[str], object]

CLIENTS = 4
PEOPLE = 200
RACES = 30
LASTS_SECONDS = 6.0
CALM_SECONDS = 2.0
FEW_CONNECTIONS = "-c max_connections=30 -c superuser_reserved_connections=3"
DISK_MB = 400
CHUNK = 2**20
SLOW_CLIENTS = 200


@contextlib.contextmanager
def under_load(report: Report, site: Installation, *, pages: bool = False) -> Iterator[tuple[Ground, History]]:
    """The site is started and used for as long as this lasts; then everything is looked for and the figures are written."""
    site.server.start()
    ground = site.ground(PEOPLE, CLIENTS, RACES)
    if pages:
        site.with_pages()
    site.start()
    with crowd.at_work(site.port, ground, report.seed) as (history, clients):
        time.sleep(CALM_SECONDS)
        yield ground, history
        time.sleep(CALM_SECONDS)
    report.broken += [line for client in clients for line in client.broken]
    report.broken += [f"{client.name} never came to an end" for client in clients if client.is_alive()]
    report.broken += proof.of_everything(site, ground, history)
    report.figures += findings.of_answers(history.copy())
    report.figures.append(Figure("load of the machine at the end", os.getloadavg()[0], ""))
    if report.broken:
        report.story += history.lines()


def strangers(template: Path, rounds: int, seed: int, told: Told) -> Report:
    """Somebody else holds every connection that the database has, while the site has to ask for new ones."""
    report = Report("strangers", seed)
    with (
        installed(template, options=FEW_CONNECTIONS) as site,
        under_load(report, site, pages=True) as (_ground, history),
    ):
        for _round in range(rounds):
            held = _every_connection(site)
            told(f"strangers hold {len(held)} connections")
            time.sleep(LASTS_SECONDS)
            report.broken += _away_in_words(site)
            for one in held:
                one.close()
            _back(report, history, "after strangers")
    return report


def disk(template: Path, rounds: int, seed: int, told: Told) -> Report:
    """Whatever holds the database has no byte left: a file system of its own in memory, filled by a file beside it. Who reads
    is answered; the counters of the site, which are mapped into memory, lie elsewhere."""
    report = Report("disk", seed)
    with nodes.folder() as folder, _small_disk(folder / "disk") as place:
        home = place / "site"
        nodes.prepare(home, template)
        site = Installation(home, VOLUNTEERCLOUD_METRICS=str(folder / "metrics"))
        try:
            with under_load(report, site) as (_ground, history):
                for _round in range(rounds):
                    told(f"{_fill(place / 'ballast') / 1e6:.0f} MB fill the disk")
                    time.sleep(LASTS_SECONDS)
                    (place / "ballast").unlink()
                    _back(report, history, "after a full disk")
                if not any(one.status == HTTPStatus.SERVICE_UNAVAILABLE for one in history.copy()):
                    report.broken.append("nobody was told that a write is not possible now")
        finally:
            site.stop()
    return report


def slow(template: Path, rounds: int, seed: int, told: Told) -> Report:
    """Clients that never end what they say: first their headers, then their bodies. Others are to be answered meanwhile."""
    report = Report("slow", seed)
    with installed(template) as site, under_load(report, site) as (_ground, history):
        for named, opening in (
            ("headers", b"GET / HTTP/1.1\r\nHost: localhost\r\n"),
            ("bodies", b"POST /api/v1/me/scans HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n{"),
        ):
            ending = threading.Event()
            trickling = threading.Thread(target=_trickle, args=[site.port, opening, SLOW_CLIENTS, ending], daemon=True)
            trickling.start()
            seen, began = len(history.copy()), time.monotonic()
            time.sleep(LASTS_SECONDS * rounds)
            meanwhile = sum(one.is_acknowledged for one in history.copy()[seen:])
            ending.set()
            trickling.join()
            told(f"{meanwhile} acknowledged while {SLOW_CLIENTS} clients said their {named} slowly")
            rate = meanwhile / (time.monotonic() - began)
            report.figures.append(
                Figure(f"acknowledged a second beside {SLOW_CLIENTS} slow {named}", round(rate, 1), "1/s")
            )
            if not meanwhile:
                report.broken.append(f"nobody was answered while {SLOW_CLIENTS} clients said their {named} slowly")
    return report


def rolling(template: Path, rounds: int, seed: int, told: Told) -> Report:
    """Every process of the site is replaced under load, one after the other. No request may notice."""
    report = Report("rolling", seed)
    with installed(template) as site, under_load(report, site) as (_ground, history):
        seen = len(history.copy())
        for _round in range(rounds):
            before, began = {one.pid for one in site.site_workers()}, time.monotonic()
            site.renew()
            while before & {one.pid for one in site.site_workers()} and time.monotonic() < began + 2 * BACK_SECONDS:
                time.sleep(0.1)
            report.figures.append(Figure("every process replaced after", round(time.monotonic() - began, 1), "s"))
            told(f"replaced {sorted(before)} by {sorted(one.pid for one in site.site_workers())}")
            time.sleep(LASTS_SECONDS)
        asked = history.copy()[seen:]
        failed = [one for one in asked if not one.is_known and not one.is_under_way]
        report.figures.append(Figure("requests that noticed", len(failed), f"of {len(asked)}", 0))
        report.broken += [f"{one.kind} was answered by {one.status or one.said}" for one in failed]
    return report


def _back(report: Report, history: History, named: str) -> None:
    """How long it took until something that was asked afterwards was acknowledged."""
    seen, at = len(history.copy()), time.monotonic()
    while time.monotonic() < at + BACK_SECONDS:
        time.sleep(0.02)
        if (first := first_acknowledged(history.copy()[seen:], at)) is not None:
            report.figures.append(Figure(f"back {named}", round(first - at, 2), "s", 3.0))
            return
    report.broken.append(f"it did not come back {named}")


def _away_in_words(site: Installation) -> list[str]:
    """Whether page and API say cleanly that they cannot, and when to come again."""
    found = []
    for path, kind in (("/find/", "text/html"), ("/api/v1/me/sign-ups", "application/problem+json")):
        line = http.client.HTTPConnection(nodes.HOST, site.port, timeout=30)
        try:
            line.request("GET", path, headers={"Authorization": "Bearer vck_nobody", "Accept": "*/*"})
            answer = line.getresponse()
            said = (answer.status, answer.getheader("Content-Type", "").split(";")[0], answer.getheader("Retry-After"))
            if said != (503, kind, "10"):
                found.append(f"{path} answered {said} while the database could do nothing")
        except OSError as error:
            found.append(f"{path} answered nothing while the database could do nothing: {error}")
        finally:
            line.close()
    return found


def _every_connection(site: Installation) -> list[psycopg.Connection]:
    """All there are, those of the site too: they are ended, and others are faster than it."""
    held: list[psycopg.Connection] = []
    with psycopg.connect(site.server.url_of("postgres"), autocommit=True) as keeper:
        until = time.monotonic() + LASTS_SECONDS
        while time.monotonic() < until:
            keeper.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'volunteercloud' AND NOT pid = ANY(%s)",
                [[one.info.backend_pid for one in held]],
            )
            with contextlib.suppress(psycopg.OperationalError):
                while True:
                    held.append(psycopg.connect(site.url, autocommit=True))
    return held


@contextlib.contextmanager
def _small_disk(place: Path) -> Iterator[Path]:
    place.mkdir()
    size = f"size={DISK_MB}m,mode=711"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "drill", str(place)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Problem(f"A small disk cannot be made: {done.stderr.strip()}", "Only root may: run it as root.")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=False)


def _fill(ballast: Path) -> int:
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(CHUNK))
    return ballast.stat().st_size


def _trickle(port: int, opening: bytes, count: int, ending: threading.Event) -> None:
    lines = []
    for _client in range(count):
        with contextlib.suppress(OSError):
            line = socket.create_connection((nodes.HOST, port), timeout=5)
            line.sendall(opening)
            lines.append(line)
    while not ending.wait(1.0):
        for line in lines:
            with contextlib.suppress(OSError):
                line.sendall(b"X")
    for line in lines:
        line.close()
