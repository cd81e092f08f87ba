"""Sending a list, ordering that it be entered, and throwing it away."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core import ids, keys
from volunteercloud.core.actor import Actor
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.intake import access, rules
from volunteercloud.domain.intake.models import Intake, IntakeFile, IntakeLine, IntakeState, Kind
from volunteercloud.domain.organizations import queries as organization_queries

from .telling import locked, start, tell

OPEN = (IntakeState.CHECKING, IntakeState.CHECKED, IntakeState.ENTERING)


@transaction.atomic
def send(
    *,
    actor: Actor,
    kind: Kind,
    owner_id: UUID,
    region_code: str = "",
    content: bytes,
    file_name: str,
    language: str,
    at: datetime,
) -> Intake:
    """Take in a list and start its dry run. Organizations: for an officer of ``region_code``, in which all of them are.
    Members: for managers of the organization, which owns the list.

    The same file for the same region is the list there is, for as long as it is not over: look at ``sent_at``. Refused
    unread: an empty file, one of more than 48 MB; what else can't be read is told on its page.
    """
    if kind == Kind.MEMBERS:
        region_code = organization_queries.organization(actor, owner_id).region_id

    access.allow(actor, kind, owner_id, region_code)

    rules.check_size(content)
    name = "".join(sign for sign in file_name if sign.isprintable())[-200:]
    intake, is_new = Intake.objects.get_or_create(
        owner_id=owner_id,
        digest=_digest(content, kind, region_code),
        state__in=OPEN,
        defaults={
            "id": ids.uuid7(),
            "kind": kind,
            "region_code": region_code,
            "file_name": name,
            "language": language,
            "state": IntakeState.CHECKING,
            "sent_at": at,
            "sent_by_name": actor.label,
            "changed_at": at,
            **_run_by(actor),
        },
    )
    if not is_new:
        return intake
    sealed = keys.seal_bytes("intake-file", content, bound_to=intake.id.bytes)
    IntakeFile.objects.create(owner_id=owner_id, intake_id=intake.id, name=name, sealed=sealed)
    start(intake)

    tell(actor, "intake.list_sent", intake, at)
    return intake


@transaction.atomic
def order(*, actor: Actor, owner_id: UUID, intake_id: UUID, with_alike: bool = False, at: datetime) -> Intake:
    """Have the good lines of a checked list entered in the background; ``with_alike`` also those that ask whether they
    are the same as something there. Ordered again, it is the same order. Refused with nothing to enter (`sheet.nothing`)."""
    intake = locked(owner_id, intake_id)

    access.allow(actor, intake.kind, owner_id, intake.region_code)

    if intake.state in (IntakeState.ENTERING, IntakeState.ENTERED):
        return intake
    rules.check_enterable(intake, with_alike=with_alike)

    if with_alike:
        asking = IntakeLine.objects.filter(owner_id=owner_id, intake_id=intake_id, state=LineState.ASKS)
        asking.update(state=LineState.READY, code="", facts={})
    intake.state, intake.done, intake.trouble, intake.with_alike = IntakeState.ENTERING, 0, {}, with_alike
    intake.entered_at = intake.changed_at = at
    for name, value in _run_by(actor).items():
        setattr(intake, name, value)
    intake.save()
    start(intake)

    tell(actor, "intake.list_ordered", intake, at, {"counts": intake.counts, "with_alike": with_alike})
    return intake


@transaction.atomic
def discard(*, actor: Actor, owner_id: UUID, intake_id: UUID, at: datetime) -> Intake:
    """Throw a list away with its lines; nothing of it was entered."""
    intake = locked(owner_id, intake_id)

    access.allow(actor, intake.kind, owner_id, intake.region_code)

    if not rules.may_be_discarded(intake):
        rules.check_at_rest(intake)

    IntakeLine.objects.filter(owner_id=owner_id, intake_id=intake_id).delete()
    IntakeFile.objects.filter(owner_id=owner_id, intake_id=intake_id).delete()
    intake.state, intake.changed_at = IntakeState.DISCARDED, at
    intake.save(update_fields=["state", "changed_at"])

    tell(actor, "intake.list_discarded", intake, at)
    return intake


def _run_by(actor: Actor) -> dict[str, object]:
    return {
        "run_by": actor.person_id,
        "run_by_name": actor.label,
        "run_for": actor.acting_for,
        "run_for_name": actor.acting_for_label,
    }


def _digest(content: bytes, kind: str, region_code: str) -> str:
    said = hashlib.sha256(content)
    said.update(f"\n{kind}\n{region_code}".encode())
    return said.hexdigest()
