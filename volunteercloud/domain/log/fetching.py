"""Reading other nodes: their logs are files behind an address, and nothing of them is believed before it is checked."""

from urllib.parse import urlsplit

from django.conf import settings

from volunteercloud.core import calls

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
    status, content = _answer("GET", url, None)
    if status != 200:
        raise Unreachable(url, f"HTTP {status}")
    return content


def post(url: str, body: bytes) -> tuple[int, bytes]:
    """Status and content of the answer. Raises `Unreachable` where there was none."""
    return _answer("POST", url, body)


def _answer(method: str, url: str, body: bytes | None) -> tuple[int, bytes]:
    try:
        reply = calls.ask(
            method,
            url,
            headers={"User-Agent": "volunteercloud", "Content-Type": "application/octet-stream"},
            body=body,
            seconds=SECONDS,
            most_bytes=LARGEST_ANSWER,
            allowed=settings.PRIVATE_NETWORKS,
        )
    except calls.Unanswered as reason:
        raise Unreachable(url, reason.code) from None
    return reply.status, reply.body
