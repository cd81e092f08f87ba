"""The lists of an organization, their lines, and what is known of how far they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.activities.models import Activity
from volunteercloud.domain.identity import finding
from volunteercloud.domain.identity.finding import Person
from volunteercloud.domain.organizations import rules as organization_rules

from . import words
from .models import LineState, Sheet, SheetLine
from .outcomes import Due

PAGE = 50
SHEETS = 30
MOST_ACTIVITIES = 200
TO_MEND = (LineState.ASKS, LineState.REFUSED)


@dataclass(frozen=True, slots=True)
class Shown:
    """A line with the words for it in the reader's language, and the people among whom to choose."""

    line: SheetLine
    message: str
    next_step: str
    notes: list[str]
    candidates: list[Person]


def sheets(
    viewer: Actor, organization_id: UUID, before: tuple[datetime, UUID] | None = None, limit: int = SHEETS
) -> list[Sheet]:
    """The organization's lists, newest first, a page and one more. ``before`` is the cursor: the last one seen."""
    _allow(viewer, organization_id)
    found = Sheet.objects.filter(organization_id=organization_id)
    if before:
        sent_at, sheet_id = before
        found = found.filter(sent_at__lte=sent_at).exclude(sent_at=sent_at, id__gte=sheet_id)
    return list(found.defer("sample").order_by("-sent_at", "-id")[: limit + 1])


def sheet(viewer: Actor, organization_id: UUID, sheet_id: UUID) -> Sheet:
    _allow(viewer, organization_id)
    found = Sheet.objects.filter(organization_id=organization_id, id=sheet_id).first()
    if found is None:
        raise NotFound
    return found


def lines(
    viewer: Actor,
    organization_id: UUID,
    sheet_id: UUID,
    states: tuple[str, ...] = (),
    after: int = 0,
    limit: int = PAGE,
) -> list[Shown]:
    """Lines in their order, of some states or of all, a page and one more. ``after`` is the number of the last one seen."""
    sheet(viewer, organization_id, sheet_id)
    found = SheetLine.objects.filter(organization_id=organization_id, sheet_id=sheet_id, line__gt=after)
    if states:
        found = found.filter(state__in=states)
    rows = list(found.order_by("line")[: limit + 1])
    people = finding.by_id(candidate for row in rows for candidate in row.candidates)
    return [_shown(row, people) for row in rows]


def every_line(viewer: Actor, organization_id: UUID, sheet_id: UUID) -> Iterator[Shown]:
    """All lines in their order, a chunk in memory at a time, for the annotated list."""
    _allow(viewer, organization_id)
    found = SheetLine.objects.filter(organization_id=organization_id, sheet_id=sheet_id).order_by("line")
    for row in found.iterator(chunk_size=2_000):
        yield _shown(row, {})


def activities(viewer: Actor, organization_id: UUID) -> list[Activity]:
    """What a list may be for: the organization's activities, the newest first."""
    _allow(viewer, organization_id)
    return list(
        Activity.objects.filter(organization_id=organization_id).order_by("-created_at", "-id")[:MOST_ACTIVITIES]
    )


def counts(organization_id: UUID, sheet_id: UUID) -> dict[str, int]:
    """How many lines are in each state."""
    rows = SheetLine.objects.filter(organization_id=organization_id, sheet_id=sheet_id)
    return dict(rows.values("state").annotate(lines=Count("line")).order_by("state").values_list("state", "lines"))


def due(organization_id: UUID, sheet_id: UUID) -> list[Due]:
    """The lines that can be tried, in the order of the file."""
    rows = SheetLine.objects.filter(
        organization_id=organization_id,
        sheet_id=sheet_id,
        volunteer_id__isnull=False,
        shift_id__isnull=False,
        starts_at__isnull=False,
    )
    return _as_due(rows.order_by("line"))


def ready(organization_id: UUID, sheet_id: UUID, limit: int | None) -> list[Due]:
    """The first lines that wait to be entered, in the order in which they are; all without a limit."""
    rows = SheetLine.objects.filter(organization_id=organization_id, sheet_id=sheet_id, state=LineState.READY)
    return _as_due(rows.order_by("shift_id", "line")[:limit])


def _as_due(rows: QuerySet[SheetLine]) -> list[Due]:
    columns = ("line", "volunteer_id", "shift_id", "starts_at", "ends_at", "break_minutes", "explanation", "notes")
    found = rows.values_list(*columns).iterator(chunk_size=5_000)
    return [
        Due(line, volunteer_id, shift_id, starts_at, ends_at, pause, explanation, "by_name" in notes)
        for line, volunteer_id, shift_id, starts_at, ends_at, pause, explanation, notes in found
    ]


def _allow(viewer: Actor, organization_id: UUID) -> None:
    if not organization_rules.can_record(viewer, organization_id):
        raise NotAllowed("organization.not_recorder")


def _shown(line: SheetLine, people: dict[UUID, Person]) -> Shown:
    code = line.code or f"line.{line.state}"
    message, next_step = words.of_line(code, line.facts, line.said)
    notes = [str(words.NOTES[note]) for note in line.notes] if line.state != LineState.REFUSED else []
    return Shown(line, message, next_step, notes, [people[one] for one in line.candidates if one in people])
