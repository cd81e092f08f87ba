"""Lists as CSV, in which text stays text: no spreadsheet that opens one runs what somebody typed."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.utils.functional import Promise

# A wide sign makes a formula, too, where spreadsheets speak Chinese.
LIVE = re.compile(r"\s*[=+\-@＝＋－＠].|[\t\r]", re.DOTALL)


def dead(cell: str) -> str:
    """The text with an apostrophe before it where it would be a formula."""
    return f"'{cell}" if LIVE.match(cell) else cell


class Lines:
    """Writes lines to a file of text. Numbers stay numbers."""

    def __init__(self, file: IO[str] | Any) -> None:
        self._writer = csv.writer(file)

    def add(self, cells: Sequence[object]) -> Any:
        """A line. Returns what the file's `write` returned."""
        return self._writer.writerow([dead(str(cell)) if isinstance(cell, str | Promise) else cell for cell in cells])

    def add_all(self, lines: Iterable[Sequence[object]]) -> None:
        for cells in lines:
            self.add(cells)
