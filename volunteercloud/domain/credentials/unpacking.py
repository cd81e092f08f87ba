"""Opening a ZIP file that a stranger sent: bounded in every way before anything in it is believed.

What the file says about itself is a claim: sizes are counted while it is read, and a name must be one of ours.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

LARGEST_FILE = 32_000_000
MOST_UNPACKED = 256_000_000
MOST_FILES = 500
# Folders one deep, plain letters: no "..", no drive, no backslash, nothing that two systems would read in two ways.
PATH = re.compile(r"(?:[a-z0-9-]{1,40}/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SYMBOLIC_LINK = 0o120000
CHUNK = 1 << 16


class Unsafe(Exception):
    """It can't be opened, or would do harm if it were. ``code`` says what is wrong with it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Opened:
    """The files of a ZIP by their names, each read within its bounds and no further."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises `Unsafe`: `copy.no_zip`, `copy.too_many`, `copy.path`, `copy.doubled`, `copy.locked`, `copy.too_large`."""
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
            raise Unsafe("copy.no_zip") from None
        entries = self._zip.infolist()
        if len(entries) > MOST_FILES:
            raise Unsafe("copy.too_many")
        self._entries: dict[str, zipfile.ZipInfo] = {}
        seen: set[str] = set()
        for entry in entries:
            _check(entry)
            if entry.filename.lower() in seen:
                raise Unsafe("copy.doubled")
            seen.add(entry.filename.lower())
            self._entries[entry.filename] = entry
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Unsafe("copy.too_large")

    @property
    def names(self) -> set[str]:
        return set(self._entries)

    def content(self, name: str, most: int = LARGEST_FILE) -> bytes:
        """A whole file. Raises `Unsafe` (`copy.too_large`, `copy.broken`, `copy.missing`)."""
        return b"".join(self._parts(name, most))

    def measured(self, name: str) -> tuple[int, str]:
        """Size and SHA-256 of a file, without having it whole. Raises as `content`."""
        digest, size = hashlib.sha256(), 0
        for part in self._parts(name, LARGEST_FILE):
            digest.update(part)
            size += len(part)
        return size, digest.hexdigest()

    def _parts(self, name: str, most: int) -> Iterator[bytes]:
        entry = self._entries.get(name)
        if entry is None:
            raise Unsafe("copy.missing")
        size = 0
        try:
            with self._zip.open(entry) as file:
                while part := file.read(CHUNK):
                    size += len(part)
                    # Counted, not believed: a bomb says that it is small.
                    if size > most:
                        raise Unsafe("copy.too_large")
                    yield part
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise Unsafe("copy.broken") from None


def _check(entry: zipfile.ZipInfo) -> None:
    # What a name said before Python mended it counts, too: it cuts at a NUL and turns separators around.
    if not PATH.fullmatch(entry.orig_filename) or entry.filename != entry.orig_filename:
        raise Unsafe("copy.path")
    if entry.external_attr >> 16 & 0o170000 == SYMBOLIC_LINK:
        raise Unsafe("copy.path")
    if entry.flag_bits & ENCRYPTED or entry.compress_type not in METHODS:
        raise Unsafe("copy.locked")
    if entry.file_size > LARGEST_FILE:
        raise Unsafe("copy.too_large")
