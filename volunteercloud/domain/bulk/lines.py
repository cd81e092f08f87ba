"""A row of cells as a line: what it says, and how much of it may be kept."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from volunteercloud.core import ids
from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import documents, names, phones

from .reading import values
from .reading.headings import Field
from .reading.tables import Cell
from .words import Unsaid

LONGEST_CELL = 1000
IDENTITY_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{15,17}[\dXx](?![0-9A-Za-z])")
MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?(\d{4})(?!\d)")
HALF_HOUR = 30
MOST_MEANINGS = 10_000  # a list says the same days and times again and again


@dataclass(frozen=True, slots=True)
class Said:
    """Who a line says served. Document and phone are known only while the line is read."""

    number: str = ""
    document: str = field(default="", repr=False)
    name: str = ""
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Times:
    """When, as far as the line says it: minutes after midnight of ``on``; ``worked`` is the length without the break.

    An end before the start is taken for one of the next day; only a shift that goes on so long makes it so.
    """

    on: date
    starts: int | None
    ends: int | None
    worked: int | None
    pause: int | None


class Columns:
    """Where each field stands, and how this file counts days."""

    def __init__(self, mapping: Mapping[str, int], today: date, epoch_1904: bool) -> None:
        self._at = {Field(name): column for name, column in mapping.items()}
        self._meant: dict[tuple[Field, Cell], Any] = {}
        self.today, self.epoch_1904 = today, epoch_1904

    def cell(self, cells: Sequence[Cell], field: Field) -> Cell:
        column = self._at.get(field)
        return cells[column] if column is not None and column < len(cells) else None

    def text(self, cells: Sequence[Cell], field: Field) -> str:
        return values.text(self.cell(cells, field))

    def read(self, cells: Sequence[Cell], field: Field, code: str, meaning: Callable[[Any], Any]) -> Any:
        """What a cell means; None for an empty one. Raises `Unsaid`, with ``code`` for a length that can't be read."""
        cell = self.cell(cells, field)
        if cell is None or cell == "":
            return None
        known = (field, cell)
        if known in self._meant:
            return self._meant[known]
        if len(self._meant) >= MOST_MEANINGS:
            self._meant.clear()
        try:
            self._meant[known] = meaning(cell)
            return self._meant[known]
        except values.Unclear as unclear:
            said = code if unclear.code == "line.hours" else unclear.code
            raise Unsaid(said, said=without_numbers(shown(cell))[:40]) from None

    def day(self, cell: Cell) -> date | None:
        return values.day(cell, today=self.today, epoch_1904=self.epoch_1904)

    def moment(self, cell: Cell) -> tuple[date | None, int | None]:
        return values.moment(cell, today=self.today)

    def kept(self, cells: Sequence[Cell]) -> list[str]:
        """The cells as texts, without what nobody needs to keep: numbers of documents and phones are cut to their tails."""
        secret = {self._at.get(Field.DOCUMENT): 2, self._at.get(Field.PHONE): 4}
        return [
            _tail(shown(cell), secret[column]) if column in secret else without_numbers(shown(cell))
            for column, cell in enumerate(cells)
        ]


def shown(cell: Cell) -> str:
    """A cell as a text that a person would have typed."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).replace("\x00", "").strip()[:LONGEST_CELL]


def without_numbers(text: str) -> str:
    """A text in which no number of an identity card and no mobile phone can be read."""
    if len(text) < 11 or not any(sign.isdecimal() for sign in text):
        return text
    text = IDENTITY_NUMBER.sub(lambda found: _tail(found[0], 2), text)
    return MOBILE.sub(lambda found: f"**** {found[1]}", text)


def _tail(text: str, signs: int) -> str:
    return "*" * max(len(text) - signs, 0) + text[-signs:] if len(text) > signs else "*" * len(text)


def person(columns: Columns, cells: Sequence[Cell]) -> Said:
    """Who is meant. Raises `Unsaid` as `checked_person` does."""
    return checked_person(
        number=ids.clean_public_code(columns.text(cells, Field.NUMBER)),
        document=documents.clean_number(columns.text(cells, Field.DOCUMENT)),
        name=columns.text(cells, Field.NAME),
        phone=columns.text(cells, Field.PHONE),
    )


def checked_person(*, number: str, document: str, name: str, phone: str) -> Said:
    """Raises `Unsaid` for nobody, for a mistyped number, for what is no name, and for a document without the name."""
    name = _name(name)
    if number and not ids.is_public_code(number):
        raise Unsaid("person.number", said=without_numbers(number)[:20])
    if not number and document and not name:
        raise Unsaid("person.name_with_document")
    if not number and not name:
        raise Unsaid("line.no_person")
    return Said(number, document, name, _phone(phone))


def _name(text: str) -> str:
    try:
        return names.clean(text) if text else ""
    except Refused:
        raise Unsaid("line.name", said=without_numbers(text)[:40]) from None


def _phone(text: str) -> str:
    """In E.164; one that can't be right finds nobody, and the name may still."""
    try:
        return phones.parse(text) if text else ""
    except Refused:
        return ""


def times(columns: Columns, cells: Sequence[Cell]) -> Times:
    """When. Raises `Unsaid` for what is missing, unclear, or says two things at once."""
    on = columns.read(cells, Field.DATE, "line.date", columns.day)
    starts_on, starts = columns.read(cells, Field.STARTS, "line.time", columns.moment) or (None, None)
    ends_on, ends = columns.read(cells, Field.ENDS, "line.time", columns.moment) or (None, None)
    span = columns.read(cells, Field.SPAN, "line.span", values.span)
    worked = columns.read(cells, Field.HOURS, "line.hours", values.length)
    minutes = columns.read(cells, Field.MINUTES, "line.hours", values.minutes)
    pause = columns.read(cells, Field.BREAK, "line.break", values.minutes)
    if starts is None and ends is None and span is not None:
        starts, ends = span
    worked = worked if worked is not None else minutes
    on = on or starts_on
    if on is None:
        raise Unsaid("line.date_missing")
    if starts_on not in {None, on}:
        raise Unsaid("line.dates_differ")
    if ends is not None and ends_on is not None:
        if not 0 <= (ends_on - on).days <= 1:
            raise Unsaid("line.dates_differ")
        ends += (ends_on - on).days * values.DAY_MINUTES
    return whole(Times(on, starts, ends, worked, pause))


def whole(said: Times) -> Times:
    """Start and end, or start and length, or a length alone, which the shift places."""
    if said.starts is None:
        if said.ends is not None or not said.worked:
            raise Unsaid("line.no_hours" if said.ends is None else "line.time", said="")
        return said
    pause = said.pause or 0
    if said.ends is None:
        if not said.worked:
            raise Unsaid("line.end_missing")
        return Times(said.on, said.starts, said.starts + said.worked + pause, said.worked, pause)
    ends = said.ends + (values.DAY_MINUTES if said.ends <= said.starts else 0)
    there = ends - said.starts - pause
    if there <= 0:
        raise Unsaid("line.break_too_long")
    if said.worked is not None and said.worked not in {there, there - there % HALF_HOUR}:
        # Lists round to half hours, which is no disagreement; more than the times is one, and so is much less.
        raise Unsaid("line.hours_differ", times_minutes=there, hours_minutes=said.worked)
    return Times(said.on, said.starts, ends, there, said.pause)
