"""The installation that is drilled: the whole of what `serve` runs, in a folder of its own, with hands to kill its parts."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from volunteercloud.cli.drill import nodes
from volunteercloud.cli.drill.nodes import LAUNCHED, Node
from volunteercloud.cli.faults import serving
from volunteercloud.cli.faults.grounds import Ground
from volunteercloud.cli.problem import Problem
from volunteercloud.core import limits

START_SECONDS = 90
STOP_SECONDS = 30
# Counted as ever, and never reached: all of it comes from one address.
BOUNDLESS = ",".join(f"{name}=1000000000/60" for name in limits.DEFAULTS)
OURS = "volunteercloud.cli.faults"
# Python begins it beside processes that are spawned; it stays when they are replaced.
TRACKER = "resource_tracker"


class Installation:
    """``database`` names another than the embedded one, ``options`` are those of the embedded one."""

    def __init__(self, folder: Path, database: str = "", options: str = "", **variables: str) -> None:
        self.folder = folder
        port = nodes.free_port()
        self.node = Node(folder, f"http://{nodes.HOST}:{port}", port, **variables)
        self.port = port
        self.server = self.node.server
        self.server.options = options
        self.variables = self.node.variables
        self.variables |= {
            "VOLUNTEERCLOUD_LIMITS": BOUNDLESS,
            "VOLUNTEERCLOUD_TWO_STEP": "",
            "VOLUNTEERCLOUD_POSTGRES_OPTIONS": options,
            "DATABASE_URL": database,
        }
        self.url = database or self.server.url
        self.process: subprocess.Popen[bytes] | None = None

    def ground(self, people: int, racers: int, races: int) -> Ground:
        """Build what the load meets."""
        return Ground.of(self.node.run([*LAUNCHED, f"{OURS}.grounds", *map(str, (people, racers, races))]))

    def with_pages(self) -> None:
        """Put together what pages bring along; without it the site answers programs alone."""
        self.node.run([*LAUNCHED, f"{OURS}.pages"])

    def start(self) -> None:
        """Start all of it; the site answers with all its workers when this returns."""
        with (self.folder / "serving.log").open("ab") as log:
            self.process = nodes.begun(
                [*LAUNCHED, f"{OURS}.serving", str(self.port)],
                cwd=nodes.CHECKOUT,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        until = time.monotonic() + START_SECONDS
        while not (len(self.site_workers()) == serving.WORKERS and nodes.answers(self.port)):
            if self.process.poll() is not None or time.monotonic() > until:
                raise Problem(f"The site does not start: {self.said()[-2000:]}", "Look at what it says.")
            time.sleep(0.1)

    def renew(self) -> None:
        """Replace every process of the site, as an operator does with a new version."""
        self.process.send_signal(signal.SIGUSR1)

    def stop(self) -> None:
        """End it in order; what does not end is killed."""
        if self.process:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=STOP_SECONDS)
            nodes.kill_tree(self.process.pid)
            self.process.wait()
        with suppress(Problem):
            self.server.stop()

    def said(self) -> str:
        return (self.folder / "serving.log").read_text(errors="replace")

    def site(self) -> psutil.Process | None:
        """The process that keeps the site's workers."""
        return self._child("cli.answering")

    def site_workers(self) -> list[psutil.Process]:
        site = self.site()
        with suppress(psutil.NoSuchProcess):
            return [one for one in site.children() if _answers(one)] if site else []
        return []

    def job_worker(self) -> psutil.Process | None:
        return self._child("drill.launching")

    def postmaster(self) -> int | None:
        return self.server.status().pid

    def backends(self) -> list[psutil.Process]:
        """Processes of PostgreSQL that serve a connection of ours."""
        with suppress(psutil.NoSuchProcess, TypeError):
            found = psutil.Process(self.postmaster()).children()
            return [one for one in found if "postgres: volunteercloud" in " ".join(one.cmdline())]
        return []

    @contextmanager
    def session(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self.url, autocommit=True, connect_timeout=10) as session:
            yield session

    def _child(self, named: str) -> psutil.Process | None:
        with suppress(psutil.NoSuchProcess, AttributeError):
            for one in psutil.Process(self.process.pid).children():
                if any(named in part for part in one.cmdline()):
                    return one
        return None


def _answers(child: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return TRACKER not in " ".join(child.cmdline())
    return False


@contextmanager
def installed(template: Path, **said: str) -> Iterator[Installation]:
    """An installation that runs, and is gone afterwards with all it had."""
    with nodes.folder() as folder:
        home = folder / "site"
        nodes.prepare(home, template)
        made = Installation(home, **said)
        try:
            yield made
        finally:
            made.stop()
            nodes.remove(home)
