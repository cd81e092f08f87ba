"""What one request costs the processor, to the microsecond: this process and the session of its database."""

import time
from collections.abc import Sequence
from pathlib import Path

from django.db import connection
from django.test import Client

from volunteercloud.cli.bench import load
from volunteercloud.cli.problem import Problem
from volunteercloud.core import memory


class Meter:
    """Answers requests here, one after the other, and reads both clocks around each."""

    def __init__(self, cookie: str = "") -> None:
        self._client = Client(headers={"Cookie": cookie, "Host": load.HOST})

    def seconds(self, addresses: Sequence[str], *, anew: bool = False) -> list[float]:
        """Of each address, asked once before. What a process remembers for a while is remembered then, or with ``anew`` forgotten
        again, as in a process that has just started."""
        return [self._second_time(address, anew) for address in addresses]

    def _second_time(self, address: str, anew: bool) -> float:
        self._ask(address)
        if anew:
            memory.forget_all()
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
