"""Figures as spreadsheets: numbers stay numbers, and no text becomes a formula."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from volunteercloud.core import cells, late
from volunteercloud.domain.bulk import annotated

xlsxwriter = late.Module("xlsxwriter")

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH, LONGEST_NAME = 16, 31  # the latter is what spreadsheets allow
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """``totals`` is a row below the others, where sums make sense."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Cell] = ()


def workbook(tables: Iterable[Table]) -> bytes:
    """A sheet a table; what is not known is an empty cell."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {**annotated.WORKBOOK, "constant_memory": False, "in_memory": True})
    strong = book.add_format({"bold": True})
    for number, table in enumerate(tables, 1):
        name = table.name.translate(FORBIDDEN).strip()[: LONGEST_NAME - 3]
        sheet = book.add_worksheet(f"{number} {name}")
        sheet.set_column(0, max(len(table.headings) - 1, 0), WIDTH)
        sheet.freeze_panes(1, 0)
        for column, heading in enumerate(table.headings):
            sheet.write_string(0, column, heading, strong)
        last = 0
        for last, row in enumerate(table.rows, 1):
            _write(sheet, last, row, None)
        _write(sheet, last + 1, table.totals, strong)
    book.close()
    return kept.getvalue()


def text(table: Table) -> bytes:
    """The same as CSV, with the mark by which spreadsheets know UTF-8."""
    kept = io.StringIO()
    lines = cells.Lines(kept)
    lines.add(table.headings)
    lines.add_all([*table.rows, *([table.totals] if table.totals else [])])
    return kept.getvalue().encode("utf-8-sig")


def _write(sheet: Any, number: int, row: Sequence[Cell], form: object) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(number, column, cell, form)
        elif cell is not None:
            sheet.write_number(number, column, cell, form)
