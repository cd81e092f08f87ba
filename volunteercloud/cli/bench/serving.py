"""The site as it is served, or another application in the same way, with what its workers use up."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from volunteercloud.cli.commands import serve
from volunteercloud.cli.drill.nodes import begun
from volunteercloud.cli.problem import Problem
from volunteercloud.core import limits

HOST = "127.0.0.1"
WORKERS = 2
START_SECONDS = 120  # a machine that has other things to do takes its time


@dataclass(frozen=True)
class Site:
    port: int
    processes: list[psutil.Process]

    def cpu_seconds(self) -> float:
        """What all processes of the site have used of the processor, in user and system time."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes)

    def worker_mib(self) -> float:
        """The memory of the largest worker, shared pages counted in parts (PSS)."""
        return max(process.memory_full_info().pss for process in self.processes[1:]) / 2**20


@contextmanager
def served(project: str, database: str) -> Iterator[Site]:
    """A Django project under granian with the options of `volunteercloud serve`, on a free port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    variables = {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": f"{project}.settings",
        "VOLUNTEERCLOUD_DEBUG": "0",
        "VOLUNTEERCLOUD_STEP_UP_SECONDS": "0",  # its sessions are made, not signed in to
        # Counted as ever, and never reached: all of it comes from one address.
        "VOLUNTEERCLOUD_LIMITS": ",".join(f"{name}=1000000000/60" for name in limits.DEFAULTS),
        **serve.LEAN_HEAPS,
    }
    arguments = serve.granian(HOST, port, WORKERS, f"{project}.wsgi:application")
    process = begun(arguments, env=os.environ | variables, stdout=subprocess.DEVNULL, process_group=0)
    try:
        yield Site(port, _started(process, port))
    finally:
        process.terminate()
        process.wait()


def _started(process: subprocess.Popen, port: int) -> list[psutil.Process]:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        workers = psutil.Process(process.pid).children()
        if len(workers) == WORKERS and serve.answers(HOST, port):
            return [psutil.Process(process.pid), *workers]
        time.sleep(0.1)
    raise Problem("The site to measure does not start.", "What it said stands above.")
