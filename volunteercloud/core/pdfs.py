"""PDF files that people send: whole, and no more than paper. They are never shown in a page, only handed over as files."""

import re

TYPE = "application/pdf"
# What makes a PDF more than paper. Not a proof that it is harmless.
MORE_THAN_PAPER = re.compile(rb"/(Encrypt|JavaScript|JS|Launch|EmbeddedFiles?|OpenAction|AA)\b")
WRITTEN_BY_NUMBER = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM_BEGINS = re.compile(rb">>\s{0,8}stream\r?\n")


class NoPdf(Exception):
    """Calls itself a PDF, but is not a whole one."""


class MoreThanPaper(Exception):
    """Locked, or carries more than pages: a script, a file, something that starts by itself."""


def is_one(upload: bytes) -> bool:
    return upload.startswith(b"%PDF-")


def check(upload: bytes) -> None:
    """Raises `NoPdf`, `MoreThanPaper`."""
    if not is_one(upload) or b"startxref" not in upload[-2048:] or b"%%EOF" not in upload[-1024:]:
        raise NoPdf
    if MORE_THAN_PAPER.search(_names_plain(_without_streams(upload))):
        raise MoreThanPaper


def _without_streams(upload: bytes) -> bytes:
    """In the streams are pixels and letters, in which any bytes may stand by chance. Takes time in proportion to the file,
    whatever is in it."""
    return b"\n".join(STREAM_BEGINS.split(part, maxsplit=1)[0] for part in upload.split(b"endstream"))


def _names_plain(said: bytes) -> bytes:
    """A PDF may write any character of a name by its number: ``/J#53`` is ``/JS``."""
    return WRITTEN_BY_NUMBER.sub(lambda found: bytes.fromhex(found[1].decode()), said)
