"""Reading other nodes: their logs are files behind an address, and nothing of them is believed before it is checked."""

import http.client
import urllib.error
import urllib.request
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
    request = urllib.request.Request(url, headers={"User-Agent": "volunteercloud-monitor"})  # noqa: S310  see above
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            content = answer.read(LARGEST_ANSWER + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise Unreachable(url, error) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(url, error) from None
    if len(content) > LARGEST_ANSWER:
        raise Unreachable(url, "the answer is too large")
    return bytes(content)
