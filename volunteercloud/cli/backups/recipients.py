"""For whom backups are sealed, and with what they are opened.

Named recipients are public keys whose private halves are kept offline. Where none is named it is a key derived from the
master key, which every restore needs anyway.
"""

import base64
import binascii
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings

from volunteercloud.cli.problem import Problem
from volunteercloud.core import keys

PUBLIC, PRIVATE = "vcb-public-", "vcb-private-"
PURPOSE = "backup"


def made() -> tuple[str, str]:
    """A new pair as it is written down: the private and the public key."""
    private = X25519PrivateKey.generate()
    return f"{PRIVATE}{_text(private.private_bytes_raw())}", written(private.public_key())


def written(key: X25519PublicKey) -> str:
    return f"{PUBLIC}{_text(key.public_bytes_raw())}"


def named() -> list[X25519PublicKey]:
    """The recipients of what is taken here."""
    if settings.BACKUP_RECIPIENTS:
        return [X25519PublicKey.from_public_bytes(_read(PUBLIC, one)) for one in settings.BACKUP_RECIPIENTS]
    return [own(keys.current_version()).public_key()]


def own(version: int) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(keys.key_for(PURPOSE, version))


def identities(file: Path | None) -> list[X25519PrivateKey]:
    """What backups are opened with: the keys of a file, a line each, and those of the master key."""
    lines = file.read_text().split() if file else []
    given = [X25519PrivateKey.from_private_bytes(_read(PRIVATE, line)) for line in lines]
    return given + [own(version) for version in keys.versions()]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read(kind: str, text: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(text.removeprefix(kind) + "=")
    except (binascii.Error, ValueError):
        raw = b""
    if not text.startswith(kind) or len(raw) != 32:
        raise Problem(
            f"This is no key that begins with {kind}: {text[: len(kind)]}…", "Make a pair: volunteercloud backup keys"
        )
    return raw
