"""Who may look after a need, moderate it and see it, and until when each step is awaited."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.reviews.models import Case
from volunteercloud.domain.search.models import Urgency

from .models import Frequency, Need, PosterKind
from .seeing import is_officer as is_officer
from .seeing import is_poster as is_poster
from .seeing import is_station as is_station
from .seeing import looks_after as looks_after
from .seeing import may_see as may_see

URGENT_PASSES = timedelta(days=1)  # whatever the region has set for the others
LEAST_OPEN = timedelta(hours=1)
A_DAY = timedelta(days=1)
ORGANIZATION_TIMES = 10  # an organization speaks for many: a station posts for its neighbours


def rule_set(region_code: str, at: datetime) -> RuleSet:
    return region_queries.rules_for(region_code, timezone.localdate(at))


def moderation_due(need: Need, at: datetime) -> datetime:
    """Until when a moderator has looked at it: within hours, an urgent one sooner."""
    rules = rule_set(need.region_id or "", at)
    is_urgent = need.urgency == Urgency.URGENT
    return at + timedelta(hours=rules.urgent_need_hours if is_urgent else rules.need_hours)


def passes_at(need: Need, at: datetime) -> datetime:
    """When an open need that nobody takes up goes one level up."""
    waits = timedelta(days=rule_set(need.region_id or "", at).need_passes_days)
    return at + (min(waits, URGENT_PASSES) if need.urgency == Urgency.URGENT else waits)


def expires_at(need: Need, at: datetime) -> datetime:
    """When it ends by itself: after the region's days, or with the time at which help was wanted once."""
    until = at + timedelta(days=rule_set(need.region_id or "", at).need_open_days)
    if need.frequency == Frequency.ONCE and need.ends_at:
        until = min(until, max(need.ends_at, at + LEAST_OPEN))
    return until


def check_is_poster(actor: Actor, need: Need) -> None:
    """Not found for anybody else where they may not know of it, so that ids tell nothing; not allowed where they may."""
    if is_poster(actor, need):
        return
    if may_see(actor, need):
        raise NotAllowed("need.not_yours")
    raise NotFound


def check_may_moderate(actor: Actor, case: Case, need: Need) -> None:
    """For the station's managers and for officers of its region or above. Nobody decides about what they submitted
    themselves, what is theirs or their child's, nor about a need of an organization they work for."""
    if not looks_after(actor, need):
        raise NotAllowed("review.not_officer")
    if actor.id is not None and actor.id == case.submitted_by:
        raise Refused(
            "review.own_submission",
            _("You submitted this yourself, and nobody decides about their own submission."),
            next_step=_("Leave it to another officer of your region or above."),
        )
    if is_own(actor, need):
        raise Refused(
            "need.own",
            _("This need is your own or that of an organization you work for, and nobody decides about their own."),
            next_step=_("Leave it to another officer of your region or above."),
        )


def is_own(actor: Actor, need: Need) -> bool:
    if need.poster_kind == PosterKind.ORGANIZATION:
        return organization_rules.is_own(actor, need.poster_id)
    return identity_rules.is_own_matter(actor, need.poster_id)


def check_may_post(need: Need, at: datetime) -> None:
    """Who posts can be reached: by a phone of their own that is proved, or as an organization at work. Refused to one that
    posted as much as its region allows within a day, with the moment from which on it may post again. The caller holds the
    poster."""
    if need.poster_kind == PosterKind.ORGANIZATION:
        organization_rules.check_active(Organization.objects.get(pk=need.poster_id))
    elif not _has_phone(need.poster_id):
        raise Refused(
            "need.phone_unproved",
            _("Whoever takes your need up must be able to reach you, and your phone number is not proved yet."),
            next_step=_("Prove it under “Account and security”; what you wrote is kept as a draft."),
        )
    again_at = _may_post_again_at(need, at)
    if again_at is not None:
        raise Refused(
            "need.flood",
            _("You posted as many needs within a day as this region allows."),
            next_step=_("What you wrote is kept as a draft; post it later."),
            facts={"again_at": again_at.isoformat()},
        )


def _has_phone(person_id: UUID) -> bool:
    return Account.objects.filter(id=person_id, phone_verified=True).exists()


def _may_post_again_at(need: Need, at: datetime) -> datetime | None:
    """When the earliest of those that fill the day is a day old; None while there is room."""
    most = rule_set(need.region_id or "", at).needs_a_day
    if need.poster_kind == PosterKind.ORGANIZATION:
        most *= ORGANIZATION_TIMES
    lately = Need.objects.filter(poster_id=need.poster_id, posted_at__gt=at - A_DAY).exclude(id=need.id)
    posted = [
        moment for moment in lately.order_by("-posted_at", "-id").values_list("posted_at", flat=True)[:most] if moment
    ]
    return posted[-1] + A_DAY if most and len(posted) == most else None
