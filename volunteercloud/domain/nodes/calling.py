"""Asking another node: one signed request over HTTPS, one signed answer that belongs to it (RFC 9421)."""

from dataclasses import dataclass
from datetime import datetime


class Unreachable(Exception):
    """There was no answer that can be believed; ask again later. ``code`` says why in one word: `unreachable`, `timeout`,
    `too_large`, `unsigned`, `clock`, `not_trusted` …"""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RefusedThere(Exception):
    """The other node answered, signed, that it will not: the code of its problem document and what it says to it."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Answer:
    """Status below 300 and content, unpacked, of an answer whose signature was checked."""

    status: int
    body: bytes


def post(node_name: str, path: str, body: bytes, at: datetime) -> Answer:  # noqa: ARG001
    """Send JSON to ``/node/v1/…`` of a node that is trusted, and wait. Raises `Unreachable` and `RefusedThere`."""
    raise Unreachable("unreachable")


def get(node_name: str, path: str, at: datetime) -> Answer:  # noqa: ARG001
    """Ask for ``/node/v1/…`` of a node that is trusted. Raises `Unreachable` and `RefusedThere`."""
    raise Unreachable("unreachable")
