"""Sending a list, saying what its columns hold, ordering that it be entered, and throwing it away."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from volunteercloud.core import ids, keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.bulk.models import LineState
from volunteercloud.domain.elsewhere import queries as elsewhere_queries
from volunteercloud.domain.elsewhere import rules as elsewhere_rules
from volunteercloud.domain.elsewhere import taking
from volunteercloud.domain.intake import access, opportunity_columns, rules
from volunteercloud.domain.intake.models import Intake, IntakeFile, IntakeLine, IntakeState, Kind
from volunteercloud.domain.intake.opportunity_judging import MISSING_MANY
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
    source_id: UUID | None = None,
    is_whole: bool = False,
    content: bytes,
    file_name: str,
    language: str,
    at: datetime,
) -> Intake:
    """Take in a list and start its dry run. Organizations: for an officer of ``region_code``, in which all of them are.
    Members: for managers of the organization, which owns the list. Opportunities: of the source ``source_id``, for officers of
    its region who look after projects or needs; where the list ``is_whole``, what is missing from it is withdrawn.

    The same file for the same region or source is the list there is, for as long as it is not over: look at ``sent_at``. Refused
    unread: an empty file, one of more than 48 MB; what else can't be read is told on its page.
    Of a source that has ended nothing is taken in (`source.ended`).
    """
    if kind == Kind.MEMBERS:
        region_code = organization_queries.organization(actor, owner_id).region_id
    if (kind == Kind.OPPORTUNITIES) != (source_id is not None):
        raise NotFound
    if source_id is not None:
        source = elsewhere_queries.source(actor, source_id)
        elsewhere_rules.check_standing(source)
        region_code = source.region_id

    access.allow(actor, kind, owner_id, region_code)

    rules.check_size(content)
    name = "".join(sign for sign in file_name if sign.isprintable())[-200:]
    intake, is_new = Intake.objects.get_or_create(
        owner_id=owner_id,
        digest=_digest(content, kind, region_code, source_id, is_whole),
        state__in=OPEN,
        defaults={
            "id": ids.uuid7(),
            "kind": kind,
            "region_code": region_code,
            "source_id": source_id,
            "is_whole": is_whole,
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
def order(
    *,
    actor: Actor,
    owner_id: UUID,
    intake_id: UUID,
    with_alike: bool = False,
    with_missing: bool = False,
    at: datetime,
) -> Intake:
    """Have the good lines of a checked list entered in the background; ``with_alike`` also those that ask whether they
    are the same as something there, ``with_missing`` also those that ask whether so much is to be withdrawn. Ordered again,
    it is the same order.

    Refused with nothing to enter (`sheet.nothing`); of opportunities also after a list that was sent later (`source.newer`).
    """
    intake = locked(owner_id, intake_id)

    access.allow(actor, intake.kind, owner_id, intake.region_code)

    if intake.state in (IntakeState.ENTERING, IntakeState.ENTERED):
        return intake
    asking = _asking(intake, with_alike=with_alike, with_missing=with_missing)
    rules.check_enterable(intake, asking.count())
    if intake.source_id:
        taking.turn_of(intake.source_id, intake.sent_at)

    asking.update(state=LineState.READY, code="", facts={})
    intake.state, intake.done, intake.trouble = IntakeState.ENTERING, 0, {}
    intake.with_alike, intake.with_missing = with_alike, with_missing
    intake.entered_at = intake.changed_at = at
    for name, value in _run_by(actor).items():
        setattr(intake, name, value)
    intake.save()
    IntakeFile.objects.filter(owner_id=owner_id, intake_id=intake_id).delete()
    start(intake)

    facts = {"counts": intake.counts, "with_alike": with_alike, "with_missing": with_missing}
    tell(actor, "intake.list_ordered", intake, at, facts)
    return intake


@transaction.atomic
def map_columns(*, actor: Actor, owner_id: UUID, intake_id: UUID, mapping: Mapping[str, str], at: datetime) -> Intake:
    """Say what the columns of a list of opportunities hold, from `OpportunityColumn` to its headings; what is left empty is
    not read. It is kept with the source for its next lists, and the dry run begins anew.

    Refused while the list is worked on and once it is over, and without a column for the title (`sheet.title`).
    """
    intake = locked(owner_id, intake_id)

    access.allow(actor, intake.kind, owner_id, intake.region_code)

    if intake.source_id is None:
        raise NotFound
    rules.check_at_rest(intake)
    said = opportunity_columns.checked(mapping)
    rules.check_title(said)

    taking.keep_mapping(intake.source_id, said)
    IntakeLine.objects.filter(owner_id=owner_id, intake_id=intake_id).delete()
    intake.state, intake.changed_at = IntakeState.CHECKING, at
    intake.lines, intake.done, intake.counts, intake.trouble = 0, 0, {}, {}
    for name, value in _run_by(actor).items():
        setattr(intake, name, value)
    intake.save()
    start(intake)

    tell(actor, "intake.columns_mapped", intake, at, {"mapping": said})
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


def _asking(intake: Intake, *, with_alike: bool, with_missing: bool) -> QuerySet[IntakeLine]:
    lines = IntakeLine.objects.filter(owner_id=intake.owner_id, intake_id=intake.id, state=LineState.ASKS)
    if not with_missing:
        lines = lines.exclude(code=MISSING_MANY)
    return lines if with_alike else lines.filter(code=MISSING_MANY)


def _run_by(actor: Actor) -> dict[str, object]:
    return {
        "run_by": actor.person_id,
        "run_by_name": actor.label,
        "run_for": actor.acting_for,
        "run_for_name": actor.acting_for_label,
    }


def _digest(content: bytes, kind: str, region_code: str, source_id: UUID | None, is_whole: bool) -> str:
    said = hashlib.sha256(content)
    said.update(f"\n{kind}\n{region_code}".encode())
    if source_id:
        said.update(f"\n{source_id}\n{is_whole}".encode())
    return said.hexdigest()
