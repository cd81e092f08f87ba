"""Master keys and where they come from: the environment, a command such as that of a key service, or files of the data folder.

A key is written `2:sm:BASE64@2026-11-25T00:00Z`: its version, its suite, 32 bytes, and the moment from which it is written
with. All but the bytes may be left out: BASE64 alone is version 1, of suite aes, and written with at once.
"""

import base64
import binascii
import os
import re
import secrets
import shlex
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidTag

NAME = "VOLUNTEERCLOUD_MASTER_KEY"
COMMAND = "VOLUNTEERCLOUD_MASTER_KEY_COMMAND"
SECRET_BYTES = 32
MOST_VERSIONS = 255  # a byte of everything that is sealed
COMMAND_SECONDS = 30
# A process that meets a key it does not know looks again, but not more often than this.
SECONDS_BETWEEN_LOOKS = 5.0
WRITTEN = re.compile(
    r"(?:(?P<version>[1-9]\d{0,2}):)?(?:(?P<suite>[a-z]+):)?(?P<secret>[A-Za-z0-9+/]{43}=)(?:@(?P<begins>\S+))?"
)


class Suite(StrEnum):
    """AES-256-GCM and SHA-256, or the national SM4-GCM and SM3 (GB/T 32907, GB/T 32905)."""

    AES = "aes"
    SM = "sm"


class Unknown(InvalidTag):
    """A master key of this version is not here: nothing that was sealed with it can be opened, as if it had been changed."""

    def __init__(self, version: int) -> None:
        super().__init__(f"master key {version} is not known here")
        self.version = version


@dataclass(frozen=True, slots=True)
class MasterKey:
    version: int
    secret: bytes
    suite: Suite = Suite.AES
    begins: float = 0.0  # seconds since 1970

    def __repr__(self) -> str:
        return f"MasterKey(version={self.version}, suite={self.suite})"

    def written(self) -> str:
        text = f"{self.version}:{self.suite}:{base64.b64encode(self.secret).decode()}"
        return f"{text}@{datetime.fromtimestamp(self.begins, UTC):%Y-%m-%dT%H:%M:%SZ}" if self.begins else text


def made(version: int, suite: Suite, begins: float) -> MasterKey:
    return MasterKey(version, secrets.token_bytes(SECRET_BYTES), suite, begins)


def read(text: str) -> dict[int, MasterKey]:
    """The keys that a text holds, between commas, spaces or ends of lines. Raises `ValueError`, which repeats nothing of them."""
    found = [_one(part) for part in re.split(r"[\s,]+", text.strip()) if part]
    kept = {key.version: key for key in found}
    if len(kept) < len(found):
        raise ValueError("two master keys have one version")
    return kept


def _one(part: str) -> MasterKey:
    said = WRITTEN.fullmatch(part)
    if said is None:
        raise ValueError("a master key is 32 bytes in base64, with its version and suite before it: 2:aes:BASE64")
    version = int(said["version"] or 1)
    if version > MOST_VERSIONS or said["suite"] not in (None, *Suite):
        raise ValueError(f"a master key has a version up to {MOST_VERSIONS} and a suite out of {', '.join(Suite)}")
    try:
        secret = base64.b64decode(said["secret"], validate=True)
    except binascii.Error:
        raise ValueError("a master key is not in base64") from None
    begins = datetime.fromisoformat(said["begins"]) if said["begins"] else None
    if begins is not None and begins.tzinfo is None:
        raise ValueError("the moment from which a master key is written with needs its time zone, such as Z")
    return MasterKey(version, secret, Suite(said["suite"] or Suite.AES), begins.timestamp() if begins else 0.0)


class Ring:
    """All master keys of an installation. Thread-safe: what is read is replaced whole."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self._environment = environment
        self.folder = folder
        self._looked = time.monotonic()
        self.keys = self._read()

    @property
    def is_of_files(self) -> bool:
        return not any(self._environment.get(name) for name in (NAME, COMMAND))

    def known(self, version: int) -> MasterKey:
        """Raises `Unknown`. A key that came after this process began is looked for once more."""
        found = self.keys.get(version)
        if found is None and time.monotonic() - self._looked > SECONDS_BETWEEN_LOOKS:
            self.look_again()
            found = self.keys.get(version)
        if found is None:
            raise Unknown(version)
        return found

    def look_again(self) -> None:
        self._looked = time.monotonic()
        self.keys = self._read()

    def current(self, now: float) -> MasterKey:
        """The newest whose moment has come; where none has, the oldest."""
        known = self.keys
        return known[max((version for version, key in known.items() if key.begins <= now), default=min(known))]

    def in_order(self, now: float) -> list[MasterKey]:
        """All of them, the one that is written with first, then from the newest."""
        first = self.current(now)
        return [first, *(self.keys[version] for version in sorted(self.keys, reverse=True) if version != first.version)]

    def _read(self) -> dict[int, MasterKey]:
        if self._environment.get(NAME):
            return read(self._environment[NAME])
        if command := self._environment.get(COMMAND):
            return read(_told_by(command))
        first = first_of(self.folder)
        rest = (path.read_text() for path in sorted(self.folder.glob("master.[0-9]*.key")))
        return {1: first} | read("\n".join(rest))


def _told_by(command: str) -> str:
    told = subprocess.run(  # noqa: S603  what the operator set
        shlex.split(command), check=True, capture_output=True, text=True, timeout=COMMAND_SECONDS
    )
    return told.stdout


def first_of(folder: Path) -> MasterKey:
    """The key that an installation begins with, made on first use and readable by its owner only."""
    path = folder / "master.key"
    if not path.exists():
        keep(path, secrets.token_bytes(SECRET_BYTES))
    return MasterKey(1, path.read_bytes())


def keep(path: Path, content: bytes) -> None:
    """Write a key down where none is yet; if another process was first, its key is the key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.draft")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
