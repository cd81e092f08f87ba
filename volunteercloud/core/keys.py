"""The keyring: purpose-bound keys derived from one master key, so that no key serves two ends.

The master key is `VOLUNTEERCLOUD_MASTER_KEY` (base64 of 32 bytes) or, on a laptop, a file made on first use in the
data folder. A key's version travels with what it made, so that a rotation adds a version instead of rewriting rows.
"""

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

CURRENT_VERSION = 1


def master_key_from(environment: str | None, folder: Path) -> bytes:
    """The master key: from the environment, else from ``folder``/master.key, which is made readable by its owner only."""
    if environment:
        key = base64.b64decode(environment)
        if len(key) != 32:
            raise ValueError("VOLUNTEERCLOUD_MASTER_KEY must be the base64 of 32 bytes")
        return key
    path = folder / "master.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f"master.{os.getpid()}.draft"
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(32))
        # link() fails if another process was first; then its key is the key.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()


@cache
def _master() -> bytes:
    return settings.MASTER_KEY


@cache
def derived(master: bytes, purpose: str, version: int = CURRENT_VERSION) -> bytes:
    """32 bytes for one purpose and version (HKDF-SHA256)."""
    info = f"volunteercloud/{purpose}/{version}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(master)


def key_for(purpose: str, version: int = CURRENT_VERSION) -> bytes:
    return derived(_master(), purpose, version)


def blind_index(purpose: str, value: str, version: int = CURRENT_VERSION) -> UUID:
    """A keyed hash to search by: HMAC-SHA256, its first 16 bytes as a UUID. Without the key it tells nothing."""
    return UUID(bytes=hmac.digest(key_for(f"index/{purpose}", version), value.encode(), hashlib.sha256)[:16])


def mac(purpose: str, message: bytes, length: int = 16) -> bytes:
    """A message authentication code for tokens that leave the house: HMAC-SHA256, its first ``length`` bytes."""
    return hmac.digest(key_for(f"mac/{purpose}"), message, hashlib.sha256)[:length]


def seal(purpose: str, value: str, *, bound_to: bytes = b"") -> bytes:
    """Encrypt: version byte, nonce, AES-256-GCM ciphertext; ``bound_to`` (e.g. the row's id) must be given again to open."""
    return seal_bytes(purpose, value.encode(), bound_to=bound_to)


def unseal(purpose: str, sealed: bytes | memoryview, *, bound_to: bytes = b"") -> str:
    """Decrypt what `seal` made. Raises `cryptography.exceptions.InvalidTag` if it was changed or moved to another row."""
    return unseal_bytes(purpose, sealed, bound_to=bound_to).decode()


def seal_bytes(purpose: str, value: bytes, *, bound_to: bytes = b"") -> bytes:
    """As `seal`, for what is no text: a picture."""
    nonce = os.urandom(12)
    cipher = AESGCM(key_for(f"seal/{purpose}"))
    return bytes([CURRENT_VERSION]) + nonce + cipher.encrypt(nonce, value, bound_to)


def unseal_bytes(purpose: str, sealed: bytes | memoryview, *, bound_to: bytes = b"") -> bytes:
    """As `unseal`, for what `seal_bytes` made."""
    sealed = bytes(sealed)
    cipher = AESGCM(key_for(f"seal/{purpose}", sealed[0]))
    return cipher.decrypt(sealed[1:13], sealed[13:], bound_to)
