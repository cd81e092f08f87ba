"""Lists of numbers by region as CSV: read line by line, and taken as a whole or not at all."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.regions.models import Region

DATA = Path(__file__).parent / "data"
MOST_BYTES = 10_000_000
LONGEST_SOURCE = 300


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a line can't be taken. ``line`` counts from 1, the head included."""

    line: int
    code: str
    message: str | Promise


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a list. Where there are ``troubles`` nothing was written."""

    written: int = 0
    same: int = 0
    troubles: list[Trouble] = field(default_factory=list)


class Wrong(Exception):
    """A line that can't be taken, by code and message."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


Row = dict[str, str]
Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The lines of a list by what names them, and those that can't be taken."""

    rows: dict[Key, Row]
    troubles: list[Trouble]


def read(content: bytes, columns: Sequence[str], key: Callable[[Row], Key]) -> Read:
    """A list with these columns in any order, lines that begin with # left out; ``key`` checks a line and names it. Refused
    where it is no such list at all."""
    rows: dict[Key, Row] = {}
    troubles = []
    lines = list(_lines(content, columns))
    known = set(Region.objects.filter(code__in={row["code"] for _line, row in lines}).values_list("code", flat=True))
    for line, row in lines:
        try:
            if row["code"] and row["code"] not in known:
                raise Wrong("list.region", _("No region has this code."))
            if not 0 < len(row["source"]) <= LONGEST_SOURCE:
                raise Wrong("list.source", _("The source is missing, or longer than 300 characters."))
            named = key(row)
            if named in rows:
                raise Wrong("list.double", _("The list says this region and time twice."))
            rows[named] = row
        except Wrong as wrong:
            troubles.append(Trouble(line, wrong.code, wrong.message))
    return Read(rows, troubles)


def whole(text: str, largest: int, *, smallest: int = 0) -> int:
    """A whole number within bounds, written with plain digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18 and smallest <= int(text) <= largest):
        raise Wrong("list.number", _("A number is missing, negative, too large or not written in plain digits."))
    return int(text)


def _lines(content: bytes, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """Every line of the list with its number; nothing of it is checked but that it has the columns."""
    reader = csv.reader(io.StringIO(_text(content), newline=""))
    head: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue
            if not head:
                head = [cell.strip() for cell in cells]
                _check_head(head, columns)
                continue
            row = dict.fromkeys(columns, "") | dict(zip(head, (cell.strip() for cell in cells), strict=False))
            yield reader.line_num, row
    except csv.Error:
        raise Refused("list.unreadable", _("This is no list of lines with commas."), next_step=NEXT) from None
    if not head:
        _check_head(head, columns)


NEXT = _("Save it as CSV in UTF-8.")


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Refused("list.too_large", _("The list is larger than 10 MB."), next_step=_("Send it in parts."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("list.encoding", _("The list is not written in UTF-8."), next_step=NEXT) from None
    if "\x00" in text:
        raise Refused("list.unreadable", _("This is no list of lines with commas."), next_step=NEXT)
    return text


def _check_head(head: Sequence[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in head]
    if missing or any(number > 1 for number in Counter(head).values()):
        raise Refused(
            "list.head",
            _("The first line doesn't name these columns once each: %(columns)s.") % {"columns": ", ".join(columns)},
            next_step=_("Write them there."),
            facts={"missing": missing},
        )
