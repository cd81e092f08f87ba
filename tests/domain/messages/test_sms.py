import hashlib
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from volunteercloud.domain.messages import sms

SECRET = "a secret that the gateway knows too"
TEXT = {"phone": "+8613900001234", "text": "【志愿云】473918", "reference": "r-1"}


@pytest.fixture
def gateway(settings):
    """A gateway on the loopback that keeps what it was sent and answers ``status``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.received.append((self.path, dict(self.headers), body))
            self.send_response(server.status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.received, server.status = [], 202
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/send?channel=2"
    settings.SMS_SECRET = SECRET
    yield server
    server.shutdown()
    server.server_close()


def test_gateway_gets_a_signed_text(gateway):
    sms.HttpAdapter().send(**TEXT)
    [(path, headers, body)] = gateway.received
    assert path == "/send?channel=2"
    assert json.loads(body) == {"reference": "r-1", "to": "+8613900001234", "text": "【志愿云】473918"}
    assert abs(int(headers["X-Timestamp"]) - time.time()) < 5
    signed = f"{headers['X-Timestamp']}\n".encode() + body
    assert headers["X-Signature"] == hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, sms.Undeliverable),
        (422, sms.Undeliverable),
        (302, sms.Unreachable),
        (401, sms.Unreachable),
        (429, sms.Unreachable),
        (500, sms.Unreachable),
    ],
)
def test_gateway_refuses(gateway, status, failure):
    gateway.status = status
    with pytest.raises(failure):
        sms.HttpAdapter().send(**TEXT)
    assert len(gateway.received) == 1


def test_gateway_away(settings):
    settings.SMS_URL, settings.SMS_SECRET = "http://127.0.0.1:1/", SECRET
    with pytest.raises(sms.Unreachable, match="ConnectionRefusedError"):
        sms.HttpAdapter().send(**TEXT)


@pytest.mark.parametrize(
    ("url", "secret"), [("", SECRET), ("ftp://sms.example/", SECRET), ("https://sms.example/", "")]
)
def test_gateway_without_settings(settings, url, secret):
    settings.SMS_URL, settings.SMS_SECRET = url, secret
    with pytest.raises(ValueError, match="VOLUNTEERCLOUD_SMS_URL"):
        sms.HttpAdapter()


def test_console(capsys):
    sms.ConsoleAdapter().send(**TEXT)
    assert capsys.readouterr().out == "SMS r-1 to +8613900001234: 【志愿云】473918\n"
