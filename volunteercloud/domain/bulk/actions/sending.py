"""Sending a list, saying which column is which, ordering that it be entered, and throwing it away."""

import hashlib
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids, keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.models import Activity
from volunteercloud.domain.bulk import rules
from volunteercloud.domain.bulk.lines import Columns
from volunteercloud.domain.bulk.models import Sheet, SheetFile, SheetLine, SheetState
from volunteercloud.domain.bulk.reading import tables
from volunteercloud.domain.bulk.reading.limits import USUAL
from volunteercloud.domain.bulk.reading.refusals import too_many
from volunteercloud.domain.organizations import queries as organization_queries

from .telling import locked, start, tell

SAMPLE = 5


@transaction.atomic
def send(
    *,
    actor: Actor,
    organization_id: UUID,
    activity_id: UUID | None,
    content: bytes,
    file_name: str,
    worksheet: str = "",
    reason: str,
    added_reason: str = "",
    language: str,
    at: datetime,
) -> Sheet:
    """Take in a list for one activity, or for all of the organization. Nothing is entered yet: its columns are shown first.

    The same file for the same activity is the sheet there is, whatever became of it: look at ``sent_at``. Refused: without
    a reason (`sheet.reason`), and whatever `tables.read` refuses.
    """
    organization = organization_queries.organization(actor, organization_id)

    rules.allow(actor, organization)

    said, added = rules.stated(reason), rules.stated_if_any(added_reason)
    activity = _activity(organization_id, activity_id)
    name = "".join(sign for sign in file_name if sign.isprintable())[-200:]
    table = tables.read(content, name, worksheet)
    mapping = {field.value: column for field, column in table.heading.mapping.items()}
    columns = Columns(mapping, timezone.localdate(at), table.epoch_1904)
    sample = [columns.kept(cells) for _line, cells in islice(table.rows, SAMPLE)]
    lines = len(sample) + sum(1 for _row in table.rows)
    if not lines:
        raise Refused(
            "sheet.only_headings",
            _("The list has headings, but no rows below them."),
            next_step=_("Choose the file with your list."),
            field="file",
        )
    if lines > USUAL.lines:
        raise too_many(USUAL.lines)

    sheet, is_new = Sheet.objects.get_or_create(
        organization_id=organization_id,
        digest=_digest(content, activity_id, table.worksheet),
        state__in=[state for state in SheetState.values if state != SheetState.DISCARDED],
        defaults={
            "id": ids.uuid7(),
            "activity_id": activity_id,
            "activity_title": activity.title if activity else "",
            "file_name": name,
            "worksheet": table.worksheet[:100],
            "headings": table.heading.texts,
            "sample": sample,
            "mapping": mapping,
            "reason": said,
            "added_reason": added,
            "language": language,
            "state": SheetState.SENT,
            "lines": lines,
            "sent_at": at,
            "sent_by": actor.person_id,
            "sent_by_name": actor.label,
            "changed_at": at,
        },
    )
    sheet.organization = organization
    if not is_new:
        return sheet
    sealed = keys.seal_bytes("sheet-file", content, bound_to=sheet.id.bytes)
    kept_until = at + timedelta(days=rules.FILE_KEPT_DAYS)
    SheetFile.objects.create(
        organization_id=organization_id, sheet_id=sheet.id, name=name, sealed=sealed, kept_until=kept_until
    )

    tell(actor, "bulk.sheet_sent", sheet, at, {"lines": lines, "reason": said})
    return sheet


@transaction.atomic
def match_columns(
    *, actor: Actor, organization_id: UUID, sheet_id: UUID, mapping: dict[str, int], at: datetime
) -> Sheet:
    """Say which column holds what, and start the dry run. Refused: columns that do not tell who and when (`sheet.columns`),
    a list that is being worked on or over (`sheet.running`, `sheet.over`), one whose file is gone (`sheet.file_gone`)."""
    sheet = locked(organization_id, sheet_id)

    rules.allow(actor, sheet.organization)

    rules.check_at_rest(sheet)
    if not SheetFile.objects.filter(organization_id=organization_id, sheet_id=sheet_id).exists():
        raise Refused(
            "sheet.file_gone",
            _("The file was kept for some days and is deleted now."),
            next_step=_("Send the list again."),
        )
    sheet.mapping = rules.check_mapping(mapping, len(sheet.headings))

    begin(sheet, SheetState.CHECKING, actor, at)
    sheet.is_staged = False
    sheet.save(
        update_fields=["mapping", "is_staged", "state", "done", "run_by", "run_by_name", "trouble", "changed_at"]
    )
    start(sheet)

    tell(actor, "bulk.columns_matched", sheet, at, {"mapping": sheet.mapping})
    return sheet


@transaction.atomic
def order(*, actor: Actor, organization_id: UUID, sheet_id: UUID, choice: str, at: datetime) -> Sheet:
    """Have a checked list entered in the background: its good rows, or all or none. Ordered again, it is the same order.

    Refused before the dry run (`sheet.unchecked`), with nothing to enter (`sheet.nothing`), and with a row that can't be
    where all or none was chosen (`sheet.not_all`).
    """
    sheet = locked(organization_id, sheet_id)

    rules.allow(actor, sheet.organization)

    if sheet.state in {SheetState.ENTERING, SheetState.ENTERED} and sheet.choice == choice:
        return sheet
    sheet.choice = rules.check_enterable(sheet, choice)

    begin(sheet, SheetState.ENTERING, actor, at)
    sheet.entered_at = at
    sheet.save(
        update_fields=["choice", "state", "done", "run_by", "run_by_name", "trouble", "changed_at", "entered_at"]
    )
    start(sheet)

    tell(actor, "bulk.sheet_ordered", sheet, at, {"choice": sheet.choice, "counts": sheet.counts})
    return sheet


@transaction.atomic
def discard(*, actor: Actor, organization_id: UUID, sheet_id: UUID, at: datetime) -> Sheet:
    """Throw a list away with its lines and its file; nothing of it was entered. The same file may be sent anew."""
    sheet = locked(organization_id, sheet_id)

    rules.allow(actor, sheet.organization)

    rules.check_at_rest(sheet)

    SheetLine.objects.filter(organization_id=organization_id, sheet_id=sheet_id).delete()
    SheetFile.objects.filter(organization_id=organization_id, sheet_id=sheet_id).delete()
    sheet.state, sheet.sample, sheet.changed_at = SheetState.DISCARDED, [], at
    sheet.save(update_fields=["state", "sample", "changed_at"])

    tell(actor, "bulk.sheet_discarded", sheet, at)
    return sheet


@transaction.atomic
def drop_files(*, actor: Actor, at: datetime) -> int:
    """Delete files whose days are over, as the job worker does alone. What was read from them stays. Returns how many."""
    if not actor.is_system:
        raise NotAllowed("organization.not_leader")
    return SheetFile.objects.filter(kept_until__lte=at).delete()[0]


def begin(sheet: Sheet, state: SheetState, actor: Actor, at: datetime) -> None:
    sheet.state, sheet.done, sheet.trouble, sheet.changed_at = state, 0, {}, at
    sheet.run_by, sheet.run_by_name = actor.person_id, actor.label


def _activity(organization_id: UUID, activity_id: UUID | None) -> Activity | None:
    if activity_id is None:
        return None
    activity = Activity.objects.filter(organization_id=organization_id, id=activity_id).first()
    if activity is None:
        raise NotFound
    return activity


def _digest(content: bytes, activity_id: UUID | None, worksheet: str) -> str:
    said = hashlib.sha256(content)
    said.update(f"\n{activity_id or ''}\n{worksheet}".encode())
    return said.hexdigest()
