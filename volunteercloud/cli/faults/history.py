"""What was asked and what was answered, with the times: written down by whoever asked, before and after."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

NEVER = float("inf")
# Where the answer did not come, or came from a side that had lost its database, it may have been done or not.
UNKNOWN_FROM = 500


class Kind(StrEnum):
    SIGN_UP = "sign-up"
    WITHDRAW = "withdraw"
    TWIN = "sign-up elsewhere at that time"
    SCAN = "check-in"
    TIMES = "times"
    CONFIRM = "confirm"


@dataclass(slots=True)
class Attempt:
    """One request, sent once. ``ended`` is infinite and ``status`` 0 for as long as nobody knows what became of it, ``said``
    is None until it was answered or broke off."""

    kind: Kind
    shift_id: str
    volunteer_id: str
    key: str
    began: float
    ended: float = NEVER
    status: int = 0
    said: Any = None

    @property
    def is_known(self) -> bool:
        return 0 < self.status < UNKNOWN_FROM

    @property
    def is_under_way(self) -> bool:
        return not self.status and self.said is None

    @property
    def is_acknowledged(self) -> bool:
        return 200 <= self.status < 300


class History:
    """Written by many threads, read when they have ended or by whoever takes a copy."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self._lock = threading.Lock()

    def begin(self, kind: Kind, shift_id: str, volunteer_id: str, key: str) -> Attempt:
        attempt = Attempt(kind, shift_id, volunteer_id, key, time.monotonic())
        with self._lock:
            self.attempts.append(attempt)
        return attempt

    def copy(self) -> list[Attempt]:
        with self._lock:
            return list(self.attempts)

    def acknowledged(self, *kinds: Kind) -> Iterator[Attempt]:
        return (one for one in self.copy() if one.kind in kinds and one.is_acknowledged)

    def lines(self) -> Iterator[str]:
        """The whole history, a JSON line a request: what a person looks into when something was found."""
        for one in self.copy():
            ended = None if one.ended == NEVER else round(one.ended, 4)
            yield json.dumps(
                [one.kind, one.shift_id, one.volunteer_id, one.key, round(one.began, 4), ended, one.status, one.said],
                ensure_ascii=False,
            )
