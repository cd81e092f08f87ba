"""What time ends: nobody agreed within 30 days, the other node did not answer an offer within a day, or it is trusted no more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from volunteercloud.core.actor import Actor
from volunteercloud.core.reading import among, taken
from volunteercloud.domain.transfers import chains as rulebook
from volunteercloud.domain.transfers import storing, telling
from volunteercloud.domain.transfers.models import Awaited, Handle, Side, State, Transfer

from .asking import end
from .leasing import Leased

AT_ONCE = 200
FORGET_AFTER = timedelta(days=90)
ASK_AGAIN = timedelta(hours=1)


@transaction.atomic
def lapse(*, actor: Actor, at: datetime) -> int:
    """End what ran out, some hundreds at a time. What the receiver accepted it cannot end: the origin does. Returns how many.

    An invitation or request that nobody here agreed to is forgotten on its day; its id is known for a while longer.
    """
    waiting = Q(state__in=[State.ASKED, State.OFFERED]) | Q(state=State.ACCEPTED, side=Side.ORIGIN)
    over = Transfer.objects.filter(waiting, until__lte=at).order_by("until", "id")
    ended = storing.chains(taken(over, AT_ONCE))
    for chain in ended:
        end(chain, "transfer.lapsed" if chain.was is State.ASKED else "transfer.unanswered", at)
    told = telling.fresh(ended)
    storing.store(ended, at)
    Awaited.objects.filter(until__lte=at).delete()
    Handle.objects.filter(volunteer_id__isnull=True, at__lte=at - FORGET_AFTER).delete()

    telling.record(actor, told, at)
    return len(ended)


@transaction.atomic
def end_untrusted(*, actor: Actor, leased: Leased, at: datetime) -> None:
    """The other node is trusted no more. What this side may still end it ends; the rest stays as it is, and officers see it."""
    found = Transfer.objects.select_for_update(skip_locked=True).filter(
        id__in=among({transfer_id for _person_id, transfer_id in leased})
    )
    people = {person_id for person_id, _id in leased}
    stopped = storing.chains(storing.held(found.order_by("volunteer_id", "id"), people))
    for chain in stopped:
        if rulebook.may_end(chain.side, chain.held) and not rulebook.is_ended(chain.held):
            end(chain, "transfer.node_withdrawn", at)
        elif chain.state in (State.ACCEPTED, State.COMMITTED):
            chain.transfer.trouble = "transfer.node_withdrawn"
    told = telling.fresh(stopped)
    storing.store(stopped, at, grace=ASK_AGAIN)

    telling.record(actor, told, at)
