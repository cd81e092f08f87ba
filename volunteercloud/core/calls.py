"""One request to another host, within seconds and bytes: no redirection is followed, and no address is asked that is for
machines of a network of ours alone, whatever a name turns out to stand for."""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
Network = IPv4Network | IPv6Network
THIS_MACHINE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
# What is given out of IPv6, without the parts in which an IPv4 address, a private one too, is wrapped.
GIVEN_OUT = ip_network("2000::/3")
WRAPPED = (ip_network("2001::/32"), ip_network("2002::/16"))


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


def networks(text: str, site_url: str) -> tuple[Network, ...]:
    """The networks that an operator lets be asked, besides public addresses, as CIDR with spaces between; unless some are
    named, a site on its own machine may ask that. Raises ValueError for what is no network."""
    if named := text.split():
        return tuple(ip_network(each) for each in named)
    return THIS_MACHINE if urlsplit(site_url).hostname in LOOPBACK else ()


def is_allowed(address: str, allowed: Iterable[Network]) -> bool:
    """Whether somebody's word is enough to ask this address: it is public, or in a network that is allowed."""
    found = ip_address(address.partition("%")[0])
    found = getattr(found, "ipv4_mapped", None) or found
    return _is_public(found) or any(found in network for network in allowed)


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    seconds: float,
    most_bytes: int | None,
    allowed: Iterable[Network] | None,
) -> Reply:
    """One attempt at a http or https address, at most the seconds given in all.

    ``allowed`` are networks that may be asked besides public addresses; None is for addresses that an operator set, which
    may stand anywhere. The address that was looked at is the one that is asked: a name cannot change its mind in between.
    Without ``most_bytes`` the status and the headers are all that is read.
    Raises `Unanswered` (`timeout`, `unreachable`, `forbidden`, `too_large`).
    """
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        opened = _connected(parts.scheme, parts.hostname or "", parts.port, seconds, allowed)
        # The socket's own limit starts again with every byte; a peer that drips must be cut off all the same.
        with contextlib.closing(opened) as connection, _Deadline(connection.sock, seconds):
            connection.request(method, target, body=body, headers=dict(headers))
            with contextlib.closing(connection.getresponse()) as response:
                received = b"" if most_bytes is None else response.read(most_bytes + 1)
    except TimeoutError:
        raise Unanswered("timeout") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Unanswered("unreachable") from None
    if most_bytes is not None and len(received) > most_bytes:
        raise Unanswered("too_large")
    return Reply(response.status, _joined(response.getheaders()), received)


def _connected(
    scheme: str, host: str, port: int | None, seconds: float, allowed: Iterable[Network] | None
) -> http.client.HTTPConnection:
    """A connection that stands, to an address that may be asked."""
    if scheme == "http":
        connection = http.client.HTTPConnection(host, port)
        connection.sock = _socket(host, connection.port, seconds, allowed)
        return connection
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(host, port, context=context)
    with contextlib.ExitStack() as on_failure:
        plain = on_failure.enter_context(_socket(host, connection.port, seconds, allowed))
        connection.sock = context.wrap_socket(plain, server_hostname=host)
        on_failure.pop_all()
    return connection


def _socket(host: str, port: int, seconds: float, allowed: Iterable[Network] | None) -> socket.socket:
    # Whoever names many addresses that do not answer, or none for long, gets no more time for it than one has.
    until = time.monotonic() + seconds
    addresses = _looked_up(host, port, seconds)
    if allowed is not None:
        networks = tuple(allowed)
        addresses = [address for address in addresses if is_allowed(address, networks)]
    if not addresses:
        raise Unanswered("forbidden")
    for address in addresses[:-1]:
        with contextlib.suppress(OSError):
            return _opened(address, port, until, seconds)
    return _opened(addresses[-1], port, until, seconds)


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """What a name stands for. The system's resolver knows no limit of ours, so a thread asks it, and is left behind with it."""
    asked: Future[list[str]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:
            asked.set_exception(error)
        else:
            asked.set_result([str(each[4][0]) for each in found])

    threading.Thread(target=ask, name="looking up a name", daemon=True).start()
    return asked.result(seconds)


def _opened(address: str, port: int, until: float, seconds: float) -> socket.socket:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    opened = socket.create_connection((address, port), timeout=left)
    opened.settimeout(seconds)
    return opened


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if address.version == 6 and (address not in GIVEN_OUT or any(address in network for network in WRAPPED)):
        return False
    return address.is_global and not address.is_multicast


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
