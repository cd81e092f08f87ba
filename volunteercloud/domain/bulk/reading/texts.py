"""Lists as text: CSV in UTF-8, UTF-16 or GB18030, separated by comma, semicolon or tab, or pasted out of a spreadsheet."""

import csv
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .limits import MOST_COLUMNS, USUAL, Limits
from .refusals import formula, refused, too_many, too_wide

SEPARATORS = "\t,;，；|"
LOOKED_AT = 20
MARKS = (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-16", b"\xff\xfe"), ("utf-16", b"\xfe\xff"))
# Programs write ="00123" so that a spreadsheet keeps the zeros; that is text in disguise, and no calculation.
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')


def rows_of(content: bytes, limits: Limits = USUAL) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line they end on. Refused: an unknown encoding, NUL, a formula, too many columns."""
    text = decoded(content)
    reader = csv.reader(_lines(text), delimiter=separator(text), strict=True)
    try:
        for cells in reader:
            if reader.line_num > limits.rows * 2:
                raise too_many(limits.lines)
            if len(cells) > MOST_COLUMNS:
                raise too_wide()
            yield reader.line_num, [_plain(cell, reader.line_num) for cell in cells]
    except csv.Error:
        raise refused(
            "sheet.damaged",
            _("The list breaks off in row %(row)s: a quotation mark is not closed.") % {"row": reader.line_num},
            _("Mend that row, or save the list as an Excel workbook (.xlsx)."),
        ) from None


def decoded(content: bytes) -> str:
    """The text, by its mark, else as UTF-8, else as GB18030. Refused when it is neither, or no text."""
    text = None
    for encoding, mark in MARKS:
        if content.startswith(mark):
            text = _in(content, encoding)
            break
    else:
        text = _in(content, "utf-8")
        text = _in(content, "gb18030") if text is None else text
    if text is None or "\x00" in text:
        raise refused(
            "sheet.encoding",
            _("The file is not text in UTF-8 or GB18030."),
            _("Save the list as an Excel workbook (.xlsx), or as CSV in UTF-8."),
        )
    return text


def separator(text: str) -> str:
    """The sign that stands equally often in the most of the first lines."""
    lines = [line for line in text[:20_000].splitlines()[:LOOKED_AT] if line.strip()]
    counts = {sign: [line.count(sign) for line in lines] for sign in SEPARATORS}

    def agreement(sign: str) -> tuple[int, int]:
        usual = max(counts[sign], key=lambda count: (count > 0) * counts[sign].count(count), default=0)
        return (counts[sign].count(usual) if usual else 0, usual)

    return max(SEPARATORS, key=agreement)


def _lines(text: str) -> Iterator[str]:
    """Line by line without a second copy of the text; other signs that some call line ends stay in their cell."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end + 1
        yield text[start:end].replace("\r\n", "\n").replace("\r", "\n") if end - start < 100_000 else text[start:end]
        start = end


def _in(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plain(cell: str, line: int) -> str:
    cell = cell.strip()
    if not cell.startswith("="):
        return cell
    if kept := KEPT_AS_TEXT.fullmatch(cell):
        return kept[1]
    raise formula(f"{cell[:12]} ({line})")
