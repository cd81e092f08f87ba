"""The processes that answer requests: granian, which loads the application once and forks its workers off, so that one that
died is back in a moment and what all of them hold is held once. `answering APPLICATION --port PORT …`; see `serve.granian`.
"""

import importlib
import multiprocessing
import signal
import threading
from collections.abc import Callable
from os import kill
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 4  # WSGI with four blocking threads a process: the cheapest a request of what was measured (docs/decisions)
SECONDS_TO_END = 10
# Renewing, an old worker goes so long after its successor began, which has to answer by then.
SECONDS_TO_BEGIN = 10.0


class _Deaths(dict[int, float]):
    """Which worker was begun again when, as granian remembers it: it takes a second death within some seconds for a fault
    of the program and ends. Ours was loaded before any worker began, so whatever kills one may be over."""

    def __setitem__(self, worker: int, at: float) -> None:
        pass


def closing(application: str) -> Callable[..., Any]:
    """The application, whose answers close their connections as soon as `SIGUSR1` says that this worker will go. A connection
    that is kept until then is closed just as somebody asks, who cannot know whether it was done."""
    module, _colon, name = application.partition(":")
    answer = getattr(importlib.import_module(module), name)
    going = threading.Event()
    signal.signal(signal.SIGUSR1, lambda *_: going.set())

    def answer_and_close(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        if not going.is_set():
            return answer(environ, start)
        return answer(
            environ, lambda status, headers, *error: start(status, [*headers, ("Connection", "close")], *error)
        )

    return answer_and_close


@click.command()
@click.argument("application")
@click.option("--host", required=True)
@click.option("--port", required=True, type=int)
@click.option("--workers", required=True, type=int)
def main(application: str, host: str, port: int, workers: int) -> None:
    server = Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=SECONDS_TO_BEGIN,
        workers_kill_timeout=SECONDS_TO_END,
    )
    server.respawned_wrks = _Deaths()
    server.on_reload(_begin_by("spawn"))  # whoever renews them may have renewed the program
    server.on_reload(lambda: [kill(worker.inner.pid, signal.SIGUSR1) for worker in server.wrks])
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)  # a worker that is still loading begins like this
    _begin_by("fork")()
    importlib.import_module(application.partition(":")[0])
    server.serve(target_loader=closing)


def _begin_by(method: str) -> Callable[[], None]:
    return lambda: multiprocessing.set_start_method(method, force=True)


if __name__ == "__main__":
    main()
