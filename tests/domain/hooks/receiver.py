"""A system that listens for webhooks, on a real port of this machine."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread

from standardwebhooks import Webhook


class Receiver:
    """Answers by ``status``, which may be a question to whoever tests; keeps what it got."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.status: int | Callable[[str], int] = 204
        self.headers: dict[str, str] = {}
        self.body = b""
        self.is_endless = False
        self.came, self.may_answer = Event(), Event()
        self.may_answer.set()
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.at_once = self.most_at_once = 0
        self.lock = Lock()

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.got]

    def verified(self, secret: str) -> list[dict]:
        """What it got, checked as the documents say."""
        return [Webhook(secret).verify(body, headers) for headers, body in self.got]

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        content = asked.rfile.read(int(asked.headers["Content-Length"]))
        with self.lock:
            self.got.append(({name.lower(): said for name, said in asked.headers.items()}, content))
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        self.came.set()
        self.may_answer.wait(60)
        with self.lock:
            self.at_once -= 1
        status = self.status(self.got[-1][0]["webhook-id"]) if callable(self.status) else self.status
        asked.send_response(status)
        for name, said in self.headers.items():
            asked.send_header(name, said)
        asked.end_headers()
        asked.wfile.write(self.body)
        while self.is_endless:
            asked.wfile.write(b"x" * 1000)


@contextmanager
def listening() -> Iterator[Receiver]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with contextlib.suppress(ConnectionError):
                receiver.answer(self)

        def log_message(self, *_words: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_asked: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Answering) as server:
        receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hooks")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield receiver
        receiver.may_answer.set()
        receiver.is_endless = False
        server.shutdown()


@contextmanager
def dripping() -> Iterator[str]:
    """An address that takes a request and then answers a letter at a time, without end."""

    def drip() -> None:
        with contextlib.suppress(OSError):
            caller, _address = plain.accept()
            with caller:
                caller.sendall(b"HTTP/1.1 200 OK\r\nX-")
                while not ending.wait(0.02):
                    caller.sendall(b"x")

    ending = Event()
    with socket.create_server(("127.0.0.1", 0)) as plain:
        thread = Thread(target=drip, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{plain.getsockname()[1]}/hooks"
        ending.set()


def until(condition: Callable[[], bool], seconds: float = 300.0) -> bool:
    """Whether something became so; looked at often, for at most so long."""
    stop = time.monotonic() + seconds
    while not (became := condition()) and time.monotonic() < stop:
        time.sleep(0.01)
    return became
