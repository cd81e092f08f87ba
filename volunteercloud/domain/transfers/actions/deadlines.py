"""What time ends: nobody agreed within 30 days, or the other node did not answer an offer within a day."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from volunteercloud.core.actor import Actor
from volunteercloud.domain.transfers import storing
from volunteercloud.domain.transfers.models import Awaited, Handle, Side, State, Transfer

from .asking import end

AT_ONCE = 200
FORGET_AFTER = timedelta(days=90)


@transaction.atomic
def lapse(*, actor: Actor, at: datetime) -> int:
    """End what ran out, some hundreds at a time. What the receiver accepted it cannot end: the origin does. Returns how many.

    An invitation or request that nobody here agreed to is forgotten on its day; its number is known for a while longer.
    """
    raise NotImplementedError
