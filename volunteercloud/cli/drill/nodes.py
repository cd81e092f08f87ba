"""A node of the drill: an installation with its own database, keys and processes, that can be started, killed and mended."""

import base64
import fcntl
import hashlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psutil

from volunteercloud.cli.commands import serve
from volunteercloud.cli.drill import clock, launching
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem
from volunteercloud.cli.supervisor import die_with_parent

HOST = "127.0.0.1"
CHECKOUT = Path(__file__).resolve().parents[3]
OURS = CHECKOUT / "volunteercloud"
LAUNCHED = [sys.executable, "-P", "-m", "volunteercloud.cli.drill.launching"]
APPLICATION = "volunteercloud.cli.drill.site:application"
# What is committed must survive the processes, which are killed; the machine itself goes on, so nothing waits for the disk.
OPTIONS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=on -c shared_buffers=64MB"
START_SECONDS = 60
A_DAY = 24 * 60 * 60
FOLDER = "volunteercloud-drill-"
LAUNCHER = ThreadPoolExecutor(1, "launcher")


class Part(StrEnum):
    SITE = "site"
    WORKER = "worker"
    DATABASE = "database"


EVERYTHING = (Part.DATABASE, Part.SITE, Part.WORKER)


class Node:
    """One installation. ``address`` is where the others reach it (its name comes from there), ``port`` where it listens."""

    def __init__(self, folder: Path, address: str, port: int, **variables: str) -> None:
        self.folder = folder
        self.address = address
        self.port = port
        self.clock = folder / "clock"
        self.server = Server(folder, lambda line: None, OPTIONS, begun)
        self.processes: dict[Part, subprocess.Popen[bytes]] = {}
        self.variables = os.environ | {
            "VOLUNTEERCLOUD_DATA": str(folder),
            "VOLUNTEERCLOUD_SITE_URL": address,
            "VOLUNTEERCLOUD_DEMO": "1",  # the numbers of its people belong to no province, and so to nobody
            "VOLUNTEERCLOUD_MASTER_KEY": base64.b64encode(hashlib.sha256(str(folder).encode()).digest()).decode(),
            "DATABASE_URL": self.server.url,  # so that none of its processes starts a database that was killed
            "VOLUNTEERCLOUD_DISTRIBUTED": "0",  # an own PostgreSQL, whatever this process works with
            "DJANGO_SETTINGS_MODULE": "volunteercloud.settings",
            launching.CLOCK: str(self.clock),
            **serve.LEAN_HEAPS,
            **variables,
        }
        self.variables.pop("VOLUNTEERCLOUD_LOG", None)

    def start(self, *parts: Part) -> None:
        """Start what is not running of these parts, or of everything; the site answers when this returns."""
        wanted = parts or EVERYTHING
        if Part.DATABASE in wanted:
            self.server.start()
        for part in (Part.SITE, Part.WORKER):
            if part in wanted and not self.runs(part):
                self.launch(part)
        if Part.SITE in wanted:
            self._wait_for_site()

    def kill(self, *parts: Part) -> None:
        """End these parts, or everything, as a power cut would: no signal that could be answered."""
        for part in parts or EVERYTHING:
            if part is Part.DATABASE:
                kill_tree(self.server.status().pid)
            elif part in self.processes:
                with suppress(ProcessLookupError):
                    os.killpg(self.processes[part].pid, signal.SIGKILL)
                self.processes.pop(part).wait()

    def stop(self) -> None:
        """End everything in order."""
        for process in self.processes.values():
            process.terminate()
        for part in list(self.processes):
            with suppress(subprocess.TimeoutExpired):
                self.processes[part].wait(timeout=15)
        self.kill(Part.SITE, Part.WORKER)
        self.server.stop()

    def runs(self, part: Part) -> bool:
        if part is Part.DATABASE:
            return self.server.status().running
        return part in self.processes and self.processes[part].poll() is None

    def set_clock(self, seconds: float) -> None:
        clock.put(self.clock, seconds)

    def said(self, part: Part) -> str:
        """What a part has written so far: errors, mostly."""
        return (self.folder / f"{part}.log").read_text(errors="replace")

    def run(self, arguments: list[str]) -> str:
        """A program in the environment of the node; what it prints."""
        done = subprocess.run(arguments, cwd=CHECKOUT, env=self.variables, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Problem(f"At {self.address}: {done.stderr.strip()[-2000:]}", "Look at what it says.")
        return done.stdout

    def launch(self, part: Part) -> None:
        """Start the site or the worker, without waiting for it."""
        site = serve.granian(HOST, self.port, 1, APPLICATION)
        with (self.folder / f"{part}.log").open("ab") as log:
            self.processes[part] = begun(
                site if part is Part.SITE else [*LAUNCHED, "worker"],
                cwd=CHECKOUT,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )

    def _wait_for_site(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not answers(self.port):
            if not self.runs(Part.SITE) or time.monotonic() > until:
                raise Problem(
                    f"The site of a node does not start: {self.said(Part.SITE)[-2000:]}", "Look at what it says."
                )
            time.sleep(0.02)


def begun(arguments: list[str], **options: Any) -> subprocess.Popen[Any]:
    """A process that ends with us, however we end. Linux ends it with the thread that began it: so that one stays."""
    return LAUNCHER.submit(subprocess.Popen, arguments, preexec_fn=die_with_parent, **options).result()


def answers(port: int) -> bool:
    """Whether the site answers a question: granian takes connections before there is anybody to answer."""
    asking = http.client.HTTPConnection(HOST, port, timeout=START_SECONDS)
    try:
        asking.request("GET", "/robots.txt")
        return asking.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        asking.close()


def kill_tree(pid: int | None) -> None:
    """A process and whatever it started, all at once."""
    if pid is None:
        return
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def prepare(folder: Path, template: Path) -> None:
    """A folder for a node, with a copy of the database of the template; whoever owns that owns the copy."""
    folder.mkdir(mode=0o711)
    clock.put(folder / "clock", 0.0)
    source, target = (Server(place, lambda line: None) for place in (template, folder))
    subprocess.run(["cp", "-a", str(source.cluster), str(target.cluster)], check=True)


def template(base: Path) -> Path:
    """A folder whose database has the tables as they are now; built when there is none yet, half a minute."""
    home = base / f"drill-{fingerprint()}"
    base.mkdir(parents=True, exist_ok=True)
    with (base / "drill.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # who comes second waits and finds it built
        if not home.exists():
            build(base, home)
    return home


def build(base: Path, home: Path) -> None:
    draft = base / f"{home.name}.{os.getpid()}"
    node = Node(draft, "http://localhost", 0, VOLUNTEERCLOUD_POSTGRES_OPTIONS=OPTIONS)
    del node.variables["DATABASE_URL"]
    draft.mkdir(exist_ok=True)
    clock.put(node.clock, 0.0)
    node.run([*LAUNCHED, "ground"])
    for older in base.glob("drill-*"):
        if older.stat().st_mtime < time.time() - A_DAY:  # younger ones may be another checkout's, at work now
            remove(older)
    draft.rename(home)


def remove(folder: Path) -> None:
    """A folder with its database, wherever that had to be put."""
    shutil.rmtree((folder / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def fingerprint() -> str:
    """Changes with every migration and every list that the template holds."""
    digest = hashlib.sha256()
    for path in sorted([*OURS.glob("domain/*/migrations/*.py"), *OURS.glob("domain/*/data/*.csv")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that the account of the database may enter, gone afterwards; what runs that were killed left goes now."""
    for left in Path(tempfile.gettempdir()).glob(f"{FOLDER}[0-9]*-*"):
        if not psutil.pid_exists(int(left.name.removeprefix(FOLDER).split("-")[0])):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{FOLDER}{os.getpid()}-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name)
