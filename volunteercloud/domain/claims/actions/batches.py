"""Batches of hour codes: made for a shift while it lasts, printed, withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.claims import hour_codes, rules
from volunteercloud.domain.claims.models import HourCode, HourCodeBatch, Redemption
from volunteercloud.domain.organizations import rules as organization_rules

from .telling import tell


@transaction.atomic
def make_codes(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    batch_id: UUID,
    minutes: int,
    size: int,
    expires_at: datetime | None = None,
    at: datetime,
) -> HourCodeBatch:
    """A leader makes codes for a shift, each worth ``minutes`` from its start on; to be handed out on the spot.

    ``batch_id`` is the sender's own: sent again, the batch there is is answered. Without ``expires_at`` they hold as long
    as the region allows. Refused once the shift is over (`hour_code.over`), for more minutes than the shift has
    (`hour_code.minutes`), for too many codes (`hour_code.size`), for a wrong last moment (`hour_code.expiry`).
    """
    if not activity_queries.leads(actor, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    shift = activity_queries.shift(organization_id, shift_id)
    organization_rules.check_active(shift.organization)

    made = HourCodeBatch.objects.filter(organization_id=organization_id, id=batch_id).first()
    if made:
        return made
    until = expires_at or rules.codes_expire_at(shift)
    refusal = rules.why_no_codes(shift, minutes, size, until, at)
    if refusal:
        raise refusal

    batch, is_new = HourCodeBatch.objects.get_or_create(
        organization_id=organization_id,
        id=batch_id,
        defaults={
            "shift_id": shift_id,
            "starts_at": shift.starts_at,
            "minutes": minutes,
            # Who stays for the whole shift has its break; a shorter code is worth its minutes on end.
            "break_minutes": shift.break_minutes if minutes == rules.service_minutes(shift) else 0,
            "size": size,
            "expires_at": until,
            "key_version": keys.current_version(),
            "maker_id": actor.person_id,
            "maker_name": actor.label,
            "made_at": at,
        },
    )
    if not is_new:  # sent again at once
        return batch
    HourCode.objects.bulk_create(
        HourCode(
            code_index=hour_codes.index(code, batch.key_version),
            key_version=batch.key_version,
            organization_id=organization_id,
            batch_id=batch_id,
            serial=serial,
        )
        for serial, code in _codes(batch)
    )

    tell(actor, "claims.hour_codes_made", shift, at, {"batch": str(batch_id), "size": size, "minutes": minutes})
    return batch


@dataclass(frozen=True, slots=True)
class Printed:
    """What stands on a sheet: the codes that can still be redeemed, with their serials."""

    batch: HourCodeBatch
    shift: Shift
    codes: list[tuple[int, str]]


@transaction.atomic
def print_codes(*, actor: Actor, organization_id: UUID, batch_id: UUID, at: datetime) -> Printed:
    """The codes of a batch that nobody has redeemed, to print them; each printing leaves an entry. For who made the batch
    and for coordinators. Refused for a batch that was withdrawn or has expired (`hour_code.dead`)."""
    batch = _batch(organization_id, batch_id)

    is_maker = actor.id == batch.maker_id and activity_queries.leads(actor, organization_id, batch.shift_id)
    if not (is_maker or activity_queries.works_on(actor, organization_id, batch.shift_id, organization_rules.MANAGERS)):
        raise NotAllowed("hour_code.not_maker")

    if batch.withdrawn_at or at >= batch.expires_at:
        raise Refused(
            "hour_code.dead",
            _("These codes were withdrawn or have expired, so nobody could redeem them."),
            next_step=_("Make new ones while the shift lasts."),
        )

    gone = set(
        Redemption.objects.filter(organization_id=organization_id, batch_id=batch_id).values_list("serial", flat=True)
    )
    shift = activity_queries.shift(organization_id, batch.shift_id)

    tell(actor, "claims.hour_codes_printed", shift, at, {"batch": str(batch_id), "size": batch.size - len(gone)})
    return Printed(batch, shift, [(serial, code) for serial, code in _codes(batch) if serial not in gone])


@transaction.atomic
def withdraw_codes(*, actor: Actor, organization_id: UUID, batch_id: UUID, reason: str, at: datetime) -> HourCodeBatch:
    """Nobody redeems a code of this batch any more; what was redeemed stands. For leaders, with a reason that whoever
    tries one is told (`hour_code.reason`). Withdrawn already, it stays as it is."""
    batch = HourCodeBatch.objects.select_for_update().filter(organization_id=organization_id, id=batch_id).first()

    if batch is None:
        raise NotFound
    if not activity_queries.leads(actor, organization_id, batch.shift_id):
        raise NotAllowed("organization.not_leader")

    if batch.withdrawn_at:
        return batch
    said = rules.check_reason(
        reason, "hour_code.reason", _("Say why, in a sentence: whoever holds such a code is told.")
    )

    batch.withdrawn_at, batch.withdrawn_by_name, batch.withdrawn_reason = at, actor.label, said[:300]
    batch.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_reason"])

    shift = activity_queries.shift(organization_id, batch.shift_id)
    tell(actor, "claims.hour_codes_withdrawn", shift, at, {"batch": str(batch_id), "reason": batch.withdrawn_reason})
    return batch


def _batch(organization_id: UUID, batch_id: UUID) -> HourCodeBatch:
    found = HourCodeBatch.objects.filter(organization_id=organization_id, id=batch_id).first()
    if found is None:
        raise NotFound
    return found


def _codes(batch: HourCodeBatch) -> list[tuple[int, str]]:
    serials = range(1, batch.size + 1)
    return [(serial, hour_codes.code_of(batch.id, serial, batch.key_version)) for serial in serials]
