"""A list with its results beside it, to download and mend: as a workbook or as CSV. Whatever a cell holds is text.

A cell that begins like a formula is written as a string into a workbook; CSV has no such thing, so there an apostrophe
stands before it.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Protocol

from django.utils.translation import gettext as _

from volunteercloud.core import cells, late

from .models import LineState
from .reading.headings import KNOWN, Field

xlsxwriter = late.Module("xlsxwriter")

WIDTH, WIDE = 14, 60
WORKBOOK = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
TEMPLATE = (
    Field.NUMBER,
    Field.NAME,
    Field.PHONE,
    Field.DATE,
    Field.STARTS,
    Field.ENDS,
    Field.BREAK,
    Field.POST,
    Field.REMARK,
)

COLOURS = {
    LineState.REFUSED: "#F6D5D2",
    LineState.ASKS: "#F4E3BC",
    LineState.READY: "#DDEBDF",
    LineState.ENTERED: "#DDEBDF",
}
States = Mapping[LineState, Callable[[], str]]


class Line(Protocol):
    cells: list[str]
    state: str
    code: str


class Shown(Protocol):
    """A line of a list of any kind, with the words for it."""

    @property
    def line(self) -> Line: ...
    @property
    def message(self) -> str: ...
    @property
    def next_step(self) -> str: ...
    @property
    def notes(self) -> list[str]: ...


STATES: States = {
    LineState.READY: lambda: _("Can be entered"),
    LineState.ASKS: lambda: _("Asks"),
    LineState.REFUSED: lambda: _("Can’t be entered"),
    LineState.SAME: lambda: _("Recorded already"),
    LineState.ENTERED: lambda: _("Entered"),
}


def workbook(headings: Sequence[str], lines: Iterable[Shown], into: IO[bytes], states: States = STATES) -> None:
    """Write every line with two more columns, a row in memory at a time."""
    book = xlsxwriter.Workbook(into, WORKBOOK)
    sheet = book.add_worksheet(_("Results"))
    strong, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    colours = {state: book.add_format({"bg_color": colour}) for state, colour in COLOURS.items()}
    width = len(headings)
    sheet.set_column(0, max(width - 1, 0), WIDTH)
    sheet.set_column(width, width, WIDTH)
    sheet.set_column(width + 1, width + 1, WIDE)
    sheet.freeze_panes(1, 0)
    for column, heading in enumerate([*headings, *_more()]):
        sheet.write_string(0, column, heading, strong)
    for number, shown in enumerate(lines, 1):
        for column, cell in enumerate(_padded(shown.line.cells, width)):
            sheet.write_string(number, column, cell)
        state, words = _said(shown, states)
        sheet.write_string(number, width, state, colours.get(LineState(shown.line.state)))
        sheet.write_string(number, width + 1, words, wrapped)
    book.close()


def text(headings: Sequence[str], lines: Iterable[Shown], into: IO[bytes], states: States = STATES) -> None:
    """The same as CSV, with the mark by which spreadsheets know UTF-8."""
    written = io.TextIOWrapper(into, encoding="utf-8-sig", newline="", write_through=True)
    sheet = cells.Lines(written)
    sheet.add([*headings, *_more()])
    sheet.add_all([*_padded(shown.line.cells, len(headings)), *_said(shown, states)] for shown in lines)
    written.detach()


def template(into: IO[bytes], in_chinese: bool) -> None:
    """An empty list with the headings that are understood, text columns throughout."""
    book = xlsxwriter.Workbook(into, WORKBOOK)
    sheet = book.add_worksheet(_("List"))
    strong, plain = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for column, field in enumerate(TEMPLATE):
        sheet.set_column(column, column, WIDTH, plain)
        sheet.write_string(0, column, KNOWN[field].split()[0] if in_chinese else str(field.label), strong)
    book.close()


def _more() -> tuple[str, str]:
    return _("Result"), _("What to do")


def _said(shown: Shown, states: States) -> tuple[str, str]:
    told = [shown.message, shown.next_step] if shown.line.code else []
    return states[LineState(shown.line.state)](), " ".join(filter(None, [*told, *shown.notes]))


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]
