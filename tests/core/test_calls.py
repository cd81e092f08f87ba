import socket
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread

import pytest

from volunteercloud.core import calls

INTRANET = calls.networks("10.20.0.0/16 fd00:20::/32", "https://qinghe.example")


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("10.20.3.4", True),
        ("fd00:20::9", True),
        ("10.21.0.1", False),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.20.0.1", True),
        ("fe80::1%eth0", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::1", False),
        ("2001:0:53aa:64c:0:1:f5ff:fffe", False),
        ("ff02::1", False),
    ],
)
def test_which_addresses_somebody_s_word_is_enough_for(address, is_allowed):
    assert calls.is_allowed(address, INTRANET) == is_allowed


def test_a_name_that_nobody_answers_for_takes_no_longer_than_the_whole(monkeypatch):
    asked, may_answer = Event(), Event()

    def resolve(*_asked, **_more):
        asked.set()
        may_answer.wait(60)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    try:
        with pytest.raises(calls.Unanswered) as reason:
            calls.ask("GET", "http://qinghe.example/", headers={}, seconds=0.2, most_bytes=10, allowed=None)
    finally:
        may_answer.set()
    assert (reason.value.code, asked.is_set()) == ("timeout", True)


def test_a_name_that_is_none_is_unreachable(monkeypatch):
    def resolve(*_asked, **_more):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(calls.Unanswered) as reason:
        calls.ask("GET", "http://qinghe.example/", headers={}, seconds=10, most_bytes=10, allowed=None)
    assert reason.value.code == "unreachable"


@pytest.mark.parametrize(
    ("text", "site_url", "allowed"),
    [
        ("", "https://qinghe.example", ()),
        ("", "http://localhost:8000", calls.THIS_MACHINE),
        ("", "http://127.0.0.1.qinghe.example", ()),
        ("10.20.0.0/16  fd00:20::/32", "http://localhost:8000", INTRANET),
    ],
)
def test_a_site_on_its_own_machine_may_ask_that(text, site_url, allowed):
    assert calls.networks(text, site_url) == allowed


def test_what_is_no_network_is_no_setting():
    with pytest.raises(ValueError, match=r"10\.20\.0\.1/16"):
        calls.networks("10.20.0.1/16", "https://qinghe.example")


@contextmanager
def server(status=200, **headers):
    class Answering(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.headers["Host"])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_):
            pass

    asked = []
    with HTTPServer(("127.0.0.1", 0), Answering) as listening:
        Thread(target=listening.serve_forever, daemon=True).start()
        yield listening.server_port, asked
        listening.shutdown()


@pytest.fixture
def named(monkeypatch):
    """Let every name stand for these addresses, the first list for the first who asks."""

    def stand_for(*answers):
        left = list(answers)

        def resolve(host, port, *_, **__):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in left.pop(0)]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        return left

    return stand_for


def ask(url, allowed=()):
    return calls.ask("GET", url, headers={}, seconds=5, most_bytes=100, allowed=allowed)


def why_not(url, allowed=()):
    with pytest.raises(calls.Unanswered) as refused:
        ask(url, allowed)
    return refused.value.code


def test_a_name_that_stands_for_this_machine_is_not_asked(named):
    with server() as (port, asked):
        named(["127.0.0.1"], ["127.0.0.1", "192.168.1.1"])
        assert [why_not(f"{scheme}://hanlu.example:{port}/") for scheme in ("http", "https")] == ["forbidden"] * 2
    assert asked == []


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]"])
def test_however_this_machine_is_written(host):
    with server() as (port, asked):
        assert why_not(f"http://{host}:{port}/") == "forbidden"
    assert asked == []


def test_of_several_addresses_those_that_may_be_are_asked_and_a_name_is_looked_up_once(named):
    with server() as (port, asked):
        left = named(["10.0.0.1", "127.0.0.1"], ["127.0.0.1"], ["never"])
        assert ask(f"http://hanlu.example:{port}/", calls.networks("127.0.0.0/8", "")).status == 200
    # The connection itself asks for the number, which is what it is.
    assert (asked, left) == ([f"hanlu.example:{port}"], [["never"]])


def test_a_redirection_is_an_answer_and_not_followed():
    with server(302, Location="http://127.0.0.1:1/") as (port, asked):
        assert ask(f"http://127.0.0.1:{port}/", calls.THIS_MACHINE).status == 302
    assert len(asked) == 1


def test_what_an_operator_set_may_stand_anywhere():
    with server() as (port, _asked):
        assert ask(f"http://127.0.0.1:{port}/", None).status == 200


def test_many_addresses_get_no_more_time_than_one(named, monkeypatch):
    """Whoever names five machines that swallow what is sent to them holds us up no longer than with one."""

    def swallow(_address, timeout):
        given.append(timeout)
        clock[0] += timeout
        raise TimeoutError

    given, clock = [], [100.0]
    named(["127.0.0.1"] * 5)
    monkeypatch.setattr(calls.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(socket, "create_connection", swallow)
    assert (why_not("http://hanlu.example/", calls.THIS_MACHINE), given) == ("timeout", [5.0])


def test_without_a_bound_the_answer_itself_is_not_read():
    with server(**{"X-Said": "word"}) as (port, _asked):
        reply = calls.ask(
            "GET", f"http://127.0.0.1:{port}/", headers={}, seconds=5, most_bytes=None, allowed=calls.THIS_MACHINE
        )
    assert (reply.status, reply.headers["x-said"], reply.body) == (200, "word", b"")
