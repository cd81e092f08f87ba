"""Answers to what the rows of a list ask: who is meant, why a day was so long, why somebody was not on the roster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.bulk import rules
from volunteercloud.domain.bulk.models import LineState, Sheet, SheetLine, SheetState
from volunteercloud.domain.identity import finding

from .sending import begin
from .telling import locked, start, tell

MOST_ANSWERS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said to one row; with ``for_all`` to every row that asks the same of the same name. ``number`` is that of the
    person who is meant."""

    line: int
    number: str = ""
    explanation: str = ""
    for_all: bool = False


@transaction.atomic
def answer(
    *,
    actor: Actor,
    organization_id: UUID,
    sheet_id: UUID,
    answers: Sequence[Answer],
    added_reason: str | None = None,
    at: datetime,
) -> Sheet:
    """Answer rows of a list, and check it again. ``added_reason`` lets people who were not signed up be put on the roster;
    empty takes that back, None leaves it.

    Refused: a row that asks nothing (`line.asks_nothing`), a person who is not among those who fit (`line.candidate`), a
    list that was not checked (`sheet.unchecked`), is being worked on or over.
    """
    sheet = locked(organization_id, sheet_id)

    rules.allow(actor, sheet.organization)

    rules.check_at_rest(sheet)
    if sheet.state != SheetState.CHECKED:
        raise Refused("sheet.unchecked", _("This list has not been checked yet."))
    if len(answers) > MOST_ANSWERS:
        raise Refused("sheet.answers", _("These are too many answers at once."))
    if added_reason is not None:
        sheet.added_reason = rules.stated_if_any(added_reason)
    asking = {line.line: line for line in _asking(sheet).filter(line__in=[one.line for one in answers])}
    for one in answers:
        _take(sheet, asking.get(one.line), one)

    begin(sheet, SheetState.CHECKING, actor, at)
    sheet.save(update_fields=["added_reason", "state", "done", "run_by", "run_by_name", "trouble", "changed_at"])
    start(sheet)

    tell(actor, "bulk.rows_answered", sheet, at, {"rows": len(answers)})
    return sheet


def _asking(sheet: Sheet):  # type: ignore[no-untyped-def]  # a queryset of lines
    return SheetLine.objects.filter(
        organization_id=sheet.organization_id, sheet_id=sheet.id, state=LineState.ASKS
    ).order_by("line")


def _take(sheet: Sheet, line: SheetLine | None, one: Answer) -> None:
    if line is None:
        raise Refused(
            "line.asks_nothing",
            _("Row %(line)s asks nothing.") % {"line": one.line},
            next_step=_("Load the page again; somebody may have answered meanwhile."),
            facts={"line": one.line},
        )
    same = (
        _asking(sheet).filter(code=line.code, name=line.name) if one.for_all else _asking(sheet).filter(line=line.line)
    )
    if one.explanation.strip():
        same.update(explanation=one.explanation.strip()[:300])
    number = ids.clean_public_code(one.number)
    if not number:
        return
    chosen = next((person for person in finding.by_id(line.candidates).values() if person.number == number), None)
    if chosen is None:
        raise Refused(
            "line.candidate",
            _("This person is not among those who fit row %(line)s.") % {"line": line.line},
            facts={"line": line.line},
        )
    same.filter(candidates=line.candidates).update(volunteer_id=chosen.id, number=chosen.number)
