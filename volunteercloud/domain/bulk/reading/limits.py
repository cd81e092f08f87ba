"""How much of a file is read. What is larger is refused before it is opened, or while it is."""

from dataclasses import dataclass

MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """``size`` and ``inflated`` in bytes; ``cells`` of the rectangle that is laid out in memory, 32 bytes each; ``signs``
    of one cell."""

    lines: int = 100_000
    size: int = 20 * 1024 * 1024
    inflated: int = 128 * 1024 * 1024  # 100,000 rows of twelve columns inflate to 70 MB
    cells: int = 4_000_000
    signs: int = 1000  # a cell of a list of names and times has twenty

    @property
    def rows(self) -> int:
        """With titles, headings and gaps."""
        return self.lines + 100


USUAL = Limits()
