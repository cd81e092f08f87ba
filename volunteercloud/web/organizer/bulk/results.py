"""The rows of a list as its page shows them: those to mend, those that are good, or all."""

from dataclasses import dataclass
from math import ceil

from django.utils.translation import pgettext_lazy

from volunteercloud.core.actor import Actor
from volunteercloud.domain.bulk import queries
from volunteercloud.domain.bulk.models import LineState, Sheet
from volunteercloud.domain.bulk.queries import Shown

GOOD = (LineState.READY, LineState.ENTERED, LineState.SAME)
TABS = {
    "mend": (pgettext_lazy("rows", "To look at"), queries.TO_MEND),
    "good": (pgettext_lazy("rows", "Good"), GOOD),
    "all": (pgettext_lazy("rows", "All"), ()),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the bar, in hundredths of its width, with what it counts."""

    name: str
    lines: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Results:
    """One page of rows, the counts of all, and where the next page begins."""

    show: str
    lines: list[Shown]
    after: int | None
    counts: dict[str, int]

    @classmethod
    def of(cls, viewer: Actor, sheet: Sheet, show: str, after: str) -> "Results":
        counts = sheet.counts
        if show not in TABS:
            show = "mend" if any(counts.get(state) for state in queries.TO_MEND) else "all"
        begins = int(after) if after.isdecimal() and len(after) < 8 else 0
        states = tuple(state.value for state in TABS[show][1])
        rows = queries.lines(viewer, sheet.organization_id, sheet.id, states, begins)
        lines = rows[: queries.PAGE]
        return cls(show, lines, lines[-1].line.line if len(rows) > len(lines) else None, counts)

    @property
    def tabs(self) -> list[tuple[str, object, int]]:
        return [(name, words, self._count(states)) for name, (words, states) in TABS.items()]

    @property
    def good(self) -> int:
        return self.counts.get(LineState.READY, 0)

    @property
    def asking(self) -> int:
        return self.counts.get(LineState.ASKS, 0)

    @property
    def refused(self) -> int:
        return self.counts.get(LineState.REFUSED, 0)

    @property
    def same(self) -> int:
        return self.counts.get(LineState.SAME, 0)

    @property
    def entered(self) -> int:
        return self.counts.get(LineState.ENTERED, 0)

    @property
    def left(self) -> int:
        return self.asking + self.refused

    @property
    def bar(self) -> list[Part]:
        """What shares the bar; the smallest part is wide enough to be seen."""
        wanted = [
            ("b", self.good + self.entered + self.same),
            ("look", self.asking),
            ("stop", self.refused),
        ]
        total = sum(lines for _name, lines in wanted) or 1
        parts, start = [], 0.0
        for name, lines in wanted:
            if lines:
                width = max(1.0, ceil(lines * 1000 / total) / 10)
                parts.append(Part(name, lines, start, width))
                start = min(start + width, 99.0)
        return parts

    def _count(self, states: tuple[LineState, ...]) -> int:
        return sum(lines for state, lines in self.counts.items() if not states or state in states)
