"""A real-name service on the loopback, written from docs/api/real-name.md alone: it shares no code with ours."""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "a secret of the tests, 32 bytes long"


def digest_of(body):
    return "sha-256=:" + base64.b64encode(hashlib.sha256(body).digest()).decode() + ":"


def hmac_of(secret, text):
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


class RealNameServer(ThreadingHTTPServer):
    """``behave`` names what it does; ``questions`` are those it believed, as (path, headers, object)."""

    daemon_threads = True

    def __init__(self, at):
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/verify"
        self.now = at.timestamp()
        self.behave = "matched"
        self.secret = SECRET
        self.questions = []
        self.nonces = set()
        self.recorded = None
        self.stop = threading.Event()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self.stop.set()
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signature = self.believed(body)
        if signature is None:
            self.answer(401, {"error": "signature"}, "")
            return
        question = json.loads(body)
        self.server.questions.append((self.path, dict(self.headers), question))
        self.respond(question, signature)

    def believed(self, body):
        """The question's signature if it is one, fresh and new."""
        parameters = self.headers["Signature-Input"].removeprefix("volunteercloud=")
        lines = [
            '"@method": POST',
            f'"@target-uri": {self.server.url}',
            f'"content-digest": {digest_of(body)}',
            f'"content-type": {self.headers["Content-Type"]}',
            f'"idempotency-key": {self.headers["Idempotency-Key"]}',
            f'"@signature-params": {parameters}',
        ]
        signature = hmac_of(SECRET, "\n".join(lines))
        nonce = re.search(r';nonce="([^"]+)"', parameters)[1]
        created = int(re.search(r";created=(\d+)", parameters)[1])
        fresh = abs(created - self.server.now) <= 300 and nonce not in self.server.nonces
        self.server.nonces.add(nonce)
        return signature if fresh and self.headers["Signature"] == f"volunteercloud=:{signature}:" else None

    def respond(self, question, signature):
        behave = self.server.behave
        good = {"request_id": question["request_id"], "result": "matched", "level": 1, "reference": "A-1"}
        if behave == "replay" and self.server.recorded:
            self.send(*self.server.recorded)
        elif behave == "silent":
            self.server.stop.wait(5)
        elif behave == "drip":
            self.drip()
        elif behave == "redirect":
            self.answer(307, good, signature, extra={"Location": self.server.url})
        elif isinstance(behave, int):
            self.answer(behave, {"error": "away"}, signature)
        elif isinstance(behave, bytes):
            self.answer(200, behave, signature)
        elif isinstance(behave, dict):
            self.answer(200, good | behave, signature)
        else:
            self.answer(200, good, signature)

    def answer(self, status, content, signature, extra=None):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        created = int(self.server.now) - (301 if self.server.behave == "old" else 0)
        components = '("@status" "content-digest" "signature";req;key="volunteercloud")'
        parameters = f'{components};created={created};keyid="real-name";alg="hmac-sha256"'
        lines = [
            f'"@status": {status}',
            f'"content-digest": {digest_of(body)}',
            f'"signature";req;key="volunteercloud": :{signature}:',
            f'"@signature-params": {parameters}',
        ]
        headers = {
            "Content-Digest": digest_of(body),
            "Signature-Input": f"provider={parameters}",
            "Signature": f"provider=:{hmac_of(self.server.secret, chr(10).join(lines))}:",
        } | (extra or {})
        if self.server.behave == "unsigned":
            headers = {}
        if self.server.behave == "changed":
            body = body.replace(b'"level": 1', b'"level": 2')
        self.server.recorded = self.server.recorded or (status, headers, body)
        self.send(status, headers, body)

    def send(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self):
        """A byte of a header now and then: each wait is short, all together are long."""
        while not self.server.stop.is_set():
            try:
                self.wfile.write(b"H")
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)
