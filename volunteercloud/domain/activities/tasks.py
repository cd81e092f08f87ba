"""Jobs: offers that were not taken up in time pass to the next who waits; series make the shifts of the next weeks."""

from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system
from volunteercloud.domain.organizations.models import Bar
from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.projects.models import ENDED

from . import repeating
from .actions import listing, signing_up
from .actions import series as series_actions
from .models import Series, SignUp, SignUpState


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="expire_offers", pass_context=False)
def expire_offers(timestamp: int) -> None:
    """Every five minutes, each lapsed offer in its own transaction; a repeated run finds nothing left to do."""
    expire_offers_at(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="refresh_places", pass_context=False)
def refresh_places(timestamp: int) -> None:
    """Every minute, all that changed in one statement."""
    listing.refresh_places()


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


@app.periodic(cron="20 1 * * *")
@app.task(queueing_lock="extend_series", pass_context=False)
def extend_series(timestamp: int) -> None:
    """Every night, each series in its own transaction; a repeated run finds nothing left to do."""
    extend_series_at(timezone.now())


def extend_series_at(moment: datetime) -> int:
    """Make the shifts that series lack up to their horizon. Returns how many shifts."""
    due = Series.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gt=F("made_until")),
        ended_at__isnull=True,
        made_until__lt=timezone.localdate(moment) + repeating.HORIZON,
        organization__state=OrganizationState.ACTIVE,
    ).exclude(Q(project__state__in=ENDED) | Q(organization__barred__contains=[Bar.PUBLISH]))
    keys = due.order_by("made_until", "organization_id", "id").values_list("organization_id", "id")
    made = 0
    for organization_id, series_id in keys.iterator(chunk_size=1000):
        made += len(
            series_actions.extend_series(
                actor=system("extend_series"), organization_id=organization_id, series_id=series_id, at=moment
            )
        )
    return made
