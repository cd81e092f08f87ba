"""Volunteers who offered to help with a need, on the roster of its shift: they said yes by offering."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities import rules as activity_rules
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.needs.models import Need, Offer, OfferState

from . import telling


def sign_up_offered(actor: Actor, need: Need, shift: Shift, offer_ids: Collection[UUID], at: datetime) -> list[UUID]:
    """Sign up whom the station chooses now and whom it chose before; answers with their offers. Inner step of
    docking.

    Each signs up as themselves, by every condition of the shift. Where one can't, nobody is added and nothing is docked
    (`docking.volunteer`). Only the station may (`docking.not_station`), and no more than there are places
    (`docking.places`).
    """
    is_station = need.station_id == need.organization_id
    if offer_ids and not is_station:
        raise Refused(
            "docking.not_station",
            _("Volunteers who offered through the station are put on a shift of the station alone."),
            next_step=_("Dock the need without them; they are told where they can sign up."),
            field="offer_ids",
        )
    offers = _offers(need, offer_ids) if is_station else []
    if len(offers) > shift.places:
        raise Refused(
            "docking.places",
            _("%(people)s volunteers were chosen, and the shift has %(places)s places.")
            % {"people": len(offers), "places": shift.places},
            next_step=_("Give the shift more places, or choose fewer volunteers."),
            field="places",
        )
    for offer in offers:
        _sign_up(offer, shift, at)
        offer.state, offer.answered_at = OfferState.CHOSEN, at
        offer.save(update_fields=["state", "answered_at"])
        if offer.volunteer_id is not None:
            starts_at = shift.starts_at.isoformat()
            telling.tell_person(actor, offer.volunteer_id, "docking_on_roster", need, at, starts_at=starts_at)
    return [offer.id for offer in offers]


def _offers(need: Need, offer_ids: Collection[UUID]) -> list[Offer]:
    """Those that were chosen, and those to choose now; refused where one of these is over."""
    of_volunteers = Offer.objects.filter(
        need=need, volunteer_id__isnull=False, state__in=[OfferState.WAITING, OfferState.CHOSEN]
    )
    standing = {offer.id: offer for offer in of_volunteers.order_by("offered_at", "id")}
    if not standing.keys() >= set(offer_ids):
        raise Refused(
            "offer.over",
            _("One of these offers was taken back or answered already."),
            next_step=_("Look at the offers again."),
            field="offer_ids",
        )
    return [offer for offer in standing.values() if offer.state == OfferState.CHOSEN or offer.id in set(offer_ids)]


def _sign_up(offer: Offer, shift: Shift, at: datetime) -> None:
    themselves = identity_queries.actor_for(Account.objects.get(id=offer.offered_by))
    try:
        signing_up.sign_up(
            actor=themselves,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            volunteer_id=offer.volunteer_id or themselves.person_id,
            at=at,
        )
    except Refused as refusal:
        about = _about_them(refusal)
        raise Refused(
            "docking.volunteer",
            _("“%(name)s” can't be put on this shift. %(why)s") % {"name": offer.name, "why": about.message},
            next_step=_("Choose another time, or decline this offer."),
            field="offer_ids",
            facts={"offer": str(offer.id), "code": refusal.code},
        ) from refusal


def _about_them(refusal: Refused) -> Refused:
    """In words for the station. Of somebody's calendar it learns no more than that the time is taken."""
    return activity_rules.they_clash() if refusal.code == "signup.clash" else activity_rules.about_them(refusal)
