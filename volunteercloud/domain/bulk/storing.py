"""What came of lines, written beside them: any number in one statement."""

from collections.abc import Sequence
from itertools import islice

from django.db import connection

from volunteercloud.core import writing

from .models import LineState, Sheet
from .outcomes import Outcome

AT_ONCE = 5_000
STORE = """
UPDATE bulk_sheetline AS line
SET state = came.state, code = came.code, facts = came.facts, said = came.said, minutes = came.minutes,
    record_id = came.record_id,
    notes = CASE WHEN 'by_name' = ANY (line.notes) AND NOT 'by_name' = ANY (came.notes)
                 THEN ARRAY['by_name']::varchar[] || came.notes ELSE came.notes END
FROM json_to_recordset(%s) AS came (
    line integer, state varchar, code varchar, facts jsonb, said jsonb, notes varchar[], minutes integer, record_id uuid
)
WHERE line.organization_id = %s AND line.sheet_id = %s AND line.line = came.line
"""


def store(sheet: Sheet, outcomes: Sequence[Outcome]) -> None:
    """Write outcomes beside their lines. How a person was found stays noted."""
    rest = iter(outcomes)
    while part := list(islice(rest, AT_ONCE)):
        said = writing.told([_said(one) for one in part])
        with connection.cursor() as cursor:
            cursor.execute(STORE, [said, sheet.organization_id, sheet.id])


def entered(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """Outcomes of lines that were entered in earnest."""
    for one in outcomes:
        if one.state == LineState.READY:
            one.state = LineState.ENTERED
    return outcomes


def _said(one: Outcome) -> dict[str, object]:
    return {
        "line": one.line,
        "state": one.state.value,
        "code": one.code,
        "facts": one.facts,
        "said": one.said,
        "notes": one.notes,
        "minutes": one.minutes,
        "record_id": one.record_id,
    }
