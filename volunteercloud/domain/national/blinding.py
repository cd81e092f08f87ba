"""Asking for a keyed value without showing what it is of: an oblivious pseudorandom function over NIST P-256.

2HashDH: a text becomes a point P; whoever asks sends P times a random number, the holder of the key multiplies by the key,
and whoever asked takes the random number out again. Points travel as their x-coordinate alone, which is what the key
agreement of `cryptography` gives back: P and its mirror image come to the same value, and each step keeps them a pair. So
every multiplication is that library's, in constant time, and there is no arithmetic of curves here.

Each question goes with a decoy, whose answer is known from the holder's public key, in random order: a holder that answers
one node by another key is found out at every second question.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # SP 800-186, 3.2.1.3
POINT_BYTES = 32
POINT_DOMAIN = b"volunteercloud/registered/point/1\x00"
TOKEN_DOMAIN = b"volunteercloud/registered/token/1\x00"


class Wrong(Exception):
    """What came is no point, or no answer to what was asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was sent, and what only the asker knows: the random numbers, and which of the points is the decoy."""

    points: tuple[bytes, ...]
    text: bytes = field(repr=False)
    numbers: tuple[int, ...] = field(repr=False)
    decoy: int = field(repr=False)


def key_from(seed: bytes) -> int:
    """The holder's secret number: 64 bytes from 32, so that taking them modulo the order favours nothing."""
    return int.from_bytes(hashlib.sha512(TOKEN_DOMAIN + seed).digest()) % (ORDER - 1) + 1


def public_key(key: int) -> bytes:
    """What everybody may know of a key: the base point times the key."""
    return _x(ec.derive_private_key(key, CURVE).public_key())


def ask(text: bytes) -> Asked:
    """Blind a text: two points that tell nothing, one of the text and one of the base point."""
    numbers = (_number(), _number())
    points = (_times(numbers[0], _point_of(text)), public_key(numbers[1]))
    decoy = 1
    if secrets.randbits(1):
        points, numbers, decoy = points[::-1], numbers[::-1], 0
    return Asked(points, text, numbers, decoy)


def evaluate(key: int, points: Sequence[bytes]) -> list[bytes]:
    """The holder's part: each point times the key. `Wrong` for what is no point of the curve."""
    return [_times(key, _lifted(point)) for point in points]


def token(asked: Asked, answers: Sequence[bytes], holder: bytes) -> UUID:
    """The value, from the answers of the holder with this public key. `Wrong` where the decoy's answer is not that key's."""
    if len(answers) != len(asked.points):
        raise Wrong("Each point has one answer.")
    if answers[asked.decoy] != _times(asked.numbers[asked.decoy], _lifted(holder)):
        raise Wrong("The answer was not made with the key that the holder is known by.")
    own = 1 - asked.decoy
    unblinded = _times(pow(asked.numbers[own], -1, ORDER), _lifted(answers[own]))
    length = len(asked.text).to_bytes(4, "big")
    return UUID(bytes=hashlib.sha256(TOKEN_DOMAIN + length + asked.text + unblinded).digest()[:16])


def _number() -> int:
    return secrets.randbelow(ORDER - 1) + 1


def _point_of(text: bytes) -> ec.EllipticCurvePublicKey:
    """A point that follows from the text, and whose logarithm nobody knows: hashes in a row until one is a coordinate."""
    for attempt in range(256):
        candidate = hashlib.sha256(POINT_DOMAIN + bytes([attempt]) + text).digest()
        try:
            return _lifted(candidate)
        except Wrong:
            continue
    raise AssertionError("of 256 hashes one is a coordinate, but for a chance of 1 in 2 to the 256th")


def _lifted(x: bytes) -> ec.EllipticCurvePublicKey:
    """One of the two points with this coordinate; the other leads to the same values."""
    if len(x) != POINT_BYTES:
        raise Wrong("A point is told by 32 bytes.")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, b"\x02" + x)
    except ValueError:
        raise Wrong("These bytes are no point of the curve.") from None


def _times(number: int, point: ec.EllipticCurvePublicKey) -> bytes:
    return ec.derive_private_key(number, CURVE).exchange(ec.ECDH(), point)


def _x(point: ec.EllipticCurvePublicKey) -> bytes:
    return point.public_numbers().x.to_bytes(POINT_BYTES, "big")
