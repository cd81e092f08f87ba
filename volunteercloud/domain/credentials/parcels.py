"""A ZIP file that is written as it grows: what it holds is named with its hash, and the same content gives the same bytes."""

import hashlib
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

# Days before 1980 can't be written into a ZIP file.
EARLIEST_YEAR = 1980


@dataclass(frozen=True, slots=True)
class Packed:
    """One file of the parcel, as its list of contents names it."""

    path: str
    size: int
    sha256: str


class Parcel:
    """Files are added one after the other; none is ever whole in memory unless it is given whole."""

    def __init__(self, target: BinaryIO, at: datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self._moment = (max(at.year, EARLIEST_YEAR), at.month, at.day, at.hour, at.minute, at.second)
        self.packed: list[Packed] = []

    def add(self, path: str, content: bytes | str | Iterable[bytes]) -> None:
        info = zipfile.ZipInfo(path, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        parts = [content.encode()] if isinstance(content, str) else [content] if isinstance(content, bytes) else content
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w") as file:
            for part in parts:
                digest.update(part)
                size += len(part)
                file.write(part)
        self.packed.append(Packed(path, size, digest.hexdigest()))

    def close(self) -> None:
        self._zip.close()


def rewound(target: BinaryIO) -> BinaryIO:
    target.seek(0, io.SEEK_SET)
    return target
