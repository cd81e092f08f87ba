"""The container of a workbook, opened as if it came from an enemy: what is inside is counted while it is inflated.

What passed is packed anew, so that the library that reads the cells sees exactly the parts that were looked at here.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .limits import USUAL
from .refusals import damaged, macros, refused

MOST_PARTS = 500
BLOCK = 1 << 16
ENCRYPTED = 0x1


class Budget:
    """How many bytes may still come out of one file, over all its parts."""

    def __init__(self, most: int = USUAL.inflated) -> None:
        self.left = most

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise refused(
                "sheet.bomb",
                _("This file unpacks to far more than a list can hold, so it was not opened."),
                _("Copy the list into a new workbook and send that one."),
            )


def opened(content: bytes) -> zipfile.ZipFile:
    """The container. Refused: broken, encrypted, with macros, with parts of one name, or of another kind than .xlsx."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        raise damaged() from None
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len({name.lower() for name in names}) != len(names):
        raise damaged()
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise refused(
            "sheet.old_form", _("This workbook has a password."), _("Take the password away and save it again.")
        )
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise macros()
    if "xl/workbook.xml" not in names:
        raise refused(
            "sheet.old_form",
            _("This is not an Excel workbook of the form .xlsx."),
            _("Open it and save it as an Excel workbook (.xlsx) or as CSV."),
        )
    return archive


def blocks(archive: zipfile.ZipFile, name: str, budget: Budget) -> Iterator[bytes]:
    """A part, piece by piece; what it says about its own size is not believed."""
    try:
        with archive.open(name) as part:
            while block := part.read(BLOCK):
                budget.spend(len(block))
                yield block
    # A part may say that it begins before the file does: a ValueError.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, KeyError, RuntimeError, ValueError):
        raise damaged() from None


def whole(archive: zipfile.ZipFile, name: str, budget: Budget) -> bytes:
    return b"".join(blocks(archive, name, budget))


class Repacked:
    """A new container of the parts that were looked at."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self._archive = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)

    def add(self, name: str, content: bytes) -> None:
        self._archive.writestr(name, content)

    def copy(self, name: str, pieces: Iterator[bytes]) -> None:
        with self._archive.open(name, "w") as part:
            for piece in pieces:
                part.write(piece)

    def __enter__(self) -> "Repacked":
        return self

    def __exit__(self, *_error: object) -> None:
        self._archive.close()

    @property
    def file(self) -> io.BytesIO:
        """The container, once it is closed."""
        self._file.seek(0)
        return self._file
