"""What one request costs the processor, to the microsecond: this process and the session of its database."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import connection
from django.test import Client

from volunteercloud.cli.bench import load
from volunteercloud.cli.problem import Problem

# A page is asked for so often before it counts: what its process remembers, it remembers then.
WARM_UP = 2


class Meter:
    """Answers requests here, one after the other, and reads both clocks around each."""

    def __init__(self, cookie: str = "") -> None:
        self._client = Client(headers={"Cookie": cookie, "Host": load.HOST})

    def seconds(self, addresses: Sequence[str], meanwhile: Callable[[], object] = lambda: None) -> list[float]:
        """Of each address, asked for before. ``meanwhile`` is what happens to the process or its database before each asking."""
        return [self._second_time(address, meanwhile) for address in addresses]

    def _second_time(self, address: str, meanwhile: Callable[[], object]) -> float:
        for _turn in range(WARM_UP):
            meanwhile()
            self._ask(address)
        meanwhile()
        session = _session()
        before = time.process_time() + _used(session)
        self._ask(address)
        return time.process_time() + _used(session) - before

    def _ask(self, address: str) -> None:
        answer = self._client.get(address)
        if answer.status_code != 200:
            raise Problem(f"{address} answers {answer.status_code}.", "Ask for it with a browser.")


def _session() -> Path | None:
    """Where Linux says how long the session's process ran; nothing where the database is on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = Path(f"/proc/{cursor.fetchone()[0]}")
    try:
        is_ours = (process / "comm").read_text().startswith("postgres")
    except OSError:
        return None
    return process / "schedstat" if is_ours else None


def _used(session: Path | None) -> float:
    return int(session.read_text().split()[0]) / 1e9 if session else 0.0
