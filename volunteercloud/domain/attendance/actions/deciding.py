"""A leader decides what becomes of a scan that did not fit."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.attendance import clocks, conflicts, rules
from volunteercloud.domain.attendance.models import (
    Conflict,
    ConflictState,
    Device,
    Direction,
    Method,
    Reason,
    Scan,
    Verdict,
)

from . import standing
from .presence import tell_of

KEPT = (Reason.CONTRADICTION, Reason.OVERLAP)  # what goes with a scan that was kept
SHORTEST_NOTE = 2


@retried
def decide_conflict(
    *,
    actor: Actor,
    organization_id: UUID,
    conflict_id: UUID,
    accept: bool,
    note: str,
    counts_at: datetime | None = None,
    at: datetime,
) -> Conflict:
    """Whoever leads the shift lets a scan count, or puts it aside, with a note that stays. Never about oneself.

    ``counts_at`` is one of the two candidate times where the device's clock was changed. What is accepted outranks what
    was scanned otherwise. Decided again the same way nothing changes. Refused: without a note (`conflict.note`), decided
    otherwise before (`conflict.decided`), accepted for nobody (`conflict.nobody`), for a person without a settled place,
    for an attendance that is confirmed (`attendance.confirmed`), with another time (`conflict.time`), or where it does
    not fit the other end (`conflict.unused`).
    """
    told = Conflict.objects.filter(organization_id=organization_id, id=conflict_id).first()
    if told is None:
        raise NotFound
    sign_up = _held(told)
    conflict = Conflict.objects.select_for_update().get(organization_id=organization_id, id=conflict_id)

    if not activity_queries.leads(actor, organization_id, conflict.shift_id):
        raise NotAllowed("organization.not_leader")
    if actor.id == (sign_up.volunteer_id if sign_up else conflict.volunteer_id):
        raise NotAllowed("attendance.own")

    state = ConflictState.ACCEPTED if accept else ConflictState.DISMISSED
    if conflict.state == state:
        return conflict
    _check(conflict, note)

    conflict.note = note.strip()[:300]
    if accept:
        _accept(actor, conflict, sign_up, counts_at, at)
    elif conflict.reason in KEPT and sign_up:
        _put_aside(conflict, sign_up, at)
    conflict.state, conflict.decided_at = state, at
    conflict.decided_by, conflict.decided_by_name = actor.id, actor.label
    conflict.save()

    name = "attendance.conflict_accepted" if accept else "attendance.conflict_dismissed"
    shift = activity_queries.shift(organization_id, conflict.shift_id)
    facts = {"conflict": str(conflict.id), "reason": conflict.reason, "note": conflict.note}
    tell_of(
        actor, name, shift, at, facts | ({"volunteer": str(conflict.volunteer_id)} if conflict.volunteer_id else {})
    )
    return conflict


def _held(told: Conflict) -> SignUp | None:
    """The sign-up of the person a conflict is about, held; found by the number that was typed where that is all there is."""
    people = [told.volunteer_id] if told.volunteer_id else []
    numbers = [] if told.volunteer_id else [told.who]
    return next(iter(standing.hold(told.organization_id, told.shift_id, people, numbers).values()), None)


def _check(conflict: Conflict, note: str) -> None:
    if conflict.state != ConflictState.OPEN:
        raise Refused(
            "conflict.decided",
            _("This scan does not wait for a decision any more."),
            next_step=_("If the times are wrong, set them with a reason."),
        )
    if len(note.strip()) < SHORTEST_NOTE:
        raise Refused("conflict.note", _("Say in a few words why: it stays with the scan."), field="note")


def _accept(actor: Actor, conflict: Conflict, sign_up: SignUp | None, counts_at: datetime | None, at: datetime) -> None:
    refusal = _why_not(conflict, sign_up, counts_at)
    if refusal or sign_up is None:
        raise refusal or AssertionError("nobody, and no reason")
    conflict.volunteer_id, conflict.who = sign_up.volunteer_id, sign_up.volunteer_name
    conflict.at = counts_at or conflict.at
    if conflict.reason == Reason.OVERLAP:
        return  # the scan counts already, and may

    scan = _kept(conflict) or _made(actor, conflict, sign_up)
    shift = activity_queries.shift(conflict.organization_id, conflict.shift_id)
    if scan.direction == Direction.IN and scan.at >= shift.ends_at:
        raise rules.check_in_over()
    standing.let_count(scan)
    stood = standing.stand(shift, {sign_up.volunteer_id: sign_up}, at)[sign_up.volunteer_id]
    if stood.is_confirmed:
        raise rules.confirmed()
    if scan.request_id not in {each.request_id for each in (stood.folded.arrived, stood.folded.left) if each}:
        raise Refused(
            "conflict.unused",
            _("With this scan the person would leave before they came, or without having come."),
            next_step=_("Set both times with a reason instead."),
        )


def _why_not(conflict: Conflict, sign_up: SignUp | None, counts_at: datetime | None) -> Refused | None:
    if conflict.reason == Reason.CONFIRMED:
        return rules.confirmed()
    if conflict.volunteer_id is None and not ids.is_public_code(conflict.who):
        return Refused(
            "conflict.nobody",
            _("Nobody knows whom this scan is about."),
            next_step=conflicts.next_step(Reason.PASS_FORGED),
        )
    if counts_at not in (None, conflict.at, conflict.other_at):
        return Refused(
            "conflict.time",
            _("This is neither of the two times that the scan can have."),
            next_step=_("Choose one of them, or dismiss the scan and set the times with a reason."),
            field="counts_at",
        )
    return rules.why_not_expected(sign_up.state if sign_up else "")


def _kept(conflict: Conflict) -> Scan | None:
    if conflict.reason not in KEPT:
        return None
    return Scan.objects.get(organization_id=conflict.organization_id, request_id=conflict.id)


def _made(actor: Actor, conflict: Conflict, sign_up: SignUp) -> Scan:
    """The scan that a conflict becomes. Who would have checked themselves in is ticked by whoever accepts it; a time at
    which the device had no roster yet is no scan, but what whoever accepts it states."""
    is_stated = _is_before_hand_out(conflict)
    is_told_now = is_stated or conflict.actor_id == sign_up.volunteer_id
    ticked = Method.TICK if is_told_now else conflict.method
    return Scan(
        organization_id=conflict.organization_id,
        request_id=conflict.id,
        shift_id=conflict.shift_id,
        volunteer_id=sign_up.volunteer_id,
        direction=conflict.direction,
        method=Method.SET if is_stated else ticked,
        at=conflict.at,
        actor_id=actor.id if is_told_now else conflict.actor_id,
        actor_name=actor.label if is_told_now else conflict.actor_name,
        device_id=conflict.device_id,
        note=conflict.note,
    )


def _is_before_hand_out(conflict: Conflict) -> bool:
    if conflict.device_id is None:
        return False
    handed_out = Device.objects.filter(organization_id=conflict.organization_id, id=conflict.device_id)
    return handed_out.filter(handed_out_at__gt=conflict.at + clocks.TOLERANCE).exists()


def _put_aside(conflict: Conflict, sign_up: SignUp, at: datetime) -> None:
    """A kept scan that does not count: everybody else's scans are folded without it. Not once it is a record."""
    shift = activity_queries.shift(conflict.organization_id, conflict.shift_id)
    Scan.objects.filter(organization_id=conflict.organization_id, request_id=conflict.id).update(verdict=Verdict.VOID)
    stood = standing.stand(shift, {sign_up.volunteer_id: sign_up}, at)[sign_up.volunteer_id]
    if stood.is_confirmed and conflict.reason == Reason.OVERLAP:
        raise rules.confirmed()
