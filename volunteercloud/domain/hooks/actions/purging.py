"""Forgetting what was sent long ago."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.hooks.models import Delivery, DeliveryState, Endpoint, State
from volunteercloud.domain.organizations.rules import ENDED


@transaction.atomic
def purge(*, actor: Actor, at: datetime) -> int:
    """Delete what came to its end and is older than `VOLUNTEERCLOUD_WEBHOOK_KEPT_DAYS`, what waits as long at an address
    that is paused or of an organization that ended, and secrets that sign no more. Returns how many deliveries. Run by the job
    worker."""
    if not actor.is_system:
        raise NotAllowed("hooks.not_worker")

    old = Delivery.objects.filter(created_at__lt=at - timedelta(days=settings.WEBHOOK_KEPT_DAYS))
    ended, _ended_by_model = old.exclude(state=DeliveryState.WAITING).delete()
    paused = Endpoint.objects.filter(
        Q(state=State.PAUSED) | Q(organization__state__in=ENDED),
        organization_id=OuterRef("organization_id"),
        id=OuterRef("endpoint_id"),
    )
    waiting, _waiting_by_model = old.filter(Exists(paused)).delete()
    Endpoint.objects.filter(old_until__lte=at).update(old_secret_sealed=None, old_until=None)
    return ended + waiting
