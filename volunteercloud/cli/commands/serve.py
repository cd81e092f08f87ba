import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Sequence

import click

from volunteercloud.cli import database
from volunteercloud.cli.postgres.server import Server
from volunteercloud.cli.problem import Problem
from volunteercloud.cli.supervisor import Child, Supervisor
from volunteercloud.core import meters

OURSELVES = [sys.executable, "-P", "-m", "volunteercloud"]
# One heap for all threads of a process instead of one each (Python runs one thread at a time); and granian's own, which is
# jemalloc, gives memory back at once after a rush of connections. Together some 15 MiB a worker.
LEAN_HEAPS = {"MALLOC_ARENA_MAX": "1", "_RJEM_MALLOC_CONF": "narenas:1,dirty_decay_ms:0,muzzy_decay_ms:0"}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes that answer requests.")
@click.option("--demo/--no-demo", default=True, help="Build the demo city on an empty database.  [yes]")
def command(host: str, port: int, workers: int, demo: bool) -> None:
    """Set up what is missing, then serve the site and work off its jobs until Ctrl-C, which ends all of it.

    SIGUSR1 starts every process of the site and the worker anew, one after the other, while the others answer.
    """
    refuse_taken_port(host, port)
    os.environ.setdefault("VOLUNTEERCLOUD_SITE_URL", f"http://localhost:{port}")
    os.environ.update(LEAN_HEAPS)
    with database.joined() as server:
        setup = [*OURSELVES, "setup", "--demo" if demo else "--no-demo"]
        done = subprocess.run(setup, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise click.exceptions.Exit(done.returncode)
        # Codes may be shown on pages only where the demo city really is, not wherever nobody said --no-demo.
        os.environ["VOLUNTEERCLOUD_DEMO"] = str(bool(done.stdout))
        meters.forget()
        kept_running(server, granian(host, port, workers)).run(lambda: welcome(host, port, done.stdout))


def kept_running(server: Server | None, site: list[str], worker: Sequence[str] = (*OURSELVES, "worker")) -> Supervisor:
    """Site, worker and the embedded database, each started again if it dies; SIGUSR1 renews the first two without a gap."""
    children = [Child("site", site, renewed_by=signal.SIGHUP), Child("worker", list(worker))]
    return Supervisor(children, watch=server.mend if server else None)


def granian(host: str, port: int, workers: int, application: str = "volunteercloud.wsgi:application") -> list[str]:
    """The program that answers requests (`cli/answering`)."""
    program = [sys.executable, "-m", "volunteercloud.cli.answering", application]
    return [*program, "--host", host, "--port", str(port), "--workers", str(workers)]


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Problem(
                f"Port {port} of {host} is not free: {error.strerror}.", f"Choose another one: --port {port + 1}"
            ) from None


def answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def welcome(host: str, port: int, sign_ins: str) -> bool:
    """Tell the address, and how to sign in to the demo city, once the site answers."""
    if not answers(host, port):
        return False
    click.echo(f"\n  Volunteer Cloud 志愿云   {os.environ['VOLUNTEERCLOUD_SITE_URL']}\n")
    if sign_ins:
        click.echo(textwrap.indent(sign_ins, "  "))
    click.echo("  Ctrl-C ends it.\n")
    return True
