"""One request to another host, within seconds and bytes: no redirection is followed, and nothing is sent in clear."""

import contextlib
import http.client
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Unanswered(Exception):
    """No answer that can be used. ``code`` says why, in one word and without a word of what was asked."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reply:
    """``headers`` are by name in small letters; what stood in several lines is joined by commas."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_safe(url: str) -> bool:
    """Whether nothing sent to this address can be read on the way: https, or http on the same machine."""
    try:
        parts = urlsplit(url)
        port_is_right = parts.port != 0
    except ValueError:
        return False
    plain = not (parts.fragment or parts.username or parts.password)
    is_private = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return bool(parts.hostname) and port_is_right and plain and is_private


def ask(
    method: str, url: str, *, headers: Mapping[str, str], body: bytes | None = None, seconds: float, most_bytes: int
) -> Reply:
    """One attempt at an address that `is_safe`, at most the seconds given in all. Raises `Unanswered` (`timeout`,
    `unreachable`, `too_large`)."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.connect()
        # The socket's own limit starts again with every byte; a peer that drips must be cut off all the same.
        with _Deadline(connection.sock, seconds):
            connection.request(method, target, body=body, headers=dict(headers))
            with contextlib.closing(connection.getresponse()) as response:
                received = response.read(most_bytes + 1)
    except TimeoutError:
        raise Unanswered("timeout") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unanswered("unreachable") from None
    finally:
        connection.close()
    if len(received) > most_bytes:
        raise Unanswered("too_large")
    return Reply(response.status, _joined(response.getheaders()), received)


def _joined(lines: list[tuple[str, str]]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in lines:
        name = name.lower()
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


class _Deadline:
    """Shuts a socket when the time is over and says so by `TimeoutError`, whatever the reader made of the sudden end."""

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        self._sock = sock
        self._passed = False
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    def _pass(self) -> None:
        self._passed = True
        # The method of the plain socket: that of a TLS socket forgets its session under the feet of the reader.
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self._sock, socket.SHUT_RDWR)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        if self._passed:
            raise TimeoutError
