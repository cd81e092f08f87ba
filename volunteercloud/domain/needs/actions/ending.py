"""How an open need ends without being met, and what keeps it from resting unseen until then."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.needs import deadlines, listing, rules, sealing
from volunteercloud.domain.needs.models import WAITING, Need, State, Unmet, What
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.reviews import actions as review_actions
from volunteercloud.domain.reviews.models import Kind

from . import keeping, telling

SHORTEST = 4
EXPIRING = (State.MODERATION, State.RETURNED, *WAITING)


@transaction.atomic
def close_unmet(*, actor: Actor, need_id: UUID, unmet: str, reason: str, at: datetime) -> Need:
    """End an open need that can't be met, and say why: the reason is counted, the words are for its poster. For its poster,
    its station and the officers of its region or above.

    Refused for an unknown reason (`need.unmet`), without words (`need.reason`), and once it was taken up or is over
    (`need.moved_on`).
    """
    need = keeping.held(need_id)

    if not rules.looks_after(actor, need):
        rules.check_is_poster(actor, need)

    keeping.check_state(need, *WAITING)
    _check_reason(unmet, reason.strip())

    need.unmet, need.reason = Unmet(unmet), reason.strip()[: keeping.LONGEST_REASON]
    keeping.end(actor, need, State.UNMET, at)

    keeping.step(need, What.UNMET, at, by=actor.label, words=need.reason)
    keeping.leave_entry(actor, "needs.need_unmet", need, at, unmet=need.unmet, reason=need.reason)
    telling.tell_poster(actor, "need_unmet", need, at, reason=need.reason)
    return need


@transaction.atomic
def extend_need(*, actor: Actor, need_id: UUID, at: datetime) -> Need:
    """Keep a need open for as long again as the region allows. For its poster and whoever looks after it. Refused where that
    adds nothing, because help was wanted for a time that ends before (`need.time_fixed`)."""
    need = keeping.held(need_id)

    if not rules.looks_after(actor, need):
        rules.check_is_poster(actor, need)

    keeping.check_state(need, *WAITING)
    until = rules.expires_at(need, at)
    if need.expires_at is not None and until <= need.expires_at:
        raise Refused(
            "need.time_fixed",
            _("This need is open until then already."),
            next_step=_("If help is wanted at another time, withdraw it and post it anew."),
        )

    need.expires_at, need.reminded_at = until, None
    keeping.move(need, State(need.state), at)
    listing.publish(need, at)

    keeping.step(need, What.EXTENDED, at, by=actor.label)
    keeping.leave_entry(actor, "needs.need_extended", need, at, until=until.isoformat())
    return need


@transaction.atomic
def expire_need(*, actor: Actor, need_id: UUID, at: datetime) -> Need:
    """End a need whose time is over: open, offered, or still with its moderator or to be mended. For the system only; what is
    not due, or has moved on, stays as it is."""
    need = keeping.held(need_id)

    _check_system(actor)

    if need.state not in EXPIRING or need.expires_at is None or need.expires_at > at:
        return need
    if need.state == State.MODERATION:
        review_actions.withdraw_case(actor=actor, kind=Kind.NEED, subject_id=need.id, at=at)
    keeping.end(actor, need, State.EXPIRED, at)

    keeping.step(need, What.EXPIRED, at)
    keeping.leave_entry(actor, "needs.need_expired", need, at)
    telling.tell_poster(actor, "need_expired", need, at)
    return need


@transaction.atomic
def pass_upward(*, actor: Actor, need_id: UUID, at: datetime) -> Need:
    """Ask the officers of the next level that has any about a need that nobody took up in time, and tell everybody. Those
    below may still act. For the system only; what is not due, or has moved on, stays as it is."""
    need = keeping.held(need_id)

    _check_system(actor)

    if need.state not in WAITING or need.passes_at is None or need.passes_at > at:
        return need

    below, above = need.asked_code, _next_office(need.asked_code)
    if above is None:
        need.passes_at = None
        keeping.move(need, State(need.state), at)
        return need
    need.asked_code, need.level = above, need.level + 1
    need.passes_at = rules.passes_at(need, at) if above else None
    keeping.move(need, State(need.state), at)

    asked = region_queries.full_name(above, "zh-hans") if above else ""
    keeping.step(need, What.PASSED_UP, at, by=asked)
    keeping.leave_entry(actor, "needs.need_passed_up", need, at, asked=above, level=need.level)
    telling.tell_officers(actor, above, "need_passed_up", need, at)
    telling.tell_officers(actor, below, "need_passed_up_below", need, at)
    telling.tell_station(actor, "need_passed_up_below", need, at)
    telling.tell_poster(actor, "need_passed_up_to_yours", need, at)
    return need


@transaction.atomic
def remind(*, actor: Actor, need_id: UUID, at: datetime) -> Need:
    """Ask the poster of a need that ends soon whether it is still needed, and remind the station of one that goes up soon;
    each once. For the system only."""
    need = keeping.held(need_id)

    _check_system(actor)

    if need.state not in WAITING:
        return need
    told: list[str] = []
    if deadlines.ends_soon(need, at):
        need.reminded_at = at
        told.append("poster")
    if deadlines.goes_up_soon(need, at):
        need.station_reminded_at = at
        told.append("station")
    if not told:
        return need
    keeping.move(need, State(need.state), at)

    keeping.leave_entry(actor, "needs.need_reminded", need, at, told=told)
    if "poster" in told and need.expires_at:
        telling.tell_poster(actor, "need_ends_soon", need, at, until=need.expires_at.isoformat())
    if "station" in told and need.passes_at:
        telling.tell_station(actor, "need_waits", need, at, until=need.passes_at.isoformat())
    return need


@transaction.atomic
def erase_details(*, actor: Actor, need_id: UUID, at: datetime) -> Need:
    """Erase what is sealed of a need that has been over for long: nobody goes there any more. For the system only."""
    need = keeping.held(need_id)

    _check_system(actor)

    if need.erased_at is not None or need.ended_at is None or need.ended_at > at - deadlines.KEPT_AFTER_END:
        return need
    sealing.erase(need)
    need.erased_at = at
    need.save(update_fields=["erased_at"])

    keeping.leave_entry(actor, "needs.details_erased", need, at)
    return need


def _check_reason(unmet: str, reason: str) -> None:
    if unmet not in Unmet.values:
        raise Refused(
            "need.unmet",
            _("Why a need is not met is counted, and no reason of the list is given."),
            next_step=_("Choose one of the reasons."),
            field="unmet",
        )
    if len(reason) < SHORTEST:
        raise Refused(
            "need.reason",
            _("Whoever asked for help will ask why, and nothing is said."),
            next_step=_("Say in a sentence what was tried."),
            field="reason",
        )


def _check_system(actor: Actor) -> None:
    if not actor.is_system:
        raise NotAllowed("needs.not_system")


def _next_office(asked_code: str) -> str | None:
    """The nearest region above that has officers with the right to needs; the empty code is the whole country. None where
    nobody is left to be asked."""
    if not asked_code:
        return None
    above = officers.officers_over(region_queries.code_above(asked_code), Right.NEEDS)
    return above[0].region_code if above else None
