"""A lean generator of load: HTTP/1.1 over kept connections, nothing parsed but what is needed."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from volunteercloud.cli.problem import Problem

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60
# A request is written when it is its turn: a rotating code made earlier would be old by then.
Request = Callable[[], bytes]


@dataclass(slots=True)
class Reply:
    status: int
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


def page(path: str, language: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Language: {language}\r\n\r\n".encode()


def request(method: str, path: str, token: str, body: dict[str, Any], *, close: bool = False) -> bytes:
    said = json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\nAccept-Language: en\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(said)}\r\n"
    )
    return (head + ("Connection: close\r\n" if close else "") + "\r\n").encode() + said


def ready(said: bytes) -> Request:
    """A request whose words do not depend on the moment."""
    return lambda: said


class _Client(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def ask(self, said: bytes) -> "asyncio.Future[Reply]":
        self.answer: asyncio.Future[Reply] = self.loop.create_future()
        self.received = b""
        self.began = time.perf_counter()
        self.transport.write(said)
        return self.answer

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return
        lowered = head.lower()
        _, measured, length = lowered.partition(b"content-length:")
        whole = len(body) >= int(length.split(b"\r\n", 1)[0]) if measured else body.endswith(b"0\r\n\r\n")
        if whole and not self.answer.done():
            self.answer.set_result(Reply(int(head[9:12]), body, time.perf_counter() - self.began))

    def connection_lost(self, error: Exception | None) -> None:
        if hasattr(self, "answer") and not self.answer.done():
            self.answer.set_exception(error or ConnectionError("The connection was closed without an answer."))


def keep_busy(port: int, requests: Sequence[Request], connections: int) -> tuple[list[Reply], float]:
    """Send everything over so many connections, each with its next request as soon as it has its answer.

    Returns the replies in the order of the requests, and the seconds it took.
    """
    return asyncio.run(_keep_busy(port, requests, connections))


async def _keep_busy(port: int, requests: Sequence[Request], connections: int) -> tuple[list[Reply], float]:
    clients = await _connected(port, connections)
    waiting = iter(enumerate(requests))
    replies: list[Reply | None] = [None] * len(requests)
    began = time.perf_counter()
    await _patiently(*(_work_off(client, waiting, replies) for client in clients))
    took = time.perf_counter() - began
    _close(clients)
    return [reply for reply in replies if reply], took


async def _work_off(client: _Client, waiting: Iterator[tuple[int, Request]], replies: list[Reply | None]) -> None:
    for place, make in waiting:
        replies[place] = await client.ask(make())


def all_at_once(port: int, requests: Sequence[bytes]) -> list[Reply]:
    """Every request over a connection of its own, all opened before the first is sent."""
    return asyncio.run(_all_at_once(port, requests))


async def _all_at_once(port: int, requests: Sequence[bytes]) -> list[Reply]:
    clients = await _connected(port, len(requests))
    pending = [client.ask(said) for client, said in zip(clients, requests, strict=True)]
    replies = await _patiently(*pending)
    _close(clients)
    return replies


async def _connected(port: int, count: int) -> list[_Client]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(_Client, HOST, port))[1] for _ in range(count)]


async def _patiently(*pending: Any) -> list[Any]:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await asyncio.gather(*pending)
    except (TimeoutError, OSError) as error:
        raise Problem(f"The site left requests unanswered: {error or 'too slow'}.", "Look at what it said.") from None


def _close(clients: list[_Client]) -> None:
    for client in clients:
        client.transport.close()
