"""Reading other nodes: their logs are files behind an address, and nothing of them is believed before it is checked."""

import contextlib
import http.client
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

SECONDS = 10
LARGEST_ANSWER = 2_000_000


class Unreachable(Exception):
    """There was no usable answer. The sentence says from where and why."""

    def __init__(self, url: str, reason: object) -> None:
        super().__init__(f"{url}: {reason}")


def is_address(url: str) -> bool:
    """Whether it is the address of a web server, without a question or a name and password in it."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port != 0
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    return port_is_right and plain and parts.scheme in ("http", "https") and bool(parts.hostname)


def get(url: str) -> bytes:
    """What stands at an address that `is_address` let in. Raises `Unreachable`."""
    status, content = _answer(url, None)
    if status != 200:
        raise Unreachable(url, f"HTTP {status}")
    return content


def post(url: str, body: bytes) -> tuple[int, bytes]:
    """Status and content of the answer. Raises `Unreachable` where there was none."""
    return _answer(url, body)


def _answer(url: str, body: bytes | None) -> tuple[int, bytes]:
    headers = {"User-Agent": "volunteercloud", "Content-Type": "application/octet-stream"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310  only addresses that `is_address` let in
    try:
        with contextlib.closing(_opened(request)) as answer:
            status, content = answer.status, answer.read(LARGEST_ANSWER + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(url, error) from None
    if len(content) > LARGEST_ANSWER:
        raise Unreachable(url, "the answer is too large")
    return status, bytes(content)


def _opened(request: urllib.request.Request) -> Any:
    try:
        return urllib.request.urlopen(request, timeout=SECONDS)  # noqa: S310
    except urllib.error.HTTPError as error:
        return error
