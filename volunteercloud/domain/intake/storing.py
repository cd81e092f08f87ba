"""Lines of a list, written and read many at a time."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Count

from volunteercloud.core.writing import Writing, told
from volunteercloud.domain.bulk.models import LineState

from .lines import Line
from .models import Intake, IntakeLine

AT_ONCE = 5_000
LINES = Writing(IntakeLine)
COMPARED = ("line", "name", "uscc", "region_code", "above", "beside", "subject_id", "state", "code", "level")
ENTERED = (*COMPARED, "given", "parent_id", "liaison_id", "notes")
STORE = """
UPDATE intake_intakeline AS line
SET state = came.state, code = came.code, facts = came.facts, subject_id = came.subject_id, parent_id = came.parent_id,
    liaison_id = came.liaison_id, level = came.level, notes = came.notes
FROM json_to_recordset(%s) AS came (
    line integer, state varchar, code varchar, facts jsonb, subject_id uuid, parent_id uuid, liaison_id uuid,
    level smallint, notes varchar[]
)
WHERE line.owner_id = %s AND line.intake_id = %s AND line.line = came.line
"""
CLOSE = """
UPDATE intake_intakeline AS line
SET state = came.state, code = came.code, facts = came.facts, given = '{}'
FROM json_to_recordset(%s) AS came (line integer, state varchar, code varchar, facts jsonb)
WHERE line.owner_id = %s AND line.intake_id = %s AND line.line = came.line
"""
GIVE_KEYS = """
UPDATE intake_intakeline AS line
SET given = line.given || came.given
FROM json_to_recordset(%s) AS came (line integer, given jsonb)
WHERE line.owner_id = %s AND line.intake_id = %s AND line.line = came.line
"""


def write(lines: Sequence[Line]) -> None:
    """New lines; many at once."""
    LINES.write_told(told(lines), "line")


def store(intake: Intake, lines: Sequence[Line]) -> None:
    """What came of lines in the dry run."""
    named = ("line", "state", "code", "facts", "subject_id", "parent_id", "liaison_id", "level", "notes")
    _run(STORE, intake, [{name: getattr(line, name) for name in named} for line in lines])


def give_keys(intake: Intake, keys: Mapping[int, str]) -> None:
    """By line the key that it goes by, as its list gives none."""
    _run(GIVE_KEYS, intake, [{"line": line, "given": {"key": key}} for line, key in keys.items()])


def close(intake: Intake, lines: Sequence[Line]) -> None:
    """What came of lines in earnest. What they said of people goes."""
    _run(CLOSE, intake, [{name: getattr(line, name) for name in ("line", "state", "code", "facts")} for line in lines])


def compared(intake: Intake) -> list[Line]:
    """All lines of a list, as much of them as is compared, in their order."""
    rows = _of(intake).order_by("line").values_list(*COMPARED).iterator(chunk_size=AT_ONCE)
    return [_line(intake, COMPARED, row) for row in rows]


def ready(intake: Intake, limit: int, after: int = 0) -> list[Line]:
    """The next lines to be entered, the higher organizations first."""
    rows = _of(intake).filter(state=LineState.READY, line__gt=after).order_by("level", "line")[:limit]
    return [_line(intake, ENTERED, row) for row in rows.values_list(*ENTERED)]


def read_on(intake: Intake, after: int, limit: int) -> list[Line]:
    """The next lines of a list with what they say, in their order."""
    rows = _of(intake).filter(line__gt=after).order_by("line")[:limit]
    return [_line(intake, ENTERED, row) for row in rows.values_list(*ENTERED)]


def counts(intake: Intake) -> dict[str, int]:
    """How many lines are in each state."""
    rows = _of(intake).values("state").annotate(lines=Count("line")).order_by("state")
    return dict(rows.values_list("state", "lines"))


def _of(intake: Intake):  # type: ignore[no-untyped-def]  # a queryset of lines
    return IntakeLine.objects.filter(owner_id=intake.owner_id, intake_id=intake.id)


def _line(intake: Intake, names: Sequence[str], row: Sequence[Any]) -> Line:
    return Line(intake.owner_id, intake.id, **dict(zip(names, row, strict=True)))


def _run(statement: str, intake: Intake, rows: list[dict[str, Any]]) -> None:
    rest = iter(rows)
    while part := list(islice(rest, AT_ONCE)):
        with connection.cursor() as cursor:
            cursor.execute(statement, [told(part), intake.owner_id, intake.id])
