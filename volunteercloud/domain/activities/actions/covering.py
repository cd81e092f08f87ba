"""Cover and swap: asking that somebody takes one's place over, and saying no. Taking it over is `taking_over`."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities.models import Shift, ShiftState
from volunteercloud.domain.activities.stand_ins import PENDING, Answer, Cover, CoverAsk, CoverState
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.regions import queries as region_queries

from . import exchanging
from .taking import held_volunteer, locked_shift
from .telling import leave_entry


@retried
def ask_cover(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_id: UUID,
    note: str = "",
    other_shift_id: UUID | None = None,
    at: datetime,
) -> Cover:
    """Ask that somebody takes over the place that one holds; with ``other_shift_id`` in exchange for theirs in that shift.

    The place stays one's own until somebody has it. Asked again, the request that stands is answered. Refused without a
    settled place (`cover.no_place`), later than one could leave by oneself (`cover.too_late`), and for a swap with the
    same shift, one of another project or one that has begun (`cover.swap`).
    """
    held_volunteer(volunteer_id)
    shift = locked_shift(organization_id, shift_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    sign_up = exchanging.holder(shift, volunteer_id)
    standing = Cover.objects.filter(
        organization_id=organization_id, shift_id=shift_id, giver_id=volunteer_id, state__in=PENDING
    ).first()
    if standing:
        return standing
    _check_in_time(shift, at)
    if other_shift_id:
        _check_swap(shift, other_shift_id, at)

    cover = Cover.objects.create(
        organization_id=organization_id,
        id=ids.uuid7(),
        project_id=shift.project_id,
        shift_id=shift_id,
        other_shift_id=other_shift_id,
        giver_id=volunteer_id,
        giver_name=sign_up.volunteer_name,
        note=note.strip()[:300],
        asked_at=at,
    )

    tell(actor, "activities.cover_asked", shift, cover, at)
    return cover


@transaction.atomic
def decline_cover(*, actor: Actor, organization_id: UUID, cover_id: UUID, volunteer_id: UUID, at: datetime) -> CoverAsk:
    """Say no to a request for cover: nobody asks the same person about it again. Said twice it is the same no.

    Refused to whoever was not asked (`cover.not_asked`).
    """
    ask = (
        CoverAsk.objects.select_for_update(of=("self",))
        .select_related("cover__shift__activity")
        .filter(organization_id=organization_id, cover_id=cover_id, volunteer_id=volunteer_id)
        .first()
    )

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    if ask is None:
        raise Refused("cover.not_asked", _("You were not asked about this place, so there is nothing to decline."))
    if ask.answer:
        return ask

    ask.answer, ask.answered_at = Answer.NO, at
    ask.save(update_fields=["answer", "answered_at"])

    tell(actor, "activities.cover_declined", ask.cover.shift, ask.cover, at, volunteer=str(volunteer_id))
    return ask


@transaction.atomic
def withdraw_cover(*, actor: Actor, organization_id: UUID, cover_id: UUID, at: datetime) -> Cover:
    """Ask for cover no longer, and keep the place. Refused once somebody has it (`cover.taken`)."""
    cover = locked(organization_id, cover_id)

    if not identity_rules.may_act_for(actor, cover.giver_id):
        raise NotFound

    if cover.state == CoverState.WITHDRAWN:
        return cover
    if cover.state not in PENDING:
        raise settled()

    cover.state = CoverState.WITHDRAWN
    cover.save(update_fields=["state"])

    tell(actor, "activities.cover_withdrawn", cover.shift, cover, at)
    return cover


def address_of(cover: Cover) -> str:
    return f"/me/cover/{cover.organization_id}/{cover.id}/"


def _check_in_time(shift: Shift, at: datetime) -> None:
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    until = shift.starts_at - timedelta(minutes=rule_set.cancel_before_minutes)
    if at > until:
        raise Refused(
            "cover.too_late",
            _("It is too late to ask for cover here."),
            next_step=_("Call the contact of the project, who can call somebody who stands by."),
            facts={"until": until.isoformat()},
        )


def _check_swap(shift: Shift, other_shift_id: UUID, at: datetime) -> None:
    other = Shift.objects.filter(
        organization_id=shift.organization_id,
        id=other_shift_id,
        project_id=shift.project_id,
        state=ShiftState.OPEN,
        starts_at__gt=at,
    )
    if other_shift_id == shift.id or not other.exists():
        raise Refused(
            "cover.swap",
            _("Places are swapped between two shifts of one project that are still to come."),
            next_step=_("Choose another shift of this project, or ask for cover without a swap."),
            field="other_shift_id",
        )


def found(organization_id: UUID, cover_id: UUID) -> Cover:
    cover = Cover.objects.filter(organization_id=organization_id, id=cover_id).first()
    if cover is None:
        raise NotFound
    return cover


def locked(organization_id: UUID, cover_id: UUID) -> Cover:
    cover = (
        Cover.objects.select_for_update(of=("self",))
        .select_related("shift__activity")
        .filter(organization_id=organization_id, id=cover_id)
        .first()
    )
    if cover is None:
        raise NotFound
    return cover


def settled() -> Refused:
    return Refused(
        "cover.taken",
        _("This request is settled already."),
        next_step=_("Look at the shifts of the project again."),
    )


def tell(actor: Actor, name: str, shift: Shift, cover: Cover, at: datetime, **facts: object) -> None:
    taker = str(cover.taker_id) if cover.taker_id else None
    leave_entry(actor, name, shift, at, cover=str(cover.id), giver=str(cover.giver_id), taker=taker, **facts)
