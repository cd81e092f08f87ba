"""Ordering exports, carrying them on, and taking them away."""

import shutil
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.statistics import periods

from . import jobs, queries, rules, writing
from .models import UNDER_WAY, Export, Form, State
from .scopes import Scope

KEPT_DAYS = 7


@transaction.atomic
def order(*, actor: Actor, region_code: str, since: date, until: date, form: Form, at: datetime) -> Export:
    """Order the facts of a region, from one day to before another. Not allowed without the right to its figures; refused for
    days that can't be, and while another order of the same officer is under way."""
    if not rules.may_export(actor, region_code):
        raise NotAllowed("statistics.export_not_for_you")

    if not date(periods.FIRST_YEAR, 1, 1) <= since < until <= timezone.localdate(at) + timedelta(days=1):
        raise Refused(
            "statistics.export_days",
            _("The days are not in order, begin before 1980 or end in the future."),
            next_step=_("Choose a first day, and a last one that is not before it."),
            field="until",
        )
    if Export.objects.filter(asked_by=actor.person_id, state__in=UNDER_WAY).exists():
        raise Refused(
            "statistics.export_under_way",
            _("Another export of yours is under way; there is one at a time."),
            next_step=_("Wait until it is done, or cancel it."),
        )

    scope = Scope(region_code, since, until, form)
    scope.place_codes()
    export = Export.objects.create(
        id=ids.uuid7(),
        region_code=region_code,
        since=since,
        until=until,
        form=form,
        expected=scope.expected(),
        asked_by=actor.person_id,
        asked_by_name=actor.label[:300],
        acting_for=actor.acting_for,
        asked_at=at,
    )

    jobs.carry_on(export.id)
    _tell(actor, "statistics.export_ordered", export, at)
    return export


@transaction.atomic
def cancel(*, actor: Actor, export_id: UUID, at: datetime) -> Export:
    """Stop an export of one's own. What was written goes with the next step of the worker. Refused once it has ended."""
    export = _own(actor, export_id)

    if export.state not in UNDER_WAY:
        raise Refused("statistics.export_ended", _("This export has ended already."))

    _end(export, State.CANCELLED, at)

    jobs.carry_on(export.id)
    _tell(actor, "statistics.export_cancelled", export, at)
    return export


@transaction.atomic
def resume(*, actor: Actor, export_id: UUID, at: datetime) -> Export:
    """Carry on an export that failed, where it stopped. Not allowed without the right; refused for any other."""
    export = _own(actor, export_id)

    if not rules.may_export(actor, export.region_code):
        raise NotAllowed("statistics.export_not_for_you")

    if export.state != State.FAILED:
        raise Refused(
            "statistics.export_not_failed", _("This export did not stop by itself, so there is nothing to carry on.")
        )
    if Export.objects.filter(asked_by=actor.person_id, state__in=UNDER_WAY).exists():
        raise Refused(
            "statistics.export_under_way",
            _("Another export of yours is under way; there is one at a time."),
            next_step=_("Wait until it is done, or cancel it."),
        )

    export.state, export.trouble, export.ended_at = State.WAITING, "", None
    export.save(update_fields=["state", "trouble", "ended_at"])

    jobs.carry_on(export.id)
    _tell(actor, "statistics.export_resumed", export, at)
    return export


@transaction.atomic
def advance(*, actor: Actor, export_id: UUID, standing: writing.Standing, at: datetime) -> bool:
    """Say how far an export came, and whether it goes on: not where it was cancelled meanwhile. Its end is told in the trail."""
    export = Export.objects.select_for_update().filter(id=export_id, state__in=UNDER_WAY).first()
    if export is None:
        return False
    export.state, export.done, export.bytes = State.RUNNING, standing.rows, standing.bytes
    if standing.is_whole:
        _end(export, State.DONE, at)
        _tell(actor, "statistics.export_made", export, at)
    export.save(update_fields=["state", "done", "bytes", "ended_at"])
    return not standing.is_whole


@transaction.atomic
def fail(*, actor: Actor, export_id: UUID, trouble: str, at: datetime) -> None:
    """Stop an export that can't go on: the disk is full, or the right is gone. What was written stays."""
    export = Export.objects.select_for_update().filter(id=export_id, state__in=UNDER_WAY).first()
    if export is None:
        return
    export.trouble = trouble
    _end(export, State.FAILED, at)
    _tell(actor, "statistics.export_stopped", export, at)


@transaction.atomic
def take(*, actor: Actor, scope: Scope, at: datetime) -> UUID:
    """Say that the operator takes an export by command. Not allowed to people, who order theirs."""
    if not actor.is_system:
        raise NotAllowed("statistics.export_not_for_you")

    scope.place_codes()
    export = Export(
        id=ids.uuid7(), region_code=scope.region_code, since=scope.since, until=scope.until, form=scope.form
    )
    _tell(actor, "statistics.export_taken", export, at)
    return export.id


@transaction.atomic
def delete_old(*, actor: Actor, at: datetime) -> int:
    """Delete the files of exports that ended a week ago, and of those that were cancelled; answers how many."""
    over = queries.over(at - timedelta(days=KEPT_DAYS))
    for export in over:
        shutil.rmtree(queries.folder_of(export.id), ignore_errors=True)
    Export.objects.filter(id__in=[export.id for export in over]).update(state=State.DELETED)
    return len(over)


def _own(actor: Actor, export_id: UUID) -> Export:
    export = Export.objects.select_for_update().filter(id=export_id, asked_by=actor.person_id).first()
    if export is None:
        raise NotFound
    return export


def _end(export: Export, state: State, at: datetime) -> None:
    export.state, export.ended_at = state, at
    export.save(update_fields=["state", "trouble", "ended_at"])


def _tell(actor: Actor, name: str, export: Export, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=export.id,
        subject=("export", export.id, export.region_code),
        region_code=export.region_code,
        facts={"since": str(export.since), "until": str(export.until), "form": export.form, "rows": export.done},
    )
