"""Short memory of a process for what is the same for everybody: what was read may be used for a minute, or for as long as is
said, then is read again."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

SECONDS = 60.0
# Far above what one minute asks for; a bound only so that no caller can fill a process.
MOST_ENTRIES = 10_000

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Forgetful(Protocol):
    def forget(self) -> None: ...


_all: list[Forgetful] = []


def add(remembering: Forgetful) -> None:
    """Let `forget_all` reach what remembers in another way."""
    _all.append(remembering)


class Remembered(Generic[Key, Value]):
    """Answers of ``fetch`` by key. What is changed elsewhere is seen ``seconds`` later at most; None is not remembered.

    The values are shared by all threads: whoever takes one does not change it.
    """

    def __init__(self, fetch: Callable[[Key], Value], seconds: float = SECONDS, most: int = MOST_ENTRIES) -> None:
        self._fetch = fetch
        self._seconds = seconds
        self._most = most
        self._kept: dict[Key, tuple[float, Value]] = {}
        add(self)

    def __call__(self, key: Key) -> Value:
        kept = self._kept.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        value = self._fetch(key)
        if value is not None:
            self.keep(key, value)
        return value

    def knows(self, key: Key) -> bool:
        kept = self._kept.get(key)
        return kept is not None and kept[0] > time.monotonic()

    def keep(self, key: Key, value: Value) -> None:
        """Remember what was read by other means, such as many at once."""
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = (time.monotonic() + self._seconds, value)

    def forget(self) -> None:
        self._kept.clear()


def forget_all() -> None:
    """After a load, and between tests, which take back what they wrote."""
    for remembered in _all:
        remembered.forget()
