"""SMS adapters. `settings.SMS_ADAPTER` names one; each is made without arguments and sends one text to one phone.

An adapter raises `Unreachable` when it may work later and `Undeliverable` when it never will.
"""

import hashlib
import hmac
import http.client
import json
import sys
import time
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

SECONDS_TO_ANSWER = 10
SECONDS_A_SIGNATURE_HOLDS = 300


class Unreachable(Exception):
    """Not sent this time: the carrier is away or busy. Trying again may help."""


class Undeliverable(Exception):
    """Never to be sent: the carrier knows the address or the text and refuses it."""


class Adapter(Protocol):
    def send(self, *, phone: str, text: str, reference: str) -> None:
        """Send ``text`` to ``phone`` (E.164). ``reference`` is the same when a delivery is tried again."""


class FileAdapter:
    """Leaves each text as a file in the outbox of the data folder: for a laptop and for the demo."""

    def __init__(self) -> None:
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send(self, *, phone: str, text: str, reference: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self.folder / f"sms-{reference}.txt").write_text(f"To: {phone}\n\n{text}\n", encoding="utf-8")


class ConsoleAdapter:
    """Prints each text, for whoever watches the worker."""

    def send(self, *, phone: str, text: str, reference: str) -> None:
        sys.stdout.write(f"SMS {reference} to {phone}: {text}\n")


class HttpAdapter:
    """Hands each text to a gateway: POST of JSON `{"reference", "to", "text"}` to `settings.SMS_URL`.

    The gateway checks `X-Signature`, the hex HMAC-SHA256 under `settings.SMS_SECRET` of `X-Timestamp` (Unix seconds),
    a line feed and the body, refuses timestamps older than five minutes, and sends a reference once however often it
    arrives. It answers 2xx when it took the text over, 400 or 422 when it never will; anything else means "later".
    Redirects are not followed: a phone and its code go to the named host only.
    """

    NEVER = frozenset({400, 422})

    def __init__(self) -> None:
        self.address = urlsplit(settings.SMS_URL)
        self.secret = settings.SMS_SECRET.encode()
        if self.address.scheme not in {"http", "https"} or not self.secret:
            raise ValueError("HttpAdapter needs VOLUNTEERCLOUD_SMS_URL and VOLUNTEERCLOUD_SMS_SECRET")

    def send(self, *, phone: str, text: str, reference: str) -> None:
        body = json.dumps({"reference": reference, "to": phone, "text": text}).encode()
        status = self._post(body)
        if status in self.NEVER:
            raise Undeliverable(f"gateway answered {status}")
        if not 200 <= status < 300:
            raise Unreachable(f"gateway answered {status}")

    def _post(self, body: bytes) -> int:
        timestamp = str(int(time.time()))
        signature = hmac.new(self.secret, f"{timestamp}\n".encode() + body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Timestamp": timestamp, "X-Signature": signature}
        kind = http.client.HTTPSConnection if self.address.scheme == "https" else http.client.HTTPConnection
        connection = kind(self.address.hostname or "", self.address.port, timeout=SECONDS_TO_ANSWER)
        path = f"{self.address.path or '/'}{'?' + self.address.query if self.address.query else ''}"
        try:
            connection.request("POST", path, body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(type(error).__name__) from error
        finally:
            connection.close()


def is_signed(body: bytes, timestamp: str, signature: str) -> bool:
    """Whether a gateway sent this, signed as `HttpAdapter` signs what it sends, at most five minutes ago."""
    if not settings.SMS_SECRET or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    signed = hmac.new(settings.SMS_SECRET.encode(), f"{timestamp}\n".encode() + body, hashlib.sha256).hexdigest()
    is_recent = abs(time.time() - int(timestamp)) <= SECONDS_A_SIGNATURE_HOLDS
    return hmac.compare_digest(signed.encode(), signature.encode()) and is_recent
