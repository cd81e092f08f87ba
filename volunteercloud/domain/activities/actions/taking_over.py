"""Taking over the place that somebody asks cover for, or swapping two: in one step for both, or not at all."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import fitting, rules
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.activities.stand_ins import Answer, Cover, CoverAsk, CoverState
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries

from . import exchanging
from .covering import address_of, found, locked, settled, tell
from .offering import tell_person
from .taking import locked_shift


@retried
def take_cover(*, actor: Actor, organization_id: UUID, cover_id: UUID, volunteer_id: UUID, at: datetime) -> Cover:
    """Take over the place that somebody asks cover for, at once and whole: theirs ends as one's own begins.

    In a swap both places change hands or none does. Where the post wants it, and for whoever a coordinator is asked about
    first, the coordinator approves before anything moves. Taken again by the same person nothing changes. Refused when
    somebody else was first (`cover.taken`), to the giver (`cover.own`), for whatever stands against the person in this
    shift (`rules.why_not_instead`), and in a swap without a place in the other shift (`cover.no_swap_place`).
    """
    told = found(organization_id, cover_id)
    people = identity_queries.held({told.giver_id, volunteer_id})
    shift, other = _locked_shifts(told)
    cover = locked(organization_id, cover_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    if cover.taker_id == volunteer_id and cover.state in (CoverState.AGREED, CoverState.DONE):
        return cover
    if volunteer_id == cover.giver_id:
        raise Refused("cover.own", _("This is your own place."), next_step=_("Wait for somebody else to take it over."))
    if cover.state != CoverState.OPEN:
        raise settled()
    _check_not_refused(cover, volunteer_id)
    taker = people.get(volunteer_id)
    if taker is None:
        raise rules.unknown()
    is_asked_first = _check_fit(cover, shift, other, taker, at)

    cover.taker_id, cover.taker_name, cover.taken_at = taker.id, taker.name, at
    if shift.post.cover_needs_approval or (other and other.post.cover_needs_approval) or is_asked_first:
        cover.state = CoverState.AGREED
        cover.save(update_fields=["state", "taker_id", "taker_name", "taken_at"])
    else:
        _move(cover, shift, other, people[cover.giver_id], taker, at)
    _answer(cover, taker, Answer.YES, at)

    name = "activities.cover_taken" if cover.state == CoverState.DONE else "activities.cover_offered"
    tell(actor, name, shift, cover, at)
    if cover.state == CoverState.DONE:
        _tell_both(actor, cover, shift, other, taker.id, at)
    return cover


@retried
def decide_cover(*, actor: Actor, organization_id: UUID, cover_id: UUID, approve: bool, at: datetime) -> Cover:
    """A coordinator approves that somebody takes a place over, and it moves; or does not, and others may take it.

    Refused when nobody waits for that (`cover.nothing_to_decide`), and approving for what has come to stand against the
    person since (`rules.why_not_instead`). Decided the same way again nothing changes.
    """
    told = found(organization_id, cover_id)
    people = identity_queries.held({one for one in (told.giver_id, told.taker_id) if one})
    shift, other = _locked_shifts(told)
    cover = locked(organization_id, cover_id)

    if not organization_rules.can_manage(actor, organization_id, cover.project_id):
        raise NotAllowed("organization.not_manager")
    if actor.id in (cover.giver_id, cover.taker_id):
        raise NotAllowed("cover.own")

    if approve and cover.state == CoverState.DONE:
        return cover
    taker = people.get(cover.taker_id) if cover.taker_id else None
    if cover.state != CoverState.AGREED or taker is None:
        raise Refused("cover.nothing_to_decide", _("Nobody waits for a decision about this place."))
    cover.decided_by, cover.decided_by_name = actor.id, actor.label
    if approve:
        _check_fit(cover, shift, other, taker, at)
        _move(cover, shift, other, people[cover.giver_id], taker, at)
    else:
        _answer(cover, taker, Answer.REFUSED, at)
        cover.state, cover.taker_id, cover.taker_name, cover.taken_at = CoverState.OPEN, None, "", None
        cover.save()

    tell(actor, "activities.cover_approved" if approve else "activities.cover_refused", shift, cover, at)
    if approve:
        _tell_both(actor, cover, shift, other, taker.id, at)
    else:
        tell_person(actor, "cover_refused", shift, taker.id, at)
    return cover


@retried
def undo_cover(*, actor: Actor, organization_id: UUID, cover_id: UUID, volunteer_id: UUID, at: datetime) -> Cover:
    """Take a hand-over back before the shift begins: one of the two asks, and when the other asks too, each has their own
    place again.

    Refused once a shift has begun (`signup.started`), when a place has changed since (`cover.no_place`), and for what has
    come to stand against whoever gets their place back (`rules.why_not_instead`).
    """
    told = found(organization_id, cover_id)
    people = identity_queries.held({one for one in (told.giver_id, told.taker_id) if one})
    shift, other = _locked_shifts(told)
    cover = locked(organization_id, cover_id)

    if volunteer_id not in (cover.giver_id, cover.taker_id) or not identity_rules.may_act_for(actor, volunteer_id):
        raise NotFound

    if cover.state == CoverState.UNDONE or cover.undo_asked_by == volunteer_id:
        return cover
    if cover.state != CoverState.DONE or cover.taker_id is None:
        raise rules.no_place()
    for one in (shift, other):
        if one and at >= one.starts_at:
            raise Refused("signup.started", _("This shift has begun already."))

    if cover.undo_asked_by is None:
        cover.undo_asked_by = volunteer_id
    else:
        _check_back(shift, cover.giver_id, volunteer_id, other, at)
        if other:
            _check_back(other, cover.taker_id, volunteer_id, shift, at)
        _change_hands(shift, cover.taker_id, people[cover.giver_id], other, cover.giver_id, people[cover.taker_id], at)
        cover.state = CoverState.UNDONE
    cover.save(update_fields=["state", "undo_asked_by"])

    is_undone = cover.state == CoverState.UNDONE
    tell(actor, "activities.cover_undone" if is_undone else "activities.cover_undo_asked", shift, cover, at)
    partner = cover.taker_id if volunteer_id == cover.giver_id else cover.giver_id
    tell_person(actor, "cover_undone" if is_undone else "cover_undo_asked", shift, partner, at, link=address_of(cover))
    return cover


def _locked_shifts(cover: Cover) -> tuple[Shift, Shift | None]:
    """Both shifts of a swap in the order of their ids, so that two swaps between them take turns."""
    wanted = sorted(one for one in (cover.shift_id, cover.other_shift_id) if one)
    locked = {shift_id: locked_shift(cover.organization_id, shift_id) for shift_id in wanted}
    return locked[cover.shift_id], locked[cover.other_shift_id] if cover.other_shift_id else None


def _check_not_refused(cover: Cover, volunteer_id: UUID) -> None:
    refused = CoverAsk.objects.filter(
        organization_id=cover.organization_id, cover_id=cover.id, volunteer_id=volunteer_id, answer=Answer.REFUSED
    )
    if refused.exists():
        raise Refused(
            "cover.refused",
            _("The coordinator has decided that somebody else takes this place over."),
            next_step=_("Look for another shift of the project."),
        )


def _check_fit(cover: Cover, shift: Shift, other: Shift | None, taker: Volunteer, at: datetime) -> bool:
    """Refused for what stands against either of the two; whether a coordinator is asked about the taker first."""
    exchanging.holder(shift, cover.giver_id)
    exchanging.check_may_hold(shift, taker.id)
    if other:
        _check_swaps(cover, other, taker, at)
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    without = [other.id] if other else []
    candidate = fitting.candidates([taker.id], shift, at, without)[taker.id]
    refusal = rules.why_not_instead(shift, candidate, rule_set, at)
    if refusal:
        raise refusal
    return rules.asks_first(candidate, rule_set, at) is not None


def _check_swaps(cover: Cover, other: Shift, taker: Volunteer, at: datetime) -> None:
    """That the taker has what the giver wants, and the giver may have it."""
    try:
        exchanging.holder(other, taker.id)
    except Refused as refused:
        raise rules.no_swap_place() from refused
    exchanging.check_may_hold(other, cover.giver_id)
    rule_set = region_queries.rules_for(other.activity.region_id, timezone.localdate(at))
    candidate = fitting.candidates([cover.giver_id], other, at, [cover.shift_id])[cover.giver_id]
    refusal = rules.why_not_instead(other, candidate, rule_set, at)
    if refusal:
        raise Refused(
            "cover.not_for_them",
            _("The other person cannot take your place any more."),
            next_step=_("Keep your place; they have to look for another swap."),
        )


def _check_back(shift: Shift, person_id: UUID, asked_by: UUID, given: Shift | None, at: datetime) -> None:
    """Refused for what stands by now against a person whose place it was, without the one given in exchange."""
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    candidate = fitting.candidates([person_id], shift, at, [given.id] if given else [])[person_id]
    refusal = rules.why_not_instead(shift, candidate, rule_set, at)
    if refusal:
        raise refusal if person_id == asked_by else rules.about_them(refusal)


def _move(cover: Cover, shift: Shift, other: Shift | None, giver: Volunteer, taker: Volunteer, at: datetime) -> None:
    _change_hands(shift, giver.id, taker, other, taker.id, giver, at)
    cover.state = CoverState.DONE
    cover.save()


def _change_hands(
    shift: Shift,
    leaves_id: UUID,
    comes: Volunteer,
    other: Shift | None,
    leaves_other_id: UUID,
    comes_other: Volunteer,
    at: datetime,
) -> None:
    """Both leave before either comes in, so that nobody is at two places on the way."""
    exchanging.leave_place(exchanging.holder(shift, leaves_id), at)
    if other:
        exchanging.leave_place(exchanging.holder(other, leaves_other_id), at)
        exchanging.withdraw_covers(other, leaves_other_id)
    exchanging.come_in(shift, comes, at)
    if other:
        exchanging.come_in(other, comes_other, at)


def _answer(cover: Cover, volunteer: Volunteer, answer: Answer, at: datetime) -> None:
    CoverAsk.objects.update_or_create(
        organization_id=cover.organization_id,
        cover_id=cover.id,
        volunteer_id=volunteer.id,
        defaults={"answer": answer, "answered_at": at},
        create_defaults={"volunteer_name": volunteer.name, "answer": answer, "answered_at": at},
    )


def _tell_both(actor: Actor, cover: Cover, shift: Shift, other: Shift | None, taker_id: UUID, at: datetime) -> None:
    link = address_of(cover)
    tell_person(actor, "cover_given", shift, cover.giver_id, at, link=link, name=cover.taker_name)
    tell_person(actor, "cover_taken", shift, taker_id, at, link=link, name=cover.giver_name)
    if other:
        tell_person(actor, "cover_taken", other, cover.giver_id, at, link=link, name=cover.taker_name)
