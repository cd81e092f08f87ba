"""Offers: who takes a need up. Several may; the poster or the station chooses one organization, or some volunteers."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.identity import names
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.needs import docking_rules, rules
from volunteercloud.domain.needs.models import WAITING, Need, Offer, OfferState, Pairing, PosterKind, State, What
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules

from . import keeping, releasing, telling

LONGEST = 1000
LOOKED_AFTER = timedelta(hours=6)
MAY_LET_GO = (*WAITING, State.DOCKED, State.RUNNING)


@transaction.atomic
def offer(*, actor: Actor, need_id: UUID, organization_id: UUID, words: str = "", at: datetime) -> Offer:
    """An organization offers to take a need up; the poster is told. Offered again, the offer that waits says the new words.

    Refused while it may publish nothing (`organization.…`), for its own need (`offer.own`), for one that is not open
    (`need.not_open`) or that another organization was chosen for (`need.taken`), where fifty offers wait (`offer.many`), and
    for the fourth time (`offer.often`).
    """
    need = keeping.held(need_id)
    organization = organization_queries.organization(actor, organization_id)

    if not organization_rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    standing = Offer.objects.filter(need=need, organization_id=organization_id, state__in=releasing.STANDING).first()
    if standing is not None:
        return _said_anew(standing, words)
    docking_rules.check_takes_offers(actor, need)
    if need.poster_kind == PosterKind.ORGANIZATION and need.poster_id == organization_id:
        raise _own()
    organization_rules.check_may_publish(organization)
    _check_room(need)
    docking_rules.check_not_often(need, organization_id=organization_id)

    made = _make(need, actor, organization.name, words, at, organization_id=organization_id)

    _tell_of_offer(actor, need, made, at, {"organization": str(organization_id)})
    return made


@transaction.atomic
def offer_myself(
    *, actor: Actor, need_id: UUID, volunteer_id: UUID | None = None, words: str = "", at: datetime
) -> Offer:
    """A volunteer, or a child in the account, offers to help with a small need, which its station then docks with them. The
    station learns who it is, everybody else a masked name.

    Refused for a need that is not open (`need.not_open`, `need.taken`) or not small (`offer.not_small`), that no station
    looks after (`offer.no_station`), without a verified real name (`signup.real_name`), below its age (`signup.too_young`),
    for one's own (`offer.own`), where fifty offers wait (`offer.many`), and for the fourth time (`offer.often`).
    """
    need = keeping.held(need_id)
    person_id = volunteer_id or actor.person_id
    volunteer = Volunteer.objects.filter(id=person_id).first()
    if volunteer is None:
        raise NotFound

    if not identity_rules.may_act_for(actor, person_id):
        raise NotAllowed("signup.not_yours")

    standing = Offer.objects.filter(need=need, volunteer_id=person_id, state__in=releasing.STANDING).first()
    if standing is not None:
        return _said_anew(standing, words)
    docking_rules.check_takes_offers(actor, need)
    if need.poster_kind == PosterKind.PERSON and rules.is_poster(actor, need):
        raise _own()
    refusal = docking_rules.why_not_directly(need, volunteer, at)
    if refusal:
        raise refusal
    _check_room(need)
    docking_rules.check_not_often(need, volunteer_id=person_id)

    made = _make(need, actor, names.masked(volunteer.name), words, at, volunteer_id=person_id)

    _tell_of_offer(actor, need, made, at, {"volunteer": str(person_id)})
    if need.station_id != need.poster_id:
        telling.tell_station(actor, "docking_offered", need, at, name=made.name)
    return made


@retried
def withdraw_offer(*, actor: Actor, offer_id: UUID, reason: str = "", at: datetime) -> Offer:
    """Take an offer back. One that was chosen needs a reason (`need.reason`), which the poster is told, and the need is open
    again; where it was docked, its shifts are called off first.

    Refused once it was declined (`offer.over`), once a shift of it has begun (`need.running`), during twin help, which is
    ended by itself (`need.paired`), and for a volunteer who is on the roster (`offer.signed_up`).
    """
    found, need = _held(offer_id)

    _allow_own(actor, found, need)

    if found.state == OfferState.WITHDRAWN:
        return found
    if found.state == OfferState.WAITING:
        _end(found, OfferState.WITHDRAWN, reason.strip(), at)
        if need.state in WAITING:
            releasing.rest(need, at)
    elif found.state == OfferState.CHOSEN and need.state in MAY_LET_GO:
        _take_back_chosen(actor, need, found, docking_rules.check_reason(reason), at)
    else:
        raise _over(need)

    keeping.leave_entry(actor, "needs.offer_withdrawn", need, at, offer=str(offer_id), reason=found.reason)
    return found


@transaction.atomic
def choose(*, actor: Actor, offer_id: UUID, at: datetime) -> Offer:
    """The poster, the station or an officer chooses. An organization docks the need next; volunteers wait for the station,
    which docks it with them. Chosen twice is chosen once.

    Refused for an offer that is over (`offer.over`), where another organization was chosen (`need.taken`), for an
    organization that may publish nothing any more (`offer.organization`), and for more volunteers than are needed
    (`offer.enough`).
    """
    found, need = _held(offer_id)

    docking_rules.check_may_choose(actor, need, found)

    if found.state == OfferState.CHOSEN:
        return found
    if found.state != OfferState.WAITING or need.state not in WAITING:
        raise _over(need)
    if need.organization_id not in (None, need.station_id if found.volunteer_id else None):
        raise docking_rules.taken(need)
    if found.organization_id is not None:
        organization = organization_queries.organization(actor, found.organization_id)
        docking_rules.check_may_be_chosen(organization)
        need.organization_id, need.organization_name = organization.id, organization.name
        need.follows_at = at + LOOKED_AFTER
    else:
        _check_not_enough(need)
    _end(found, OfferState.CHOSEN, "", at)
    keeping.move(need, State.OFFERED, at)

    keeping.step(need, What.CHOSEN, at, by=found.name)
    keeping.leave_entry(actor, "needs.offer_chosen", need, at, offer=str(offer_id), by=actor.label)
    template = "docking_chosen" if found.organization_id else "docking_chosen_volunteer"
    releasing.tell_of(actor, found, template, need, at)
    if not rules.is_poster(actor, need):
        telling.tell_poster(actor, "docking_chosen_for_you", need, at, name=found.name)
    return found


@transaction.atomic
def decline(*, actor: Actor, offer_id: UUID, reason: str, at: datetime) -> Offer:
    """Turn an offer down, or let one go that was chosen and has not docked the need, with a reason that its sender is told.

    Refused without a sentence (`need.reason`), and for an offer that is over or docked (`offer.over`).
    """
    found, need = _held(offer_id)

    docking_rules.check_may_choose(actor, need, found)

    if found.state == OfferState.DECLINED:
        return found
    if found.state not in releasing.STANDING or need.state not in WAITING:
        raise _over(need)
    was_chosen = found.state == OfferState.CHOSEN
    _end(found, OfferState.DECLINED, docking_rules.check_reason(reason), at)
    if was_chosen and found.organization_id is not None:
        releasing.unchoose(need, at)
    else:
        releasing.rest(need, at)

    keeping.step(need, What.DECLINED, at, by=found.name, words=found.reason)
    keeping.leave_entry(actor, "needs.offer_declined", need, at, offer=str(offer_id), reason=found.reason)
    releasing.tell_of(actor, found, "docking_declined", need, at, reason=found.reason)
    return found


def _held(offer_id: UUID) -> tuple[Offer, Need]:
    """The need first, as every step of it does, then the offer as it stands by then."""
    need_id = Offer.objects.filter(id=offer_id).values_list("need_id", flat=True).first()
    if need_id is None:
        raise NotFound
    need = keeping.held(need_id)
    return Offer.objects.get(id=offer_id), need


def _allow_own(actor: Actor, offer: Offer, need: Need) -> None:
    """Who manages the organization that offers, and the volunteer or their guardian; for others there is no such offer,
    unless they choose among offers."""
    if offer.organization_id is not None:
        is_own = organization_rules.can_manage(actor, offer.organization_id)
    else:
        is_own = offer.volunteer_id is not None and identity_rules.may_act_for(actor, offer.volunteer_id)
    if is_own:
        return
    if docking_rules.may_choose(actor, need):
        raise NotAllowed("offer.not_yours")
    raise NotFound


def _said_anew(standing: Offer, words: str) -> Offer:
    if words.strip() and standing.state == OfferState.WAITING:
        standing.words = words.strip()[:LONGEST]
        standing.save(update_fields=["words"])
    return standing


def _check_room(need: Need) -> None:
    if Offer.objects.filter(need=need, state=OfferState.WAITING).count() >= docking_rules.MOST_WAITING:
        raise Refused(
            "offer.many",
            _("Many offers wait for an answer already."),
            next_step=_("Look at the board for needs that nobody answered yet."),
        )


def _check_not_enough(need: Need) -> None:
    chosen = Offer.objects.filter(need=need, state=OfferState.CHOSEN, volunteer_id__isnull=False).count()
    if chosen >= need.people:
        raise Refused(
            "offer.enough",
            _("As many volunteers were chosen as this need asks for: %(people)s.") % {"people": need.people},
            next_step=_("Decline one of them first."),
        )


def _make(need: Need, actor: Actor, name: str, words: str, at: datetime, **of_whom: UUID) -> Offer:
    """Write the offer, and stamp the need where it is the first answer."""
    made = Offer.objects.create(
        id=ids.uuid7(),
        need=need,
        name=name,
        words=words.strip()[:LONGEST],
        offered_by=actor.person_id,
        offered_at=at,
        **of_whom,
    )
    need.answered_at = need.answered_at or at
    keeping.move(need, State.OFFERED, at)
    return made


def _tell_of_offer(actor: Actor, need: Need, made: Offer, at: datetime, facts: dict[str, str]) -> None:
    keeping.step(need, What.OFFERED, at, by=made.name, words=made.words)
    keeping.leave_entry(actor, "needs.offer_made", need, at, offer=str(made.id), **facts)
    telling.tell_poster(actor, "docking_offered", need, at, name=made.name)


def _take_back_chosen(actor: Actor, need: Need, found: Offer, reason: str, at: datetime) -> None:
    if need.state not in WAITING:
        _check_may_let_go(need, found, at)
        releasing.call_off_shifts(actor, need, reason, at)
    _end(found, OfferState.WITHDRAWN, reason, at)
    keeping.step(need, What.OFFER_WITHDRAWN, at, by=found.name, words=reason)
    if need.state not in WAITING:
        releasing.open_again(actor, need, at, reason=reason)
        return
    if found.organization_id is not None:
        releasing.unchoose(need, at)
    else:
        releasing.rest(need, at)
    telling.tell_poster(actor, "docking_offer_withdrawn", need, at, name=found.name, reason=reason)
    telling.tell_station(actor, "docking_offer_withdrawn", need, at, name=found.name, reason=reason)


def _check_may_let_go(need: Need, found: Offer, at: datetime) -> None:
    if found.organization_id is None:
        raise Refused(
            "offer.signed_up",
            _("You are on the roster of the shift already."),
            next_step=_("Leave the shift under “My service”."),
        )
    if Pairing.objects.filter(organization_id=found.organization_id, need_id=need.id, ended_at__isnull=True).exists():
        raise Refused(
            "need.paired",
            _("This need is served by twin help, whose visits go on."),
            next_step=_("End the twin help; the need is open again with it."),
        )
    if releasing.has_begun(need, at):
        raise Refused(
            "need.running",
            _("A shift of this need has begun."),
            next_step=_("Confirm the hours of those who came; what follows is told to the poster."),
        )


def _end(found: Offer, state: OfferState, reason: str, at: datetime) -> None:
    found.state, found.reason, found.answered_at = state, reason[:LONGEST], at
    found.save(update_fields=["state", "reason", "answered_at"])


def _own() -> Refused:
    return Refused(
        "offer.own",
        _("This need is your own, so the help has to come from somebody else."),
        next_step=_("Wait for offers; you are told of each."),
    )


def _over(need: Need) -> Refused:
    return Refused(
        "offer.over",
        _("This offer was answered already, or the need has moved on."),
        next_step=_("Open the need again to see how it stands."),
        facts={"state": need.state},
    )
