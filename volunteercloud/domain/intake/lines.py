"""A line on its way: what was understood of it, what stands against it, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from volunteercloud.domain.bulk.models import LineState

MOST_SHOWN = 40


@dataclass(slots=True)
class Line:
    """As `IntakeLine`, by the names of its columns."""

    owner_id: UUID
    intake_id: UUID
    line: int
    cells: list[str] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    uscc: str = ""
    region_code: str = ""
    above: str = ""
    beside: str = ""
    subject_id: UUID | None = None
    parent_id: UUID | None = None
    liaison_id: UUID | None = None
    level: int = 0
    state: str = LineState.READY
    code: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether nothing stands against it so far."""
        return self.state == LineState.READY

    def refuse(self, code: str, **facts: object) -> None:
        """The first reason is the one that is told."""
        if self.state != LineState.REFUSED:
            self.state, self.code, self.facts = LineState.REFUSED, code, _told(facts)

    def ask(self, code: str, **facts: object) -> None:
        if self.is_open:
            self.state, self.code, self.facts = LineState.ASKS, code, _told(facts)

    def note(self, name: str) -> None:
        if name not in self.notes:
            self.notes.append(name)


Seal = Callable[[str], str]


def _told(facts: dict[str, object]) -> dict[str, object]:
    return {name: said[:MOST_SHOWN] if isinstance(said, str) else said for name, said in facts.items()}
