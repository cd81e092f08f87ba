"""Failing over: the database is killed for good, a synchronous standby takes its place, and the site finds it by itself."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg

from volunteercloud.cli.drill import nodes
from volunteercloud.cli.faults import crowd, findings, proof
from volunteercloud.cli.faults.findings import Figure, Report
from volunteercloud.cli.faults.history import History
from volunteercloud.cli.faults.installation import Installation
from volunteercloud.cli.faults.killing import BACK_SECONDS, first_acknowledged
from volunteercloud.cli.postgres import binaries
from volunteercloud.cli.postgres.place import DATABASE, ROLE
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem

CLIENTS = 4
CALM_SECONDS = 6.0
FOLLOWING_SECONDS = 60
OPTIONS = "-c hot_standby=on -c max_wal_senders=5"


def run(template: Path, rounds: int, seed: int, told: Callable[[str], object]) -> Report:
    """Once: what is killed here does not come back. ``rounds`` says for how long there is load on either side of it."""
    report = Report("standby", seed)
    with nodes.folder() as folder:
        first, second = folder / "first", folder / "second"
        nodes.prepare(first, template)
        second.mkdir(mode=0o711)
        servers = [Server(home, lambda _line: None, OPTIONS, nodes.begun) for home in (first, second)]
        hosts = ",".join(quote(str(server.socket), safe="") for server in servers)
        both = f"postgresql://{ROLE}@/{DATABASE}?host={hosts}&target_session_attrs=read-write&connect_timeout=3"
        site = Installation(first, database=both)
        try:
            servers[0].start()
            _follow(*servers)
            ground = site.ground(300 + 50 * rounds, CLIENTS, 40)
            site.start()
            with crowd.at_work(site.port, ground, seed) as (history, clients):
                time.sleep(CALM_SECONDS * rounds)
                report.figures = _fail_over(*servers, history, told)
                time.sleep(CALM_SECONDS * rounds)
            report.broken += [line for client in clients for line in client.broken]
            report.broken += proof.of_everything(site, ground, history)
            report.figures += findings.of_answers(history.copy())
            report.figures.append(Figure("load of the machine at the end", os.getloadavg()[0], ""))
            if report.broken:
                report.story += history.lines()
        finally:
            site.stop()
            servers[1].stop()
    return report


def _fail_over(first: Server, second: Server, history: History, told: Callable[[str], object]) -> list[Figure]:
    """Kill the first, promote the second, and wait until somebody is acknowledged who asked afterwards."""
    seen = len(history.copy())
    nodes.kill_tree(first.status().pid)
    at = time.monotonic()
    told("killed the first database")
    with psycopg.connect(second.url_of("postgres"), autocommit=True) as session:
        session.execute("SELECT pg_promote()")
    promoted = time.monotonic() - at
    told(f"the standby took over after {promoted:.2f} s")
    while time.monotonic() < at + BACK_SECONDS:
        time.sleep(0.02)
        if (answered := first_acknowledged(history.copy()[seen:], at)) is not None:
            return [
                Figure("the standby took over after", round(promoted, 2), "s"),
                Figure("back after the kill", round(answered - at, 2), "s"),
            ]
    raise Problem("The site did not find the standby.", "Look at what it says.")


def _follow(first: Server, second: Server) -> None:
    """Let the second follow, and no commit be acknowledged that it does not have."""
    programs = binaries.binaries_for(first.account, first.folder)
    done = subprocess.run(
        [
            *(programs.folder / "pg_basebackup", "-h", first.socket, "-U", "postgres", "-D", second.cluster),
            *("-R", "-X", "stream", "--checkpoint=fast"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        **first.account.switch(),
    )
    if done.returncode:
        raise Problem(f"The standby cannot be made: {done.stderr.strip()[-500:]}")
    second.start()
    with psycopg.connect(first.url_of("postgres"), autocommit=True) as session:
        session.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        session.execute("SELECT pg_reload_conf()")
        until = time.monotonic() + FOLLOWING_SECONDS
        while session.execute("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone() != (1,):
            if time.monotonic() > until:
                raise Problem("The standby does not follow.", f"Its log is {second.log}.")
            time.sleep(0.1)
