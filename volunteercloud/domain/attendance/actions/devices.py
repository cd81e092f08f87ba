"""Check-in desks: a device takes a shift's roster along, and can be called back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import ShiftState
from volunteercloud.domain.attendance import clocks, queries
from volunteercloud.domain.attendance.desk import Snapshot
from volunteercloud.domain.attendance.models import Device
from volunteercloud.domain.organizations import rules as organization_rules

from .presence import tell_of

LONGEST_OFFSET = 10 * 365 * 86_400_000  # ten years, in milliseconds: further off a clock tells nothing


@transaction.atomic
def hand_out(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    device_id: UUID,
    device_clock: datetime,
    is_kiosk: bool = False,
    at: datetime,
) -> Snapshot:
    """A leader takes a shift's roster along on a device, under an id that the device chose for this hand-out.

    Asked again for the same id the roster is fresh and the reading of the clock stays the first one. Refused for a shift
    that was cancelled (`device.cancelled`) or an organization that may not act, for an id that somebody else or another
    shift has (`device.taken`), that was called back (`device.revoked`), and where the clock was changed since
    (`device.clock`).
    """
    shift = activity_queries.shift(organization_id, shift_id)

    if not activity_queries.leads(actor, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    organization_rules.check_active(shift.organization)

    if shift.state == ShiftState.CANCELLED:
        raise Refused("device.cancelled", _("This shift has been cancelled."), next_step=_("Choose another shift."))
    offset = offset_ms(device_clock, at)
    device, is_new = Device.objects.get_or_create(
        organization_id=organization_id,
        id=device_id,
        defaults={
            "shift_id": shift_id,
            "leader_id": actor.person_id,
            "leader_name": actor.label,
            "is_kiosk": is_kiosk,
            "handed_out_at": at,
            "offset_ms": offset,
        },
    )
    if not is_new:
        _check_same(actor, device, shift_id, clocks.reading(at, offset))

    if is_new:
        facts = {"device": str(device_id), "kiosk": is_kiosk, "offset_ms": offset}
        tell_of(actor, "attendance.handed_out", shift, at, facts)
    return queries.snapshot(actor, shift, device, at)


@transaction.atomic
def revoke_device(*, actor: Actor, organization_id: UUID, device_id: UUID, at: datetime) -> Device:
    """Whoever leads the shift calls a device back, because it is lost or done: what it sends after that is a conflict."""
    device = Device.objects.select_for_update().filter(organization_id=organization_id, id=device_id).first()
    if device is None:
        raise NotFound

    if not activity_queries.leads(actor, organization_id, device.shift_id):
        raise NotAllowed("organization.not_leader")

    if device.revoked_at is None:
        device.revoked_at, device.revoked_by_name = at, actor.label
        device.save(update_fields=["revoked_at", "revoked_by_name"])
        shift = activity_queries.shift(organization_id, device.shift_id)
        tell_of(actor, "attendance.device_revoked", shift, at, {"device": str(device_id), "leader": device.leader_name})
    return device


def offset_ms(device_clock: datetime, at: datetime) -> int:
    """What a device's clock is ahead of the server's. Refused where it is years away (`device.clock_unset`)."""
    offset = clocks.milliseconds(device_clock - at)
    if abs(offset) > LONGEST_OFFSET:
        raise Refused(
            "device.clock_unset",
            _("The clock of this device is years away."),
            next_step=_("Set its date and time, then try again."),
        )
    return offset


def _check_same(actor: Actor, device: Device, shift_id: UUID, now: clocks.Reading) -> None:
    if device.shift_id != shift_id or device.leader_id != actor.id:
        raise Refused(
            "device.taken",
            _("This desk was handed out for another shift or to somebody else."),
            next_step=_("Take the roster along anew, under a new id."),
        )
    if device.revoked_at is not None:
        raise Refused(
            "device.revoked",
            _("This desk was called back."),
            next_step=_("Send what it still holds, then take the roster along anew."),
        )
    if not clocks.agree(clocks.reading(device.handed_out_at, device.offset_ms), now):
        raise Refused(
            "device.clock",
            _("The clock of this device was changed since the roster was taken along."),
            next_step=_("Send what it still holds, then take the roster along anew."),
        )
