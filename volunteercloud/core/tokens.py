"""Signed codes that go into QR pictures: short, checked without a database, useless when changed.

A token is base64url of: the payload, then 10 bytes of HMAC. The payload's meaning belongs to the purpose it is signed
for; a token signed for one purpose is a forgery for any other.
"""

import base64
import binascii

from . import keys

MAC_BYTES = 10  # 80 bits: an online guess succeeds once in 10^24 tries


class Forged(Exception):
    """Not a token of ours for this purpose: malformed, changed, or made for something else."""


def sign(purpose: str, payload: bytes) -> str:
    return sealed(payload, keys.mac(purpose, payload, MAC_BYTES))


def verify(purpose: str, token: str) -> bytes:
    """The payload of a token of ours. Raises `Forged`."""
    payload, given = opened(token)
    if not payload or len(given) != MAC_BYTES or not keys.is_mac(purpose, payload, given):
        raise Forged
    return payload


def sealed(payload: bytes, mac: bytes) -> str:
    """A token of a payload and its code of `MAC_BYTES`, by whatever key that was made."""
    return base64.urlsafe_b64encode(payload + mac).rstrip(b"=").decode()


def opened(token: str) -> tuple[bytes, bytes]:
    """What a token says and the code it gives, unchecked. Raises `Forged` for what is no token at all."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (UnicodeEncodeError, binascii.Error, ValueError):
        raise Forged from None
    return raw[:-MAC_BYTES], raw[-MAC_BYTES:]
