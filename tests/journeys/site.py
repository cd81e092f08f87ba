"""The site as it is served: granian, a job worker and a PostgreSQL of its own, that can be taken away and given back."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from tests.journeys import distributed
from volunteercloud.cli.commands import serve
from volunteercloud.cli.drill.nodes import begun
from volunteercloud.cli.postgres import place
from volunteercloud.cli.postgres.server import Server

CHECKOUT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
NAME = "localhost"  # passkeys work at a name only
SECONDS_TO_START = 300
SECONDS_TO_ARRIVE = 120
BUILD_WORLD = "import django; django.setup(); from tests.journeys import world; world.main()"
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass
class Site:
    address: str
    data: Path
    server: Server | distributed.Database
    variables: dict[str, str]
    worker: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> str:
        """A program of ours in the site's environment; what it prints."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=CHECKOUT, env=self.variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def world(self) -> dict[str, Any]:
        """Build the people and places of the journeys; what they are called."""
        return json.loads(self.run("-c", BUILD_WORLD))

    def start_worker(self) -> None:
        self.worker = begun([*serve.OURSELVES, "worker"], cwd=CHECKOUT, env=self.variables)

    def code_for(self, contact: str) -> str:
        """The newest code that was sent to an e-mail address or a phone number, once the worker has sent it."""
        until = time.monotonic() + SECONDS_TO_ARRIVE
        while time.monotonic() < until:
            for letter in sorted((self.data / "outbox").glob("*"), key=os.path.getmtime, reverse=True):
                receiver, text = read(letter)
                if receiver == contact and (code := CODE.search(text)):
                    letter.unlink()
                    return code.group()
            time.sleep(0.03)
        raise AssertionError(f"No code for {contact} arrived.")

    def pass_time(self, minutes: int) -> None:
        """Let so many minutes go by: nobody can turn the clock forward, so every scan moves back instead."""
        with psycopg.connect(self.server.url) as session:
            by = -timedelta(minutes=minutes)
            session.execute(f"UPDATE attendance_scan SET at = {moved('at')}", {"by": by})
            session.execute(
                f"UPDATE attendance_attendance SET in_at = {moved('in_at')}, out_at = {moved('out_at')}"
                " WHERE state <> 'confirmed'",
                {"by": by},
            )

    def let_begin(self, shift_id: str, minutes: int) -> None:
        """Let a shift of days to come have begun so many minutes ago, in every calendar it stands in; it was planned and
        approved the day before that."""
        with psycopg.connect(self.server.url) as session:
            (project, activity, by) = session.execute(
                "SELECT project_id, activity_id, date_trunc('minute', now()) - make_interval(mins => %s) - starts_at"
                " FROM activities_shift WHERE id = %s",
                [minutes, shift_id],
            ).fetchone()
            for statement, values in (
                (
                    f"UPDATE projects_project SET published_at = {moved('published_at')} WHERE id = %(id)s",
                    {"by": -timedelta(days=1), "id": project},
                ),
                (
                    f"UPDATE activities_activity SET created_at = {moved('created_at')} WHERE id = %(id)s",
                    {"by": -timedelta(days=1), "id": activity},
                ),
                (
                    f"UPDATE activities_shift SET starts_at = {moved('starts_at')}, ends_at = {moved('ends_at')}"
                    " WHERE id = %(shift)s",
                    {"by": by, "shift": shift_id},
                ),
                (
                    f"UPDATE activities_mysignup SET during = tstzrange({moved('lower(during)')}, {moved('upper(during)')})"
                    " WHERE shift_id = %(shift)s",
                    {"by": by, "shift": shift_id},
                ),
                (
                    "UPDATE needs_need SET follows_at = now() WHERE id IN"
                    " (SELECT need_id FROM needs_needshift WHERE shift_id = %s)",
                    [shift_id],
                ),
            ):
                session.execute(statement, values)

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """Without its database the worker ends by itself after a while, and whoever serves starts it again."""
        self.server.stop()
        try:
            yield
        finally:
            self.server.start()
            end(self.worker)
            self.start_worker()


def moved(time: str) -> str:
    """A time that is moved by an interval, whatever the time zone of the session: else shards do not take it."""
    return f"({time} AT TIME ZONE 'UTC' + %(by)s) AT TIME ZONE 'UTC'"


def read(letter: Path) -> tuple[str, str]:
    """Whom a file of the outbox is for, and what it says."""
    if letter.name.startswith("sms-"):
        head, _, text = letter.read_text(encoding="utf-8").partition("\n\n")
        return head.removeprefix("To: "), text
    mail = message_from_bytes(letter.read_bytes(), policy=policy.default)
    return str(mail["To"]), mail.get_body().get_content()


@contextmanager
def served(data: Path) -> Iterator[Site]:
    """A site on a free port with an empty database; its data folder may have been used before."""
    for folder in ("outbox", "log"):
        shutil.rmtree(data / folder, ignore_errors=True)
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    address = f"http://{NAME}:{port}"
    variables = os.environ | {
        "VOLUNTEERCLOUD_DATA": str(data),
        "VOLUNTEERCLOUD_DEMO": "1",
        "VOLUNTEERCLOUD_SITE_URL": address,
        "DJANGO_SETTINGS_MODULE": "volunteercloud.settings",
    }
    with made(data) as server:
        if settings.DISTRIBUTED:
            variables["DATABASE_URL"] = server.url
        else:
            variables.pop("DATABASE_URL", None)
        site = Site(address, data, server, variables)
        site.run("-P", "-m", "volunteercloud", "setup")
        pages = begun(serve.granian(HOST, port, 2), cwd=CHECKOUT, env=variables, process_group=0)
        try:
            site.start_worker()
            wait_for(pages, port)
            yield site
        finally:
            end(pages, site.worker)


@contextmanager
def made(data: Path) -> Iterator[Server | distributed.Database]:
    """An empty database: of a cluster of its own, or on the node that all tests run on, by the name of the folder."""
    if settings.DISTRIBUTED:
        with distributed.made(data.name) as database:
            yield database
        return
    with Server(data, lambda line: None).joined() as server:
        make_empty(server)
        yield server


def make_empty(server: Server) -> None:
    address = server.url.replace(f"/{place.DATABASE}?", "/postgres?")
    with psycopg.connect(address, autocommit=True) as session:
        session.execute(f"DROP DATABASE IF EXISTS {place.DATABASE} WITH (FORCE)")
        session.execute(f"CREATE DATABASE {place.DATABASE}")


def wait_for(pages: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while not serve.answers(HOST, port):
        assert pages.poll() is None, "the site ended"
        assert time.monotonic() < until, "the site does not answer"
        time.sleep(0.03)


def end(*processes: subprocess.Popen[bytes] | None) -> None:
    for process in filter(None, processes):
        process.send_signal(signal.SIGTERM)
    for process in filter(None, processes):
        process.wait(timeout=30)
