"""The keyring: purpose-bound keys derived from master keys, so that no key serves two ends.

A master key has a number, its version, which travels with what was sealed by it: whoever opens something knows with which
key. A new one is written with from a moment on that is said beforehand, so that every process knows it by then; everything
that was sealed before is sealed anew by `volunteercloud keys rotate` (docs/operations/keys.md).
"""

import hmac
import os
import time
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from volunteercloud.core.masters import MasterKey, Ring, Suite

# What signs in public, and what is found by a keyed hash, cannot follow to another master key by being written anew.
FIRST = 1
NONCE_BYTES = 12
TAG_BYTES = 16
HASHES: dict[Suite, tuple[str, type[HashAlgorithm]]] = {Suite.AES: ("sha256", SHA256), Suite.SM: ("sm3", SM3)}


def ring() -> Ring:
    return settings.MASTER_KEYS


def current_version(at: float | None = None) -> int:
    """With which master key is written now, or was ``at`` some second since 1970: the newest whose moment had come."""
    return ring().current(time.time() if at is None else at).version


def versions() -> list[int]:
    """Every master key that is known here, the one that is written with first."""
    return [master.version for master in ring().in_order(time.time())]


@cache
def derived(master: MasterKey, purpose: str, number: int) -> bytes:
    """32 bytes for one purpose and number (HKDF, RFC 5869, with the hash of the suite)."""
    info = f"volunteercloud/{purpose}/{number}".encode()
    return HKDF(algorithm=HASHES[master.suite][1](), length=32, salt=None, info=info).derive(master.secret)


def key_for(purpose: str, version: int) -> bytes:
    """The key of a purpose that master key ``version`` gives. Raises `masters.Unknown`."""
    return derived(ring().known(version), purpose, version)


def numbered(purpose: str, number: int, version: int) -> bytes:
    """The key of a purpose that counts its own keys: its ``number``, derived from master key ``version``."""
    return derived(ring().known(version), purpose, number)


def blind_index(purpose: str, value: str, version: int = FIRST) -> UUID:
    """A keyed hash to search by: HMAC, its first 16 bytes as a UUID. Without the key it tells nothing."""
    master = ring().known(version)
    key = derived(master, f"index/{purpose}", version)
    return UUID(bytes=hmac.digest(key, value.encode(), HASHES[master.suite][0])[:16])


def mac(purpose: str, message: bytes, length: int = 16, version: int | None = None) -> bytes:
    """A message authentication code for tokens that leave the house: HMAC, its first ``length`` bytes."""
    master = ring().known(version or current_version())
    key = derived(master, f"mac/{purpose}", master.version)
    return hmac.digest(key, message, HASHES[master.suite][0])[:length]


def is_mac(purpose: str, message: bytes, given: bytes) -> bool:
    """Whether a code is ours for this message, by whichever master key."""
    return any(hmac.compare_digest(given, mac(purpose, message, len(given), one)) for one in versions())


def seal(purpose: str, value: str, *, bound_to: bytes = b"") -> bytes:
    """Encrypt: version byte, nonce, ciphertext of AES-256-GCM or SM4-GCM; ``bound_to`` (e.g. the row's id) must be given again
    to open."""
    return seal_bytes(purpose, value.encode(), bound_to=bound_to)


def unseal(purpose: str, sealed: bytes | memoryview, *, bound_to: bytes = b"") -> str:
    """Decrypt what `seal` made. Raises `cryptography.exceptions.InvalidTag` if it was changed or moved to another row."""
    return unseal_bytes(purpose, sealed, bound_to=bound_to).decode()


def seal_bytes(purpose: str, value: bytes, *, bound_to: bytes = b"") -> bytes:
    """As `seal`, for what is no text: a picture."""
    version, nonce = current_version(), os.urandom(NONCE_BYTES)
    key = key_for(f"seal/{purpose}", version)
    if ring().known(version).suite is Suite.AES:
        return bytes([version]) + nonce + AESGCM(key).encrypt(nonce, value, bound_to)
    writing = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce)).encryptor()
    writing.authenticate_additional_data(bound_to)
    return bytes([version]) + nonce + writing.update(value) + writing.finalize() + writing.tag


def unseal_bytes(purpose: str, sealed: bytes | memoryview, *, bound_to: bytes = b"") -> bytes:
    """As `unseal`, for what `seal_bytes` made. Raises `masters.Unknown` where that master key is not here."""
    version, nonce, rest = sealed[0], bytes(sealed[1 : 1 + NONCE_BYTES]), bytes(sealed[1 + NONCE_BYTES :])
    key = key_for(f"seal/{purpose}", version)
    if ring().known(version).suite is Suite.AES:
        return AESGCM(key).decrypt(nonce, rest, bound_to)
    if len(rest) < TAG_BYTES:
        raise InvalidTag
    content, tag = rest[:-TAG_BYTES], rest[-TAG_BYTES:]
    reading = Cipher(algorithms.SM4(key[:16]), modes.GCM(nonce, tag)).decryptor()
    reading.authenticate_additional_data(bound_to)
    return reading.update(content) + reading.finalize()


def version_of(sealed: bytes | memoryview) -> int:
    """By which master key something was sealed."""
    return sealed[0]


def for_django(master: MasterKey) -> str:
    """The key that Django signs sessions and forms with."""
    return derived(master, "django", FIRST).hex()
