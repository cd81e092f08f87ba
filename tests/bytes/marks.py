"""People whose data is known: what they are told apart by, and every way in which it could have been written."""

import base64
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import quote

from stdnum.iso7064 import mod_11_2

# Of the made-up province, and of a month in which nothing else here happens: no other number begins like this.
BORN, A_DAY = date(1931, 3, 1), 900
DOCUMENTS = "990101193103"
# Three characters that no text of ours has, behind a solar term.
NAMES, SIGNS = (
    "龘靐齉",
    ("立春", "雨水", "惊蛰", "春分", "清明", "谷雨", "立夏", "小满", "芒种", "夏至", "小暑", "大暑"),
)
MAILS = "everybyte.example"
# 555-0100 to 555-0199 are kept free for stories, in every part of the country they belong to.
PARTS = (202, 212, 213, 214, 215, 216, 303, 304, 305, 312)

RUN_OF_HEX = re.compile(rb"\\x([0-9a-f]{32,})")
MOST_OPENED = 4  # a file in a file in a file


@dataclass(frozen=True, slots=True)
class Person:
    sequence: int

    @property
    def name(self) -> str:
        return SIGNS[self.sequence % len(SIGNS)] + NAMES

    @property
    def born(self) -> date:
        return BORN + timedelta(days=self.sequence // A_DAY)

    @property
    def document(self) -> str:
        body = f"990101{self.born:%Y%m%d}{self.sequence % A_DAY:03}"
        return body + mod_11_2.calc_check_digit(body)

    @property
    def sex(self) -> str:
        return "1" if self.sequence % 2 else "2"

    @property
    def mail(self) -> str:
        return f"person{self.sequence}@{MAILS}"

    @property
    def phone(self) -> str:
        return f"+1{PARTS[self.sequence // 100]}55501{self.sequence % 100:02}"


@dataclass(frozen=True)
class Mark:
    """Something that is written of a person. Its ``kind`` is all that a failed test says of it."""

    kind: str
    said: str

    @cached_property
    def ways(self) -> dict[str, bytes]:
        """Every way of writing it that is looked for, except groups and wide characters of figures (`found`)."""
        plain = {name: self.said.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
        return {
            **plain,
            "hexadecimal": plain["utf-8"].hex().encode(),
            "percent": quote(self.said, safe="").encode(),
            "escaped": self.said.encode("unicode_escape"),
            **{f"base64 of {name} at {start}": _inside(plain[name], start) for name in plain for start in range(3)},
        }


def _inside(written: bytes, start: int) -> bytes:
    """Its base64 wherever it begins in a text, without the characters that its neighbours decide."""
    skipped, kept = (start * 8 + 5) // 6, (start + len(written)) * 8 // 6
    return base64.b64encode(bytes(start) + written).rstrip(b"=")[skipped:kept]


def of_everybody(people: list[Person]) -> list[Mark]:
    return [
        Mark("name", NAMES),
        Mark("mail", MAILS),
        *(Mark("phone", each.phone.removeprefix("+1")) for each in people),
        Mark("document", DOCUMENTS),
    ]


def found(content: bytes, marks: list[Mark]) -> set[str]:
    """What of it is in there, as ``kind: way``. Whatever is packed is opened."""
    told = set()
    for one in opened(content):
        # Figures in groups, and in characters of two bytes: the same without what stands between.
        together = one.translate(None, b"\0 -().")
        for mark in marks:
            told |= {f"{mark.kind}: {way}" for way, written in mark.ways.items() if written in one}
            if mark.said.isdecimal() and mark.said.encode() in together:
                told.add(f"{mark.kind}: figures")
    return told


def opened(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and those in it that were packed or written as hexadecimal."""
    yield content
    if depth == MOST_OPENED:
        return
    for inner in _packed(content):
        yield from opened(inner, depth + 1)
    for run in RUN_OF_HEX.finditer(content):
        yield from opened(bytes.fromhex(run[1][: len(run[1]) // 2 * 2].decode()), depth + 1)


def _packed(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif content.startswith(b"\x78"):
        try:
            yield zlib.decompress(content)
        except zlib.error:
            return
