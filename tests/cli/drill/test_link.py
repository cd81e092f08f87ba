"""The link against a server of a few lines: what passes, what is lost, and what is said twice."""

import base64
import gzip
import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from volunteercloud.cli.drill.link import Fate, Link, Weather, body_of, flipped, steps_in

STEP = {"transfer": "11111111-1111-4111-8111-111111111111", "step": "offer"}
PAYLOAD = base64.urlsafe_b64encode(json.dumps(STEP).encode()).rstrip(b"=").decode()
BODY = json.dumps({"steps": [f"eyJhbGciOiJFZDI1NTE5In0.{PAYLOAD}.c2lnbmVk"]}).encode()


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(body)
        answer = b"answer %d to %d bytes" % (len(self.server.heard), len(body))
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def behind():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def link(behind):
    made = Link("A", Weather(delay_seconds=0.05))
    made.port_behind = behind.server_port
    yield made
    made.end()


def ask(link: Link, body: bytes = BODY, **headers: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", link.port, timeout=5)
    try:
        connection.request("POST", "/node/v1/transfers", body, headers)
        return connection.getresponse().read()
    finally:
        connection.close()


def test_passes_byte_by_byte_and_knows_what_is_said(link, behind):
    assert ask(link, **{"Volunteercloud-Node": "127.0.0.1:1"}) == b"answer 1 to %d bytes" % len(BODY)
    (message,) = link.passed
    assert (behind.heard, message.method, message.path, message.status) == ([BODY], "POST", "/node/v1/transfers", 200)
    assert message.sender == "127.0.0.1:1"
    assert message.steps == {(STEP["transfer"], "offer")}


def test_reads_what_is_packed(link):
    ask(link, gzip.compress(BODY), **{"Content-Encoding": "gzip"})
    assert body_of(link.passed[0].request) == BODY
    assert link.passed[0].steps == {(STEP["transfer"], "offer")}


@pytest.mark.parametrize(
    ("fate", "heard"),
    [(Fate.LOST, 0), (Fate.CUT, 0), (Fate.UNANSWERED, 1), (Fate.CUT_ANSWER, 1)],
)
def test_the_connection_breaks_off(link, behind, fate, heard):
    link.weather.fate = lambda message: fate
    with pytest.raises((OSError, http.client.HTTPException)):
        ask(link)
    assert len(behind.heard) == heard


def test_a_link_that_is_cut_answers_nobody_until_it_is_back(link, behind):
    link.weather.cut.add("A")
    with pytest.raises((OSError, http.client.HTTPException)):
        ask(link)
    link.weather.clear()
    assert ask(link) == b"answer 1 to %d bytes" % len(BODY)


def test_delivered_twice_and_answered_once(link, behind):
    link.weather.fate = lambda message: Fate.TWICE
    assert ask(link) == b"answer 1 to %d bytes" % len(BODY)
    assert behind.heard == [BODY, BODY]


def test_answered_with_what_was_said_before(link, behind):
    first = ask(link)
    link.weather.fate = lambda message: Fate.OLD_ANSWER
    assert ask(link, b"something else") == first
    assert behind.heard == [BODY, b"something else"]


def test_overtaken_by_the_next(link, behind):
    fates = iter([Fate.OVERTAKEN, Fate.PASSES])
    link.weather.fate, link.weather.delay_seconds = lambda message: next(fates), 5.0
    came = threading.Event()
    link.weather.before = lambda message: came.set()
    slow = threading.Thread(target=ask, args=[link, b"first"])
    slow.start()
    assert came.wait(5)
    ask(link, b"second")
    slow.join()
    assert behind.heard == [b"second", b"first"]


def test_a_bit_flipped(link, behind):
    link.weather.fate = lambda message: Fate.GARBLED
    ask(link)
    (heard,) = behind.heard
    assert [one ^ other for one, other in zip(heard, BODY, strict=True)] == [0] * (len(BODY) - 1) + [1]


def test_hooks_stand_before_and_after_the_node(link, behind):
    order = []
    link.weather.before = lambda message: order.append(("before", len(behind.heard)))
    link.weather.after = lambda message: order.append(("after", len(behind.heard)))
    ask(link)
    assert order == [("before", 0), ("after", 1)]


def test_a_node_that_is_gone_breaks_off(link, behind):
    link.port_behind = 1
    with pytest.raises((OSError, http.client.HTTPException)):
        ask(link)
    assert behind.heard == []


def test_flips_where_it_is_told():
    assert flipped(b"POST / HTTP/1.1\r\n\r\nabc", 1) == b"POST / HTTP/1.1\r\n\r\nacc"
    assert flipped(b"GET / HTTP/1.1\r\n\r\n") == b"GET / HTTP/1.1\r\n\r\n"


def test_what_is_no_paper_says_nothing():
    assert steps_in(b"POST / HTTP/1.1\r\n\r\neyJ.eyJ4.x and eyJhbGciOiJub25lIn0.eyJhIjoxfQ.x") == frozenset()
