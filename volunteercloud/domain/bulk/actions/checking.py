"""The dry run: every line is entered and taken back, and what came of it is kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.transactions import retried
from volunteercloud.domain.bulk import queries, staging, storing, trying
from volunteercloud.domain.bulk.models import Sheet, SheetFile, SheetState
from volunteercloud.domain.bulk.outcomes import Due, Outcome, Why
from volunteercloud.domain.bulk.progress import Tell, silent
from volunteercloud.domain.bulk.reading import tables

from .telling import tell


class _TakenBack(Exception):
    """Ends a dry run: what it wrote is gone."""


@retried
def check(*, actor: Actor, organization_id: UUID, sheet_id: UUID, at: datetime, progress: Tell = silent) -> Sheet:
    """Find out what would come of each line of a list, and of all together; nothing is entered.

    A list that is not waiting for it is left as it is. Begun again after it was interrupted, it begins from the start.
    """
    sheet = Sheet.objects.select_related("organization").filter(organization_id=organization_id, id=sheet_id).first()
    if sheet is None:
        raise NotFound
    if sheet.state != SheetState.CHECKING:
        return sheet
    documents = 0 if sheet.is_staged else _stage(sheet, at, progress)
    kept, refused = trying.apart(queries.due(organization_id, sheet_id))
    storing.store(sheet, refused)
    found, totals = _try_out(actor, sheet, trying.in_order(kept), at, progress)
    storing.store(sheet, found)

    sheet.is_staged, sheet.state, sheet.totals, sheet.changed_at = True, SheetState.CHECKED, totals, at
    sheet.counts, sheet.done = queries.counts(organization_id, sheet_id), sheet.lines
    sheet.save(update_fields=["is_staged", "state", "totals", "counts", "lines", "done", "changed_at"])

    facts = {"counts": sheet.counts, "documents_looked_up": documents}
    tell(actor, "bulk.sheet_checked", sheet, at, facts)
    return sheet


def _stage(sheet: Sheet, at: datetime, progress: Tell) -> int:
    """Read the file into lines. Returns how many document numbers were looked up."""
    file = SheetFile.objects.get(organization_id=sheet.organization_id, sheet_id=sheet.id)
    content = keys.unseal_bytes("sheet-file", file.sealed, bound_to=sheet.id.bytes)
    table = tables.read(content, file.name, sheet.worksheet)
    del content, file
    documents = 0
    for staged in staging.stage(sheet, table, at):
        sheet.lines, documents = staged.lines, staged.documents
        progress(staged.lines // 2)
    return documents


def _try_out(
    actor: Actor, sheet: Sheet, due: Sequence[Due], at: datetime, progress: Tell
) -> tuple[list[Outcome], dict[str, dict[str, int]]]:
    found: list[Outcome] = []
    totals: dict[str, dict[str, int]] = {}
    activities = trying.activities_of(sheet.organization_id, due)
    half = sheet.lines // 2
    try:
        with transaction.atomic():
            totals["before"] = trying.totals(sheet.organization_id, activities)
            for part in trying.enter(actor, sheet.organization_id, due, Why(sheet.reason, sheet.added_reason), at):
                found += part
                progress(half + len(found) // 2)
            totals["after"] = trying.totals(sheet.organization_id, activities)
            raise _TakenBack
    except _TakenBack:
        pass
    for one in found:
        one.record_id = None  # of a record that is not there
    return found, totals
