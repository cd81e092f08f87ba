"""People whose data is known: what they are told apart by, and every way in which it could have been written."""

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from ahocorasick_rs import BytesAhoCorasick, Implementation
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
# The beginnings of gzip, of zlib at its usual levels, and of a packed file in a ZIP archive.
PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|PK\x03\x04.{4}\x08\0", re.DOTALL)
# The same as base64, of ordinary letters and of those for addresses: sessions are kept so.
RUN_OF_PACKED = re.compile(rb"(?:H4sI|eA[E-H]|eF[4-7]|eJ[w-z]|eN[o-r]|UEsD)[A-Za-z0-9+/_-]{16,}")
BETWEEN = b"\0 -()"
FOR_ADDRESSES, OF_ADDRESSES = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_", b"+/")
MOST_OPENED = 4  # a file in a file in a file
AT_ONCE, OVERLAP = 32_000_000, 1_000


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
        """Every way of writing it that is looked for, except groups and wide characters of figures (`Search`)."""
        plain = {name: self.said.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}
        escaped, percent = self.said.encode("unicode_escape"), quote(self.said, safe="").encode()
        base64s = {f"base64 of {name} at {start}": _inside(plain[name], start) for name in plain for start in range(3)}
        return {
            **plain,
            "hexadecimal": plain["utf-8"].hex().encode(),
            "hexadecimal in capitals": plain["utf-8"].hex().upper().encode(),
            "percent": percent,
            "percent in small letters": percent.lower(),
            "escaped": escaped,
            "escaped in capitals": re.sub(rb"\\u[0-9a-f]{4}", lambda one: rb"\u" + one[0][2:].upper(), escaped),
            **base64s,
            **{f"{name} for addresses": said.translate(FOR_ADDRESSES) for name, said in base64s.items()},
        }


def _inside(written: bytes, start: int) -> bytes:
    """Its base64 wherever it begins in a text, without the characters that its neighbours decide."""
    skipped, kept = (start * 8 + 5) // 6, (start + len(written)) * 8 // 6
    return base64.b64encode(bytes(start) + written).rstrip(b"=")[skipped:kept]


def of_everybody(people: Iterable[Person]) -> list[Mark]:
    return [
        Mark("name", NAMES),
        Mark("mail", MAILS),
        *(Mark("phone", each.phone.removeprefix("+1")) for each in people),
        Mark("document", DOCUMENTS),
    ]


class Search:
    """Looks for all marks at once, in one pass over whatever is given (Aho-Corasick)."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        marks = list(marks)
        # Of two ways that write the same, the first names it.
        said = [(written, f"{mark.kind}: {way}") for mark in marks for way, written in mark.ways.items()]
        ways = dict(reversed(said))
        decimal = [mark for mark in marks if mark.said.isdecimal()]
        figures = {mark.said.encode(): f"{mark.kind}: figures" for mark in decimal}
        figures |= {b"+1" + mark.said.encode(): f"{mark.kind}: figures" for mark in decimal if mark.kind == "phone"}
        self._ways, self._figures = list(ways.values()), list(figures.values())
        self._plain = BytesAhoCorasick(list(ways), implementation=Implementation.ContiguousNFA)
        self._together = BytesAhoCorasick(list(figures), implementation=Implementation.ContiguousNFA)

    def found(self, content: bytes) -> set[str]:
        """What is in there, as ``kind: way``. Whatever is packed is opened."""
        told = set()
        for one in opened(content):
            told |= {self._ways[which] for which, _from, _to in self._plain.find_matches_as_indexes(one)}
            # Figures in groups, and in characters of two bytes: the same without what stands between.
            together = one.translate(None, BETWEEN)
            for which, begins, ends in self._together.find_matches_as_indexes(together):
                if not _is_part(together, begins, ends):
                    told.add(self._figures[which])
        return told

    def in_file(self, path: Path) -> set[str]:
        """As `found`, without holding more of a file than `AT_ONCE`: what is packed larger than that is not opened."""
        told, before = set(), b""
        with path.open("rb") as file:
            while content := file.read(AT_ONCE):
                told |= self.found(before + content)
                before = content[-OVERLAP:]
        return told

    def in_files(self, paths: Iterable[Path]) -> dict[Path, set[str]]:
        """What was found in which file, without those in which nothing was."""
        return {path: told for path in paths if (told := self.in_file(path))}


def _is_part(content: bytes, begins: int, ends: int) -> bool:
    """A run of figures that goes on is a count or a moment, and no phone; a document is told by how it begins."""
    is_bare_phone = ends - begins == len("2025550100")
    return is_bare_phone and (content[begins - 1 : begins].isdigit() or content[ends : ends + 1].isdigit())


def opened(content: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and those in it that were packed, or written as hexadecimal or base64."""
    yield content
    if depth == MOST_OPENED:
        return
    for inner in _inner(content):
        yield from opened(inner, depth + 1)


def _inner(content: bytes) -> Iterator[bytes]:
    for begins in PACKED.finditer(content):
        if inner := _unpacked(content, begins.start(), begins[0]):
            yield inner
    for run in RUN_OF_HEX.finditer(content):
        yield bytes.fromhex(run[1][: len(run[1]) // 2 * 2].decode())
    for run in RUN_OF_PACKED.finditer(content):
        written = run[0].translate(OF_ADDRESSES)
        yield base64.b64decode(written[: len(written) // 4 * 4])


def _unpacked(content: bytes, begins: int, kind: bytes) -> bytes:
    """What a stream of gzip, zlib or a file in a ZIP archive holds, as far as it can be read."""
    bits = {b"\x1f": 31, b"P": -15}.get(kind[:1], 15)
    if kind.startswith(b"PK"):
        name, extra = (int.from_bytes(content[begins + at : begins + at + 2], "little") for at in (26, 28))
        begins += 30 + name + extra
    try:
        return zlib.decompressobj(bits).decompress(memoryview(content)[begins : begins + AT_ONCE], AT_ONCE)
    except zlib.error:
        return b""
