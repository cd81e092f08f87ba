"""One table of a file: told by what the file is, not by what it is called, and bounded before it is opened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

from . import headings, texts, workbooks
from .headings import SERVICE, Heading, Vocabulary
from .limits import USUAL, Limits
from .refusals import empty, refused, too_many

Cell = str | int | float | bool | date | datetime | time | timedelta | None

# The first bytes of what people send by mistake.
WORKBOOK = b"PK\x03\x04"
EMPTY_ARCHIVE = b"PK\x05\x06"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and any workbook behind a password
STRANGERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"GIF8", b"{\\rtf")


@dataclass(frozen=True, slots=True)
class Table:
    """The heading row of a file, and the rows below it with their numbers as the spreadsheet shows them.

    ``rows`` can be gone through once; an empty row is left out. ``epoch_1904`` is how this workbook counts days.
    """

    worksheet: str
    heading: Heading
    rows: Iterator[tuple[int, list[Cell]]]
    epoch_1904: bool = False


def read(content: bytes, name: str, worksheet: str = "", words: Vocabulary = SERVICE, limits: Limits = USUAL) -> Table:
    """The table in a file called ``name``, of the ``worksheet`` named or the only one that has anything in it; ``words``
    are the headings of this kind of list.

    Refused, each with its own code: what is empty, too large, no table, of an old or unsafe form; hidden parts, formulas,
    merged cells below the headings, several filled worksheets; no row of headings.
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise empty()
    if len(content) > limits.size:
        raise refused(
            "sheet.too_large",
            _("The file is larger than %(most)s MB.") % {"most": limits.size >> 20},
            _("Delete pictures and worksheets that are not needed, or send the list in parts."),
        )
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if content.startswith(COMPOUND):
        raise refused(
            "sheet.old_form",
            _("This workbook has a password, or is of the old form (.xls)."),
            _("Open it, take the password away, and save it as an Excel workbook (.xlsx)."),
        )
    if content.startswith((WORKBOOK, EMPTY_ARCHIVE)):
        if extension not in {"xlsx", "xlsm", "xlsb", "ods"}:
            raise _wrong_name(extension)
        return _of_workbook(content, worksheet, words, limits)
    if extension in {"xlsx", "xlsm", "xlsb", "ods", "xls"} or content.startswith(STRANGERS):
        raise refused(
            "sheet.not_a_table",
            _("This file is not the spreadsheet that its name says."),
            _("Save the list as an Excel workbook (.xlsx) or as CSV, and choose that file."),
        )
    if extension not in {"csv", "tsv", "txt", ""}:
        raise _wrong_name(extension)
    return _of_text(content, words, limits)


def _of_workbook(content: bytes, worksheet: str, words: Vocabulary, limits: Limits) -> Table:
    opened = workbooks.open_workbook(content, worksheet, limits)
    heading, rows = headings.find(_counted(_filled(opened.rows, limits), limits), words)
    workbooks.check_merged(opened, heading.line)
    return Table(opened.worksheet, heading, rows, opened.epoch_1904)


def _of_text(content: bytes, words: Vocabulary, limits: Limits) -> Table:
    heading, rows = headings.find(_counted(_filled(texts.rows_of(content, limits), limits), limits), words)
    return Table("", heading, rows)


def _filled(rows: Iterator[tuple[int, list[Any]]], limits: Limits) -> Iterator[tuple[int, list[Cell]]]:
    """Without empty rows, and without NUL, which a workbook can hide in a cell. Endless text is refused: no list needs it."""
    for line, cells in rows:
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if "\x00" in cell:
                    cells[column] = cell.replace("\x00", "")
                if len(cell) > limits.signs:
                    raise _long_cell(line, limits.signs)
        if any(cell is not None and cell != "" for cell in cells):
            yield line, cells


def _long_cell(line: int, most: int) -> Refused:
    return Refused(
        "sheet.long_cell",
        _("A cell in row %(line)s has more than %(most)s characters.") % {"line": line, "most": most},
        next_step=_("Shorten it, or leave that column out."),
        field="file",
        facts={"line": line},
    )


def _counted(rows: Iterator[tuple[int, list[Cell]]], limits: Limits) -> Iterator[tuple[int, list[Cell]]]:
    beyond = limits.lines + headings.SEARCHED
    for count, row in enumerate(rows):
        if count > beyond:
            raise too_many(limits.lines)
        yield row


def _wrong_name(extension: str) -> Refused:
    return Refused(
        "sheet.extension",
        _("A file that ends in “.%(extension)s” does not fit what is in it, or is not read here.")
        % {"extension": extension[:10]},
        next_step=_("Save the list as an Excel workbook (.xlsx) or as CSV (.csv), and choose that file."),
        field="file",
    )
