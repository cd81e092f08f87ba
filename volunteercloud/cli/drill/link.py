"""The network of a drill: before each node a door on a port of its own, through which the others reach it, and which can do
to what passes whatever networks do.

It is a proxy of ours and not a network namespace with `tc`: those need rights that a laptop and a test run do not give, and
see packets, while what has to be hit here are messages: before this one arrives, after it was answered. Nothing in a message
is changed that was not meant to be, so its signature, which covers the address, stays what it was.
"""

import base64
import contextlib
import gzip
import json
import re
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

HOST = "127.0.0.1"
PATIENCE_SECONDS = 20
MOST_KEPT = 2_000
PAPER = re.compile(rb"eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+")
SENDER = re.compile(rb"(?i)\r\nvolunteercloud-node: *([^\r]*)")
# Closing with this breaks the connection off instead of ending it: what a cut cable and a killed process look like.
BROKEN_OFF = struct.pack("ii", 1, 0)


class Fate(StrEnum):
    """What becomes of one message."""

    PASSES = "passes"
    LOST = "request lost"
    CUT = "request cut short"
    UNANSWERED = "answer lost"
    CUT_ANSWER = "answer cut short"
    SLOW = "slow"
    OVERTAKEN = "overtaken by the next"
    TWICE = "delivered twice"
    OLD_ANSWER = "answered with an older answer"
    GARBLED = "a bit flipped"


Step = tuple[str, str]  # the transfer, and what was said in it


@dataclass(slots=True)
class Message:
    """A request on its way to a node. ``steps`` are the steps of transfers in it."""

    to: str
    request: bytes
    steps: frozenset[Step] = frozenset()
    answer: bytes = b""

    @property
    def path(self) -> str:
        return self.request.split(b" ", 2)[1].decode("latin-1")

    @property
    def method(self) -> str:
        return self.request.split(b" ", 1)[0].decode("latin-1")

    @property
    def sender(self) -> str:
        """The name of the node that asks, as it says."""
        found = SENDER.search(self.request.partition(b"\r\n\r\n")[0])
        return found[1].decode("latin-1") if found else ""

    @property
    def status(self) -> int:
        """Of the answer; 0 where there is none."""
        return int(self.answer[9:12]) if self.answer[9:12].isdigit() else 0


@dataclass
class Weather:
    """What the network does now. Each hook runs in the thread of the connection, so it may take its time."""

    cut: set[str] = field(default_factory=set)  # doors of nodes that nobody reaches
    fate: Callable[[Message], Fate] = lambda message: Fate.PASSES
    before: Callable[[Message], None] = lambda message: None  # it has come, and the node has not seen it
    after: Callable[[Message], None] = lambda message: None  # the node answered, and nobody has heard it
    delay_seconds: float = 0.3

    def clear(self) -> None:
        """Everything passes again."""
        calm = Weather()
        self.cut, self.fate, self.before, self.after = set(), calm.fate, calm.before, calm.after


class Link:
    """The door of one node, for as long as `end` is not called. Keeps what passed, for a second time."""

    def __init__(self, name: str, weather: Weather) -> None:
        self.name = name
        self.weather = weather
        self.port_behind = 0
        self.passed: list[Message] = []
        self._overtaking = threading.Condition()
        self._count = 0
        self._listening = socket.create_server((HOST, 0), backlog=128)
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._serve, name=f"link {name}", daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def deliver(self, request: bytes) -> bytes:
        """Bring these bytes to the node, outside all weather; its answer, empty where there was none."""
        try:
            with socket.create_connection((HOST, self.port_behind), timeout=PATIENCE_SECONDS) as there:
                there.sendall(request)
                return read_message(there.makefile("rb"), is_answer=True)
        except OSError:
            return b""

    def forget(self) -> None:
        self.passed = []

    def _serve(self) -> None:
        while True:
            try:
                caller, _address = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=[caller], daemon=True).start()

    def _carry(self, caller: socket.socket) -> None:
        caller.settimeout(PATIENCE_SECONDS)
        with caller, contextlib.suppress(OSError):
            stream = caller.makefile("rb")
            while request := read_message(stream):
                if self.name in self.weather.cut:
                    break_off(caller)
                    return
                message = Message(self.name, request, steps_in(request))
                fate = self.weather.fate(message)
                answer = self._passed(message, fate)
                caller.sendall(answer)
                if not answer or fate is Fate.CUT_ANSWER:
                    break_off(caller)
                    return

    def _passed(self, message: Message, fate: Fate) -> bytes:
        """The answer as the caller gets it, empty where the connection breaks off."""
        self.weather.before(message)
        if fate is Fate.LOST or self.name in self.weather.cut:
            return b""
        if fate is Fate.CUT:
            self._deliver_half(message.request)
            return b""
        if fate is Fate.SLOW:
            time.sleep(self.weather.delay_seconds)
        if fate is Fate.OVERTAKEN:
            self._let_pass()
        older = self._older() if fate is Fate.OLD_ANSWER else b""
        message.answer = self.deliver(flipped(message.request) if fate is Fate.GARBLED else message.request)
        if fate is Fate.TWICE:
            self.deliver(message.request)
        self._keep(message)
        self.weather.after(message)
        if fate is Fate.UNANSWERED or self.name in self.weather.cut:
            return b""
        if fate is Fate.CUT_ANSWER:
            return message.answer[: len(message.answer) // 2]
        return older or message.answer

    def _deliver_half(self, request: bytes) -> None:
        with contextlib.suppress(OSError), socket.create_connection((HOST, self.port_behind), timeout=1) as there:
            there.sendall(request[: len(request) // 2])
            break_off(there)

    def _let_pass(self) -> None:
        with self._overtaking:
            seen = self._count
            self._overtaking.wait_for(lambda: self._count > seen, timeout=self.weather.delay_seconds)

    def _keep(self, message: Message) -> None:
        with self._overtaking:
            if len(self.passed) < MOST_KEPT:
                self.passed.append(message)
            self._count += 1
            self._overtaking.notify_all()

    def _older(self) -> bytes:
        return next((message.answer for message in reversed(self.passed) if message.answer), b"")


def read_message(stream, *, is_answer: bool = False) -> bytes:
    """One HTTP/1.1 message, byte by byte as it came; empty where it ended before it was whole."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline(65_536)
        if not line:
            return b""
        head += line
    headers = head.lower()
    if is_answer and head[9:12] in (b"204", b"304"):
        return head
    if measured := re.search(rb"\r\ncontent-length: *(\d+)", headers):
        body = stream.read(int(measured[1]))
        return head + body if len(body) == int(measured[1]) else b""
    if b"\r\ntransfer-encoding: chunked" in headers:
        return _chunked(stream, head)
    return head + stream.read() if is_answer else head


def _chunked(stream, head: bytes) -> bytes:
    whole = head
    while True:
        line = stream.readline(65_536)
        size = int(line.split(b";")[0], 16)
        part = stream.read(size + 2)
        if len(part) < size + 2:
            return b""
        whole += line + part
        if not size:
            return whole


def break_off(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, BROKEN_OFF)


def body_of(message: bytes) -> bytes:
    """The content of a message, unpacked where it was packed."""
    head, _, body = message.partition(b"\r\n\r\n")
    if b"content-encoding: gzip" in head.lower():
        with contextlib.suppress(OSError, EOFError, zlib.error):
            return gzip.decompress(body)
    return body


def steps_in(message: bytes) -> frozenset[Step]:
    """The steps of transfers that a message carries, whatever else stands around them."""
    found = set()
    for claimed in PAPER.findall(body_of(message)):
        with contextlib.suppress(ValueError):
            said = json.loads(base64.urlsafe_b64decode(claimed + b"=" * (-len(claimed) % 4)))
            if isinstance(said, dict) and {"transfer", "step"} <= said.keys():
                found.add((said["transfer"], said["step"]))
    return frozenset(found)


def flipped(message: bytes, place: int = -1) -> bytes:
    """The same with one bit of its content, or else of its last line, turned over."""
    head, separator, body = message.partition(b"\r\n\r\n")
    if not body:
        return message
    place = place % len(body)
    return head + separator + body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
