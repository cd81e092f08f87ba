"""A stream that only the holder of a private key can read, and nobody can change, cut or reorder unseen.

The server knows public keys alone, so whoever takes it over reads no old backup. Each stream has a fresh key, wrapped for
every recipient by X25519 and HKDF-SHA256, and goes in chunks of AES-256-GCM. A chunk's nonce is its place and whether it is
the last one; what the stream is (``context``) and the whole header are bound into every chunk.
"""

import hashlib
import io
import os
from collections.abc import Sequence
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

MAGIC = b"vcloud-backup/1\n"
CHUNK = 1024 * 1024
TAG = 16
NO_NONCE = bytes(12)  # of a key that wraps one thing once
ID = 8
WRAPPED = ID + 32 + 32 + TAG
MOST_RECIPIENTS = 16


class Sealed(io.RawIOBase):
    """What is written to it goes to ``sink`` sealed for ``recipients``; whole only once it is closed."""

    def __init__(self, sink: BinaryIO, recipients: Sequence[X25519PublicKey], context: str) -> None:
        if not 1 <= len(recipients) <= MOST_RECIPIENTS:
            raise ValueError(f"A stream is sealed for 1 to {MOST_RECIPIENTS} recipients.")
        key = os.urandom(32)
        header = MAGIC + bytes([len(recipients)]) + b"".join(_wrapped(key, one) for one in recipients)
        self.sink = sink
        self.cipher = AESGCM(key)
        self.bound = _bound(header, context)
        self.waiting = bytearray()
        self.place = 0
        sink.write(header)

    def writable(self) -> bool:
        return True

    def write(self, content: bytes | memoryview) -> int:
        self.waiting += content
        # The last chunk is told from the others, so one is held back until it is known not to be it.
        done = 0
        while len(self.waiting) - done > CHUNK:
            self._send(bytes(self.waiting[done : done + CHUNK]), is_last=False)
            done += CHUNK
        del self.waiting[:done]
        return len(content)

    def finish(self) -> None:
        """End the stream. One that is only closed stays cut short, and is refused by whoever opens it."""
        self._send(bytes(self.waiting), is_last=True)
        self.waiting.clear()

    def _send(self, chunk: bytes, *, is_last: bool) -> None:
        self.sink.write(self.cipher.encrypt(_nonce(self.place, is_last=is_last), chunk, self.bound))
        self.place += 1


class Opened(io.RawIOBase):
    """What `Sealed` was given, read from ``source`` with the first of ``identities`` that it was sealed for.

    Refused (`Refused`, codes ``backup.…``) where it is no such stream, where none of the keys opens it, where a byte was
    changed, and where its end is missing or something follows it.
    """

    def __init__(self, source: BinaryIO, identities: Sequence[X25519PrivateKey], context: str) -> None:
        self.source = source
        header = _exactly(source, len(MAGIC) + 1)
        if not header.startswith(MAGIC):
            raise Refused("backup.unknown_form", _("This is no part of a backup of ours."))
        header += _exactly(source, header[-1] * WRAPPED)
        self.cipher = AESGCM(_unwrapped(header[len(MAGIC) + 1 :], identities))
        self.bound = _bound(header, context)
        self.place = 0
        self.ahead = _up_to(source, CHUNK + TAG)
        self.left = b""
        self.is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:
        if not self.left and not self.is_over:
            self._open_next()
        count = min(len(buffer), len(self.left))
        buffer[:count] = self.left[:count]
        self.left = self.left[count:]
        return count

    def _open_next(self) -> None:
        sealed, self.ahead = self.ahead, _up_to(self.source, CHUNK + TAG)
        self.is_over = not self.ahead
        try:
            self.left = memoryview(self.cipher.decrypt(_nonce(self.place, is_last=self.is_over), sealed, self.bound))
        except InvalidTag:
            raise self._why(sealed) from None
        self.place += 1

    def _why(self, sealed: bytes) -> Refused:
        """A whole chunk that is not the last stands at the end of what was cut off; everything else was changed."""
        if self.is_over:
            try:
                self.cipher.decrypt(_nonce(self.place, is_last=False), sealed, self.bound)
            except InvalidTag:
                pass
            else:
                return Refused("backup.cut_short", _("The end of a part of the backup is missing."))
        return Refused(
            "backup.damaged",
            _("A part of the backup was changed or cut, or is not the part that its name says."),
            next_step=_("Use another backup, and find out who can write to where they are kept."),
        )


def key_id(key: X25519PublicKey) -> bytes:
    return hashlib.sha256(key.public_bytes_raw()).digest()[:ID]


def _wrapped(key: bytes, recipient: X25519PublicKey) -> bytes:
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    secret = _shared(once.exchange(recipient), public, recipient)
    return key_id(recipient) + public + AESGCM(secret).encrypt(NO_NONCE, key, None)


def _unwrapped(wrapped: bytes, identities: Sequence[X25519PrivateKey]) -> bytes:
    ours = {key_id(identity.public_key()): identity for identity in identities}
    for start in range(0, len(wrapped), WRAPPED):
        one = wrapped[start : start + WRAPPED]
        identity = ours.get(one[:ID])
        if identity is None:
            continue
        public = one[ID : ID + 32]
        try:
            shared = identity.exchange(X25519PublicKey.from_public_bytes(public))
            return AESGCM(_shared(shared, public, identity.public_key())).decrypt(NO_NONCE, one[ID + 32 :], None)
        except (InvalidTag, ValueError):
            raise Refused("backup.damaged", _("The beginning of a part of the backup was changed.")) from None
    raise Refused(
        "backup.other_key",
        _("None of the keys given opens this backup."),
        next_step=_("Give the private key of one of its recipients, or the master key it was taken under."),
    )


def _shared(secret: bytes, once: bytes, recipient: X25519PublicKey) -> bytes:
    salt = once + recipient.public_bytes_raw()
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=MAGIC).derive(secret)


def _bound(header: bytes, context: str) -> bytes:
    return hashlib.sha256(header).digest() + context.encode()


def _nonce(place: int, *, is_last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes([is_last])


def _exactly(source: BinaryIO, size: int) -> bytes:
    found = _up_to(source, size)
    if len(found) != size:
        raise Refused("backup.cut_short", _("The end of a part of the backup is missing."))
    return found


def _up_to(source: BinaryIO, size: int) -> bytes:
    """``size`` bytes, or as many as there are: a read may give fewer than asked for before the end."""
    found = source.read(size)
    while len(found) < size and (more := source.read(size - len(found))):
        found += more
    return found
