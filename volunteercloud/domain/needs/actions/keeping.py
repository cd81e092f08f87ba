"""What every step of a need shares: holding it, moving it, the line its poster reads, the entry in the trail."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.needs import listing, rules
from volunteercloud.domain.needs.models import WAITING, Need, Offer, OfferState, State, Step, What

from . import telling

SHORTEST_REST = timedelta(days=3)
LONGEST_REASON = 2000
STANDING_OFFERS = (OfferState.WAITING, OfferState.CHOSEN)


def held(need_id: UUID) -> Need:
    """The need, held until the end of the transaction: what every action about one begins with. Before shift and person."""
    found = Need.objects.select_for_update(of=("self",)).select_related("region").filter(id=need_id).first()
    if found is None:
        raise NotFound
    return found


def check_state(need: Need, *states: State) -> None:
    """Refused where it has moved on meanwhile: who comes second is told how it stands."""
    if need.state in states:
        return
    raise Refused(
        "need.moved_on",
        _("This need has moved on meanwhile, so that can't be done any more."),
        next_step=_("Open it again to see how it stands."),
        facts={"state": need.state},
    )


def move(need: Need, state: State, at: datetime) -> None:
    """Change the state and write the whole row: the caller has set what goes with it. The index follows: it holds a need
    as long as it may be taken up."""
    before, need.state, need.changed_at = State(need.state), state, at
    need.save(force_update=True)
    if state in WAITING:
        if before not in WAITING:
            listing.publish(need, at)
    elif before in WAITING:
        listing.withdraw(need, at)


def reopen(need: Need, at: datetime) -> None:
    """Open a need again that had been taken up, as if it had been opened now: nobody's, with at least three days left. One
    whose time is over expires by itself."""
    need.organization_id, need.organization_name = None, ""
    need.way, need.project_id, need.activity_id = "", None, None
    need.docked_at = need.done_at = None
    need.asked_code, need.level = need.region_id or "", 0
    need.passes_at = rules.passes_at(need, at)
    need.expires_at = max(need.expires_at or at, at + SHORTEST_REST)
    need.reminded_at = need.station_reminded_at = None
    move(need, State.OPEN, at)


def end(actor: Actor, need: Need, state: State, at: datetime) -> None:
    """End a need that nobody serves: who still offers is told, and nothing is asked of anybody any more."""
    offers = Offer.objects.filter(need=need, state__in=STANDING_OFFERS)
    offering = list(offers.order_by("offered_at", "id"))
    offers.update(state=OfferState.DECLINED, reason=need.reason[:1000], answered_at=at)
    need.ended_at, need.passes_at, need.follows_at = at, None, None
    move(need, state, at)
    for offer in offering:
        if offer.organization_id is not None:
            telling.tell_organization(actor, offer.organization_id, "need_ended_open", need, at)
        elif offer.volunteer_id is not None:
            telling.tell_person(actor, offer.volunteer_id, "need_ended_open", need, at)


def step(need: Need, what: What, at: datetime, *, by: str = "", words: str = "") -> None:
    """Write the line that the poster reads: what happened, by whom, and what they wrote."""
    Step.objects.create(id=ids.uuid7(), need=need, at=at, what=what, by_name=by[:300], words=words[:2000])


def leave_entry(actor: Actor, name: str, need: Need, at: datetime, **facts: object) -> None:
    """A draft is told by its number: nobody has looked yet at what its title gives away, and the trail stays."""
    label = need.number if need.state == State.DRAFT else need.title
    audit.record(
        actor,
        name,
        at=at,
        owner_id=need.poster_id,
        subject=("need", need.id, label),
        region_code=need.region_id or "",
        facts={"number": need.number, "state": need.state} | facts,
    )
