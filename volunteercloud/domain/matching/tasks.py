"""Jobs: following what changed about those who agreed to be found, making the copies anew, letting questions lapse."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from volunteercloud.core.actor import system
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.consents import Purpose as ConsentPurpose
from volunteercloud.domain.identity.models import Consent

from . import actions, keeping
from .models import Asked, AskState, Findable

AT_ONCE = 500
# Entries become visible when their transaction ends, so each run looks back further than to the one before.
LOOKED_BACK = timedelta(minutes=5)
MOST_FOLLOWED = 10_000
A_DAY = timedelta(days=1)
CHANGES = (
    "identity.consent_given",
    "identity.consent_withdrawn",
    "identity.document_decided",
    "identity.document_submitted",
    "identity.document_verified_again",
    "identity.profile_updated",
    "identity.qualification_stated",
    "identity.qualification_withdrawn",
    "identity.registered",
    "identity.residence_began",
    "identity.residence_cancelled",
    "identity.residence_stated",
)


@app.periodic(cron="* * * * *")
@app.task(name="matching.follow", queueing_lock="matching.follow", pass_context=False)
def follow(timestamp: int) -> None:
    """Every minute: whose profile, real name, qualifications or consent changed elsewhere."""
    follow_at(timezone.now())


def follow_at(moment: datetime) -> int:
    """Returns how many people were looked at."""
    changed = Entry.objects.filter(at__gt=moment - LOOKED_BACK, at__lte=moment, name__in=CHANGES)
    owners = list(changed.order_by("owner_id").values_list("owner_id", flat=True).distinct()[:MOST_FOLLOWED])
    keeping.start_from_home(owners, moment)
    return _keep_all(owners, moment)


@app.periodic(cron="50 2 * * *")
@app.task(name="matching.renew", queueing_lock="matching.renew", pass_context=False)
def renew(timestamp: int) -> None:
    """Every night: birthdays, what was served, memberships, how often people were asked lately, and what was missed."""
    renew_at(timezone.now())


def renew_at(moment: datetime) -> int:
    """Every copy that is a day old, and everybody who agreed and has none. Returns how many people were looked at."""
    looked_at = 0
    while stale := list(
        Findable.objects.filter(kept_at__lte=moment - A_DAY)
        .order_by("kept_at", "volunteer_id")[:AT_ONCE]
        .values_list("volunteer_id", flat=True)
    ):
        looked_at += _keep_all(stale, moment)
    return looked_at + _add_missing(moment)


def _add_missing(moment: datetime) -> int:
    agreed = Consent.objects.filter(purpose=ConsentPurpose.FOUND, withdrawn_at__isnull=True)
    missing = agreed.exclude(volunteer_id__in=Findable.objects.values("volunteer_id")).order_by("volunteer_id")
    ids = missing.values_list("volunteer_id", flat=True)
    looked_at, batch = 0, list(ids[:AT_ONCE])
    while batch:
        looked_at += _keep_all(batch, moment)
        batch = list(ids.filter(volunteer_id__gt=batch[-1])[:AT_ONCE])
    return looked_at


@app.periodic(cron="*/5 * * * *")
@app.task(name="matching.lapse", queueing_lock="matching.lapse", pass_context=False)
def lapse(timestamp: int) -> None:
    """Every five minutes, each question in its own transaction; a repeated run finds nothing left to do."""
    lapse_at(timezone.now())


def lapse_at(moment: datetime) -> int:
    late = Asked.objects.filter(state=AskState.WAITING, until__lte=moment).order_by("until", "volunteer_id")
    rows = list(late[:AT_ONCE])
    for asked in rows:
        actions.lapse(
            actor=system("matching"),
            volunteer_id=asked.volunteer_id,
            organization_id=asked.organization_id,
            subject_id=asked.subject_id,
            at=moment,
        )
    return len(rows)


def _keep_all(volunteer_ids: list[UUID], moment: datetime) -> int:
    for start in range(0, len(volunteer_ids), AT_ONCE):
        keeping.keep(volunteer_ids[start : start + AT_ONCE], moment)
    return len(volunteer_ids)
