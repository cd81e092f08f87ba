"""Entering a list that was checked: part by part, or the whole of it in one transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.bulk import queries, storing, trying, words
from volunteercloud.domain.bulk.models import Choice, LineState, Sheet, SheetFile, SheetState
from volunteercloud.domain.bulk.outcomes import Why
from volunteercloud.domain.bulk.progress import Tell, silent

from .telling import locked, tell

GONE_THROUGH = (LineState.ENTERED, LineState.SAME)


@retried
def enter_part(*, actor: Actor, organization_id: UUID, sheet_id: UUID, at: datetime, progress: Tell = silent) -> int:
    """Enter the next lines of a list that was ordered: as many as make a short transaction, or all where all or none was
    chosen. Returns how many there were; none is the end of it.

    Each line is marked in the transaction that enters it, so whoever goes on after an interruption begins behind it. A
    line that can't be entered any more is told; where all or none was chosen, nothing is entered (`sheet.changed`).
    """
    sheet = Sheet.objects.select_related("organization").filter(organization_id=organization_id, id=sheet_id).first()
    if sheet is None:
        raise NotFound
    if sheet.state != SheetState.ENTERING:
        return 0
    whole = sheet.choice == Choice.ALL_OR_NONE
    due = trying.in_order(queries.ready(organization_id, sheet_id, None if whole else trying.MOST_AT_ONCE))
    if not due:
        return 0
    done, failed = 0, 0
    for part in trying.enter(actor, organization_id, due, Why(sheet.reason, sheet.added_reason), at):
        storing.store(sheet, storing.entered(part))
        astray = next((one for one in part if one.state not in GONE_THROUGH), None)
        if astray and whole:
            raise _changed(astray.line)
        done += len(part)
        failed += sum(one.state not in GONE_THROUGH for one in part)
        progress(sheet.done + done)

    Sheet.objects.filter(organization_id=organization_id, id=sheet_id).update(done=sheet.done + done, changed_at=at)

    tell(actor, "bulk.rows_entered", sheet, at, {"rows": done, "not_entered": failed})
    return done


@transaction.atomic
def finish(*, actor: Actor, organization_id: UUID, sheet_id: UUID, at: datetime) -> Sheet:
    """Close a list of which nothing is left to enter, and delete its file."""
    sheet = locked(organization_id, sheet_id)
    if sheet.state != SheetState.ENTERING:
        return sheet

    SheetFile.objects.filter(organization_id=organization_id, sheet_id=sheet_id).delete()
    sheet.state, sheet.sample, sheet.changed_at = SheetState.ENTERED, [], at
    sheet.counts, sheet.done = queries.counts(organization_id, sheet_id), sheet.lines
    sheet.save(update_fields=["state", "sample", "changed_at", "counts", "done"])

    tell(actor, "bulk.sheet_entered", sheet, at, {"counts": sheet.counts})
    return sheet


@transaction.atomic
def give_back(*, actor: Actor, organization_id: UUID, sheet_id: UUID, refusal: Refused, at: datetime) -> Sheet:
    """End a run that was refused as a whole, with the reason for whoever ordered it. What was entered before stays."""
    sheet = locked(organization_id, sheet_id)
    if sheet.state not in {SheetState.CHECKING, SheetState.ENTERING}:
        return sheet

    sheet.state = SheetState.CHECKED if sheet.is_staged else SheetState.SENT
    sheet.counts, sheet.trouble = queries.counts(organization_id, sheet_id), words.in_each_language(refusal)
    sheet.changed_at = at
    sheet.save(update_fields=["state", "counts", "trouble", "changed_at"])

    tell(actor, "bulk.sheet_given_back", sheet, at, {"code": refusal.code})
    return sheet


def _changed(line: int) -> Refused:
    return Refused(
        "sheet.changed",
        format_lazy(
            _("Since the dry run something changed for row {line}, so nothing was entered, as you chose."), line=line
        ),
        next_step=_("Check the list again, and look at that row."),
        facts={"line": line},
    )
