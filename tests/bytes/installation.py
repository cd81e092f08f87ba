"""An installation as it is run: several processes of the site, a worker, lines as JSON, a master key from the environment."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.journeys import site as journeys
from volunteercloud.cli.commands import serve
from volunteercloud.cli.drill import nodes
from volunteercloud.cli.drill.nodes import CHECKOUT, HOST, Node, Part, begun

CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
SECONDS = 120
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
PREPARE = "from volunteercloud.cli import steps; steps.note_keys(); steps.collect_static(); steps.unpack_fonts()"


class Installation(Node):
    def __init__(self, base: Path, template: Path) -> None:
        folder, port = base / "site", nodes.free_port()
        nodes.prepare(folder, template)
        (folder / "clock").unlink()  # time is what it is
        super().__init__(
            folder,
            f"http://localhost:{port}",
            port,
            VOLUNTEERCLOUD_LOG_FORMAT="json",
            VOLUNTEERCLOUD_LOG_LEVEL="DEBUG",
            VOLUNTEERCLOUD_PROXIES="1",  # each visitor has an address of their own
            VOLUNTEERCLOUD_LIMITS="unknown_keys=3/60",
        )
        del self.variables["DRILL_CLOCK"]

    def launch(self, part: Part) -> None:
        site = serve.granian(HOST, self.port, 2)
        with (self.folder / f"{part}.log").open("ab") as log:
            self.processes[part] = begun(
                site if part is Part.SITE else [*serve.OURSELVES, "worker"],
                cwd=CHECKOUT,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )

    def python(self, statements: str) -> str:
        return self.run([sys.executable, "-c", f"import django; django.setup(); {statements}"])

    def begun_python(self, statements: str) -> "subprocess.Popen[str]":
        """The same, begun and not waited for."""
        return subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup(); {statements}"],
            cwd=CHECKOUT,
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def begin(self) -> None:
        self.start(Part.DATABASE)
        self.python(PREPARE)
        self.start()

    def code_for(self, contact: str) -> str:
        """The newest code that was sent to somebody, once the worker has sent it."""
        return wait(lambda: self._code(contact))

    def _code(self, contact: str) -> str:
        for letter in sorted((self.folder / "outbox").glob("*"), key=os.path.getmtime, reverse=True):
            receiver, text = journeys.read(letter)
            if receiver == contact and (code := CODE.search(text)):
                shutil.move(letter, self.folder / "outbox" / f"read-{letter.name}")
                return code.group()
        return ""

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """As the superuser, who may break what the site stands on."""
        with psycopg.connect(self.server.url_of("postgres"), autocommit=True) as session:
            done = session.execute(statement)
            return done.fetchall() if done.description else []

    def dump(self, *tables: str) -> Path:
        """A file of the rows as `pg_dump` writes them, beside the installation; of all tables where none is named."""
        names = tables or [name for (name,) in self.rows(TABLES)]
        target = self.folder.with_name("some.dump" if tables else "whole.dump")
        with (
            target.open("wb") as file,
            psycopg.connect(self.server.url_of("postgres")) as session,
            session.cursor() as cursor,
        ):
            for name in names:
                with cursor.copy(f"COPY (SELECT * FROM {name}) TO STDOUT") as copying:
                    file.writelines(copying)
        return target

    def lines(self) -> list[Path]:
        """What the processes say of their work, and what they count."""
        said = [self.folder / f"{part}.log" for part in (Part.SITE, Part.WORKER)]
        return [*said, self.server.log, *(self.folder / "metrics").iterdir()]

    def files(self) -> Iterator[Path]:
        """Everything that was written but what is sent out."""
        for folder in (self.folder, self.server.folder.resolve()):
            yield from (
                path
                for path in folder.rglob("*")
                if path.is_file() and not path.is_relative_to(self.folder / "outbox") and path.name != "cache"
            )


def wait(look: Callable[[], Any]) -> Any:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("It did not come.")
