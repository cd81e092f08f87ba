"""Lists that were taken in, their lines, and how far they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.bulk.models import LineState

from . import access, words
from .models import Intake, IntakeLine, IntakeState

PAGE = 50
LISTS = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with the words for it in the reader's language."""

    line: IntakeLine
    message: str
    next_step: str
    notes: list[str]


def intakes(
    viewer: Actor,
    kind: str,
    owner_id: UUID,
    before: tuple[datetime, UUID] | None = None,
    limit: int = LISTS,
    source_id: UUID | None = None,
) -> list[Intake]:
    """The lists of an officer or an organization, newest first, a page and one more; those of one source, where it is named.
    ``before`` is the last one seen."""
    if kind == "members" or viewer.id != owner_id:
        access.allow(viewer, kind, owner_id, "")
    found = Intake.objects.filter(owner_id=owner_id, kind=kind).exclude(state=IntakeState.DISCARDED)
    if source_id:
        found = found.filter(source_id=source_id)
    if before:
        sent_at, intake_id = before
        found = found.filter(sent_at__lte=sent_at).exclude(sent_at=sent_at, id__gte=intake_id)
    return list(found.order_by("-sent_at", "-id")[: limit + 1])


def intake(viewer: Actor, kind: str, owner_id: UUID, intake_id: UUID) -> Intake:
    found = Intake.objects.filter(owner_id=owner_id, id=intake_id, kind=kind).first()
    if found is None:
        raise NotFound
    access.allow(viewer, found.kind, owner_id, found.region_code)
    return found


def lines(found: Intake, states: tuple[str, ...] = (), after: int = 0, limit: int = PAGE) -> list[Shown]:
    """Lines of a list that the viewer was given, in their order, of some states or of all, a page and one more."""
    rows = IntakeLine.objects.filter(owner_id=found.owner_id, intake_id=found.id, line__gt=after)
    if states:
        rows = rows.filter(state__in=states)
    return [_shown(row) for row in rows.order_by("line")[: limit + 1]]


def codes(found: Intake) -> dict[str, int]:
    """How many lines are to be entered or ask, by what is said of them; those of which nothing is said are new."""
    rows = IntakeLine.objects.filter(owner_id=found.owner_id, intake_id=found.id)
    due = rows.filter(state__in=(LineState.READY, LineState.ASKS)).values("code").annotate(lines=Count("line"))
    return {
        code.rpartition(".")[2] or "new": number for code, number in due.order_by("code").values_list("code", "lines")
    }


def every_line(found: Intake) -> Iterator[Shown]:
    """All lines in their order, a chunk in memory at a time, for the annotated list."""
    rows = IntakeLine.objects.filter(owner_id=found.owner_id, intake_id=found.id).order_by("line")
    for row in rows.iterator(chunk_size=2_000):
        yield _shown(row)


def _shown(line: IntakeLine) -> Shown:
    message, next_step = words.of_line(line.code or f"line.{line.state}", line.facts)
    return Shown(line, message, next_step, [str(words.NOTES[note]) for note in line.notes])
