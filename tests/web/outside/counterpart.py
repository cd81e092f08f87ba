"""A service outside on loopback, that says whatever a test lets it say."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from volunteercloud.core.providers import Provider

KEY, STRANGE_KEY = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))
DISCOVERY = "/.well-known/openid-configuration"


@dataclass
class Counterpart:
    """``said`` is put into each token, ``metadata`` into its description; ``signed`` makes a token of what it says."""

    port: int
    said: dict[str, Any] = field(default_factory=lambda: {"sub": "guyu-1"})
    metadata: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    sent: dict[str, str] = field(default_factory=dict)
    exchanged: list[dict[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def provider(self, **said: Any) -> Provider:
        named = {"id": "city", "name": "青禾统一身份", "client_id": "us", "secret": "s3cret", "server": self.address}
        return Provider(**named, origins=(self.address,), **said)

    def arrive(self, address: str) -> dict[str, str]:
        """Somebody is sent here and signs in: what they bring back."""
        self.sent = dict(parse_qsl(urlsplit(address).query))
        return {"code": "of-guyu", "state": self.sent["state"]}

    def signed(self) -> str:
        now = int(time.time())
        said = {"iss": self.address, "aud": "us", "iat": now, "exp": now + 60, "nonce": self.sent.get("nonce")}
        return jwt.encode({"alg": "RS256", "kid": "one"}, said | self.said, self.key)

    def answer(self, method: str, path: str, body: str) -> Any:
        match (method, path):
            case ("GET", "/.well-known/openid-configuration"):
                places = {
                    f"{name}_endpoint": f"{self.address}/{name}" for name in ("authorization", "token", "userinfo")
                }
                return {"issuer": self.address, "jwks_uri": f"{self.address}/jwks", **places, **self.metadata}
            case ("GET", "/jwks"):
                return KeySet([KEY]).as_dict(private=False)
            case ("GET", "/userinfo"):
                return {"sub": self.said["sub"], **self.userinfo}
            case ("POST", "/token"):
                return self._exchange({name: values[0] for name, values in parse_qs(body).items()})
        return None

    def _exchange(self, asked: dict[str, str]) -> Any:
        challenge = hashlib.sha256(asked["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != self.sent["code_challenge"]:
            return None
        self.exchanged.append(asked)
        return {"access_token": "of-guyu", "token_type": "Bearer", "id_token": self.signed()}


@contextmanager
def running() -> Iterator[Counterpart]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, body: str) -> None:
            said = counterpart.answer(self.command, urlsplit(self.path).path, body)
            self.send_response(200 if said else 400)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    counterpart = Counterpart(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield counterpart
    server.shutdown()
    server.server_close()
    thread.join()
