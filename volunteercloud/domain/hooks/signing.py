"""Signatures as Standard Webhooks 1.0 has them (https://www.standardwebhooks.com): HMAC with SHA-256."""

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
BYTES = 32  # of 24 to 64 that the specification allows


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def headers(sent: Iterable[str], event_id: str, body: str, at: datetime) -> dict[str, str]:
    """The three headers of one try at one moment, signed with each of the secrets."""
    moment = str(int(at.timestamp()))
    signed = f"{event_id}.{moment}.{body}".encode()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in sent),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
