"""From the rows of a file to lines in the database: what each says, whom and which shift it means.

Rows come in chunks: none of them is in memory together with all the others, and a chunk takes a constant number of
statements. Nothing here decides whether a line can be entered; that is `trying`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils import timezone

from volunteercloud.core.writing import Writing, told
from volunteercloud.domain.identity.finding import Person

from . import lines
from .lines import Columns, Said, Times
from .matching import Matched, People, expected
from .models import LineState, Sheet, SheetLine
from .placing import Placed, Plan, Wish
from .reading.headings import Field
from .reading.limits import USUAL
from .reading.refusals import too_many
from .reading.tables import Cell, Table
from .words import Unsaid

CHUNK = 2_000
NO_WISH = Wish()
LINES = Writing(SheetLine)


@dataclass(slots=True)
class Read:
    """A row on its way to being a line; ``unsaid`` is the first thing that stands against it."""

    line: int
    cells: list[str]
    said: Said | None = None
    times: Times | None = None
    wish: Wish = NO_WISH
    explanation: str = ""
    name: str = ""
    unsaid: Unsaid | None = None
    matched: Matched | None = None
    fits: Sequence[Placed] = ()


@dataclass(slots=True)
class Line:
    """What a `SheetLine` holds, by the names of its columns; a hundred thousand of them are made faster without what a
    model brings along."""

    organization_id: UUID
    sheet_id: UUID
    line: int
    cells: list[str]
    name: str
    explanation: str
    state: str
    number: str = ""
    volunteer_id: UUID | None = None
    candidates: list[UUID] = field(default_factory=list)
    shift_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    break_minutes: int = 0
    code: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    minutes: int | None = None
    record_id: UUID | None = None


@dataclass(slots=True)
class Staged:
    """How many lines there are, and how many document numbers were looked up for them."""

    lines: int = 0
    documents: int = 0


def stage(sheet: Sheet, table: Table, at: datetime) -> Iterator[Staged]:
    """Write the lines of a sheet, chunk by chunk; each time tells how far it is. Lines that were there are gone before."""
    SheetLine.objects.filter(organization_id=sheet.organization_id, sheet_id=sheet.id).delete()
    columns = Columns(sheet.mapping, timezone.localdate(at), table.epoch_1904)
    plan, staged = Plan(sheet.organization_id, sheet.activity_id), Staged()
    known: dict[str, Person] = {}
    while chunk := list(islice(table.rows, CHUNK)):
        staged.lines += len(chunk)
        if staged.lines > USUAL.lines:
            raise too_many(USUAL.lines)
        read = [_read(columns, line, cells) for line, cells in chunk]
        staged.documents += settle(sheet.organization_id, plan, read, known)
        LINES.write_told(told([line_of(sheet.organization_id, sheet.id, one) for one in read]), "line")
        yield staged


def _read(columns: Columns, line: int, cells: Sequence[Cell]) -> Read:
    read = Read(line, columns.kept(cells))
    read.explanation = lines.without_numbers(columns.text(cells, Field.EXPLANATION))[:300]
    read.name = lines.without_numbers(columns.text(cells, Field.NAME))[:300]
    read.wish = Wish(*(columns.text(cells, field) for field in (Field.SHIFT, Field.ACTIVITY, Field.POST)))
    try:
        read.said = lines.person(columns, cells)
        read.times = lines.times(columns, cells)
    except Unsaid as unsaid:
        read.unsaid = unsaid
    return read


def settle(organization_id: UUID, plan: Plan, chunk: list[Read], known: dict[str, Person] | None = None) -> int:
    """Find people and shifts for a chunk of rows. Returns how many documents were looked up."""
    people = People(organization_id, [read.said for read in chunk if read.said], known)
    plan.read({read.times.on for read in chunk if read.times}, {read.wish.shift for read in chunk if read.wish.shift})
    for read in chunk:
        try:
            if read.said:
                read.matched = people.who(read.said)
            if read.times:
                read.fits = plan.fits(read.times, read.wish)
        except Unsaid as unsaid:
            read.unsaid = read.unsaid or unsaid
    _choose_by_roster(organization_id, plan, chunk)
    return people.documents_read


def _choose_by_roster(organization_id: UUID, plan: Plan, chunk: list[Read]) -> None:
    """Where several people or several shifts fit, whoever was signed up for one of them is meant."""
    open_ = [
        read for read in chunk if read.matched and read.fits and (len(read.matched.people) > 1 or len(read.fits) > 1)
    ]
    shifts = {fit.shift_id for read in open_ for fit in read.fits}
    who = {person.id for read in open_ if read.matched for person in read.matched.people}
    rosters = expected(organization_id, shifts, who)
    for read in open_:
        if read.matched is None:
            continue
        pairs = [
            (person, fit)
            for person in read.matched.people
            for fit in read.fits
            if fit.shift_id in rosters.get(person.id, ())
        ]
        if len(pairs) == 1:
            person, fit = pairs[0]
            read.matched, read.fits = Matched([person], read.matched.by_name), [fit]
    for read in chunk:
        if len(read.fits) > 1:
            read.unsaid = read.unsaid or Unsaid("shift.which", posts=plan.posts(read.fits))


def line_of(organization_id: UUID, sheet_id: UUID, read: Read) -> Line:
    """A row as a line, whatever could be read and found of it."""
    line = Line(
        organization_id=organization_id,
        sheet_id=sheet_id,
        line=read.line,
        cells=read.cells,
        name=read.name,
        explanation=read.explanation,
        state=LineState.REFUSED,
    )
    if read.matched and len(read.matched.people) == 1:
        person = read.matched.people[0]
        line.volunteer_id, line.number = person.id, person.number
        line.notes = ["by_name"] if read.matched.by_name else []
    if read.fits:
        fit = read.fits[0]
        if len(read.fits) == 1:
            line.shift_id = fit.shift_id
        line.starts_at, line.ends_at, line.break_minutes = fit.starts_at, fit.ends_at, fit.break_minutes
    if read.unsaid:
        line.code, line.facts = read.unsaid.code, read.unsaid.facts
    elif read.matched and len(read.matched.people) > 1:
        line.state, line.code = LineState.ASKS, "person.which"
        line.candidates = [person.id for person in read.matched.people]
        line.facts = {"name": read.name, "count": len(line.candidates)}
    return line
