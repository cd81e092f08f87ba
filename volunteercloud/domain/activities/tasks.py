"""Jobs: offers that were not taken up in time pass to the next who waits."""

from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system

from .actions import signing_up
from .models import SignUp, SignUpState


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="expire_offers", pass_context=False)
def expire_offers(timestamp: int) -> None:
    """Every five minutes, each lapsed offer in its own transaction; a repeated run finds nothing left to do."""
    expire_offers_at(timezone.now())


def expire_offers_at(moment: datetime) -> int:
    lapsed = SignUp.objects.filter(state=SignUpState.OFFERED, offered_until__lte=moment).order_by("offered_until")[:500]
    for sign_up in lapsed:
        signing_up.expire_offer(
            actor=system("expire_offers"),
            organization_id=sign_up.organization_id,
            shift_id=sign_up.shift_id,
            volunteer_id=sign_up.volunteer_id,
            at=moment,
        )
    return len(lapsed)
