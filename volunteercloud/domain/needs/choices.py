"""What a reader of a need may do about it: which organizations they could offer for, what is offered already, why not."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import register
from volunteercloud.domain.organizations.models import Seat, State
from volunteercloud.domain.organizations.rules import MANAGERS

from . import docking_rules, rules
from .models import WAITING, Need, Offer, OfferState, PosterKind

STANDING = (OfferState.WAITING, OfferState.CHOSEN)


@dataclass(frozen=True, slots=True)
class Choice:
    """``seats`` are the organizations at work that the reader manages and that have not offered; ``offers`` what stands
    already, by them or by the reader. ``why_not`` is the first reason against helping directly, None where the reader may."""

    is_open: bool = False
    is_poster: bool = False
    seats: list[Seat] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    why_not: Refused | None = None

    @property
    def has_offered(self) -> bool:
        """Whether the reader offered to help in person."""
        return any(offer.volunteer_id for offer in self.offers)

    @property
    def may_help(self) -> bool:
        return self.is_open and not self.is_poster and self.why_not is None and not self.has_offered


def choice(viewer: Actor, need: Need, now: datetime) -> Choice:
    """For a visitor only whether the need may be taken up. A fixed number of statements, however many organizations."""
    is_open = need.state in WAITING and need.organization_id is None
    if viewer.id is None:
        return Choice(is_open, why_not=_why_nobody(need))
    seats = _at_work(seat for seat in organization_queries.my_organizations(viewer) if seat.role in MANAGERS)
    of_mine = Q(volunteer_id=viewer.id) | Q(organization_id__in=[seat.organization_id for seat in seats])
    standing = Offer.objects.filter(of_mine, need_id=need.id, state__in=STANDING)
    offers = list(standing.order_by("offered_at", "id"))
    offering = {offer.organization_id for offer in offers}
    return Choice(
        is_open,
        is_poster=rules.is_poster(viewer, need),
        seats=[seat for seat in seats if seat.organization_id not in offering and not _is_its_own(seat, need)],
        offers=offers,
        why_not=_why_not(viewer, need, now),
    )


def _at_work(seats: Iterable[Seat]) -> list[Seat]:
    """Those that may act: one that is not approved yet, or suspended, takes nothing up."""
    managed = list(seats)
    nodes = register.named([seat.organization_id for seat in managed])
    active = {node.organization_id for node in nodes if node.state == State.ACTIVE}
    return [seat for seat in managed if seat.organization_id in active]


def _is_its_own(seat: Seat, need: Need) -> bool:
    return need.poster_kind == PosterKind.ORGANIZATION and need.poster_id == seat.organization_id


def _why_nobody(need: Need) -> Refused | None:
    """What stands against helping directly whoever it is."""
    return None if docking_rules.is_small(need) and need.station_id else _for_organizations()


def _why_not(viewer: Actor, need: Need, now: datetime) -> Refused | None:
    try:
        volunteer = identity_queries.volunteer(viewer.person_id)
    except NotFound:  # an officer's account without a volunteer
        return _for_organizations()
    return docking_rules.why_not_directly(need, volunteer, now)


def _for_organizations() -> Refused:
    return Refused(
        "offer.for_organizations",
        _("Organizations take this need up."),
        next_step=_("Once one does, you can sign up for the shift."),
    )
