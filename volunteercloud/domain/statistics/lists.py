"""Lists of numbers by region as CSV: read line by line, and taken as a whole or not at all."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import memory
from volunteercloud.core.errors import Refused
from volunteercloud.domain.regions.models import Region

from .models import Population, Wage

DATA = Path(__file__).parent / "data"
MOST_BYTES = 10_000_000
LONGEST_SOURCE = 300
BATCH = 1_000


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
Entry = TypeVar("Entry", Population, Wage)


class Remembered(Generic[Entry]):
    """The rows of each region in the order of their time, as a process read them within a minute."""

    def __init__(self, model: type[Entry], time: str) -> None:
        self._model: type[Entry] = model
        self._time = time
        self._kept: memory.Remembered[str, tuple[Entry, ...]] = memory.Remembered(lambda code: self._read([code])[code])

    def of(self, region_codes: Collection[str]) -> dict[str, tuple[Entry, ...]]:
        """Of many regions, with one reading for all that are not remembered."""
        missing = [code for code in dict.fromkeys(region_codes) if not self._kept.knows(code)]
        for code, rows in (self._read(missing) if missing else {}).items():
            self._kept.keep(code, rows)
        return {code: self._kept(code) for code in region_codes}

    def _read(self, region_codes: Collection[str]) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {code: [] for code in region_codes}
        rows = self._model._default_manager.filter(region_code__in=region_codes)
        for row in rows.order_by("region_code", self._time):
            found[row.region_code].append(row)
        return {code: tuple(each) for code, each in found.items()}


@transaction.atomic
def load(content: bytes, columns: Sequence[str], entry: Callable[[Row], Entry]) -> Loaded:
    """Take in a list with these columns in any order, lines that begin with # left out; ``entry`` makes a row of a line, or says
    what is wrong with it. What is known by region and time is replaced; the same list again writes nothing. Refused where it is
    no such list at all."""
    listed, troubles = _read(list(_lines(content, columns)), entry)
    if troubles or not listed:
        return Loaded(troubles=troubles)
    model = type(listed[0])
    codes = {each.region_code for each in listed}
    known = {each.pk: each for each in model._default_manager.filter(region_code__in=codes)}
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    written = [each for each in listed if each.pk not in known or _differ(each, known[each.pk], fields)]
    keys = [field.name for field in model._meta.pk_fields]
    others = [name for name in fields if name not in keys]
    model._default_manager.bulk_create(
        written, batch_size=BATCH, update_conflicts=True, unique_fields=keys, update_fields=others
    )
    transaction.on_commit(memory.forget_all)
    return Loaded(written=len(written), same=len(listed) - len(written))


def _differ(one: Entry, other: Entry, fields: Sequence[str]) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in fields)


def _read(lines: Sequence[tuple[int, Row]], entry: Callable[[Row], Entry]) -> tuple[list[Entry], list[Trouble]]:
    found: dict[object, Entry] = {}
    troubles = []
    known = set(Region.objects.filter(code__in={row["code"] for _line, row in lines}).values_list("code", flat=True))
    for line, row in lines:
        try:
            if row["code"] and row["code"] not in known:
                raise Wrong("list.region", _("No region has this code."))
            if not 0 < len(row["source"]) <= LONGEST_SOURCE:
                raise Wrong("list.source", _("The source is missing, or longer than 300 characters."))
            made = entry(row)
            if made.pk in found:
                raise Wrong("list.double", _("The list says this region and time twice."))
            found[made.pk] = made
        except Wrong as wrong:
            troubles.append(Trouble(line, wrong.code, wrong.message))
    return list(found.values()), troubles


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
