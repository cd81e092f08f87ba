"""Lists as organizations send them: workbooks and text, made row by row."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter

HEADINGS = ("志愿者编号", "姓名", "日期", "开始时间", "结束时间")


def workbook(rows: Iterable[Sequence[Any]], *, prepare=None, worksheet: str = "名单") -> bytes:
    """An .xlsx of these rows; ``prepare`` is handed the workbook and its sheet before they are closed."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    sheet = book.add_worksheet(worksheet)
    formats = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        time: book.add_format({"num_format": "hh:mm"}),
        timedelta: book.add_format({"num_format": "[h]:mm"}),
    }
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if type(cell) in formats:
                sheet.write_datetime(row, column, cell, formats[type(cell)])
            else:
                sheet.write(row, column, cell)
    if prepare:
        prepare(book, sheet)
    book.close()
    return kept.getvalue()


def text(rows: Iterable[Sequence[str]], *, by: str = ",", encoding: str = "utf-8") -> bytes:
    return "".join(by.join(cells) + "\r\n" for cells in rows).encode(encoding)
