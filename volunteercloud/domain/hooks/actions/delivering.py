"""What the worker does with a delivery: take it in hand, and write down what was answered. Between the two nothing is held."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.hooks.models import SECRET, Delivery, DeliveryState, Endpoint, Pause, State
from volunteercloud.domain.organizations import informing
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.rules import ENDED

# Between one try and the next (the schedule that Standard Webhooks 1.0 gives): ten tries in three days and three hours.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.1  # of a wait, either way, so that not everything that failed together comes again together
MOST_TRIES = len(WAITS) + 1
IN_FLIGHT = 4  # to one address at once; one while it takes nothing
# Longer than a try can last (`sending.SECONDS`, and as long for finding what a name stands for).
CLAIMED = timedelta(minutes=2)
# An address that takes nothing is left alone after the third time, from five seconds to five minutes.
PATIENCE, SHORTEST_REST, LONGEST_REST = 3, timedelta(seconds=5), timedelta(minutes=5)
NOT_WANTED = 410


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in hand: where to, signed with what, and until when nobody else takes it up."""

    organization_id: UUID
    endpoint_id: UUID
    event_id: UUID
    url: str
    secrets: tuple[str, ...]
    body: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try: a status, or in a word why there is none (`core.calls.Unanswered`)."""

    status: int | None = None
    problem: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@transaction.atomic
def claim(*, actor: Actor, organization_id: UUID, endpoint_id: UUID, at: datetime) -> Claimed | None:
    """Take what is due longest for an address in hand; None where nothing is, or enough is on its way there.

    Nothing is sent for an organization that ended; it goes on where that comes back. Whoever claims for the address takes
    turns, so that no two have the same in hand. The try is counted now: a worker that
    dies with it in hand has used one up.
    """
    endpoint = _locked(actor, organization_id, endpoint_id)
    if endpoint is None or endpoint.state != State.ACTIVE or endpoint.organization.state in ENDED:
        return None
    if endpoint.rests_until and endpoint.rests_until > at:
        return None
    waiting = Delivery.objects.filter(
        organization_id=organization_id, endpoint_id=endpoint_id, state=DeliveryState.WAITING
    )
    if waiting.filter(claimed_until__gt=at).count() >= (1 if endpoint.fails else IN_FLIGHT):
        return None
    free = waiting.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=at), due_at__lte=at)
    delivery = free.order_by("due_at", "event_id").first()
    if delivery is None:
        return None

    delivery.tries += 1
    delivery.tried_at, delivery.claimed_until = at, at + CLAIMED
    delivery.save(update_fields=["tries", "tried_at", "claimed_until"])
    return Claimed(
        organization_id,
        endpoint_id,
        delivery.event_id,
        endpoint.url,
        _secrets(endpoint, at),
        delivery.body,
        delivery.claimed_until,
    )


@transaction.atomic
def note_answer(*, actor: Actor, claimed: Claimed, answer: Answer, at: datetime) -> Delivery | None:
    """Write down what came of a try: taken, due again, or given up after the last. An address that says that nothing is
    wanted there (410), or took nothing for days, is paused and its owners are told. None if somebody else has it by now."""
    endpoint = _locked(actor, claimed.organization_id, claimed.endpoint_id)
    delivery = Delivery.objects.filter(
        organization_id=claimed.organization_id,
        endpoint_id=claimed.endpoint_id,
        event_id=claimed.event_id,
        claimed_until=claimed.until,
    ).first()
    if endpoint is None or delivery is None:
        return None

    delivery.claimed_until = None
    delivery.last_status, delivery.last_problem = answer.status, answer.problem
    if answer.is_taken:
        delivery.state, delivery.due_at = DeliveryState.DELIVERED, None
        _took(endpoint)
    else:
        if delivery.tries >= MOST_TRIES or answer.status == NOT_WANTED:
            delivery.state, delivery.due_at = DeliveryState.GIVEN_UP, None
        else:
            delivery.due_at = at + _jittered(WAITS[delivery.tries - 1])
        _did_not_take(actor, endpoint, answer, at)
    delivery.save()
    return delivery


def _locked(actor: Actor, organization_id: UUID, endpoint_id: UUID) -> Endpoint | None:
    """The address, locked before its deliveries by everybody; whoever writes a new one is not held up."""
    if not actor.is_system:
        raise NotAllowed("hooks.not_worker")
    rows = Endpoint.objects.select_for_update(no_key=True)
    return rows.filter(organization_id=organization_id, id=endpoint_id).first()


def _secrets(endpoint: Endpoint, at: datetime) -> tuple[str, ...]:
    """Those that sign now, the newest first."""
    sealed = [endpoint.secret_sealed]
    if endpoint.old_secret_sealed is not None and endpoint.old_until and at < endpoint.old_until:
        sealed.append(endpoint.old_secret_sealed)
    return tuple(keys.unseal(SECRET, each, bound_to=endpoint.id.bytes) for each in sealed)


def _jittered(wait: timedelta) -> timedelta:
    return wait * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  no secret, only apart


def _took(endpoint: Endpoint) -> None:
    if endpoint.fails:
        endpoint.fails, endpoint.failing_since, endpoint.rests_until = 0, None, None
        endpoint.save(update_fields=["fails", "failing_since", "rests_until"])


def _did_not_take(actor: Actor, endpoint: Endpoint, answer: Answer, at: datetime) -> None:
    endpoint.fails += 1
    endpoint.failing_since = endpoint.failing_since or at
    if endpoint.fails >= PATIENCE:
        doubled = SHORTEST_REST * 2 ** min(endpoint.fails - PATIENCE, 10)
        endpoint.rests_until = at + min(doubled, LONGEST_REST)
    endpoint.save(update_fields=["fails", "failing_since", "rests_until"])
    if endpoint.state != State.ACTIVE:
        return
    if answer.status == NOT_WANTED:
        _pause(actor, endpoint, Pause.GONE, at)
    elif at - endpoint.failing_since >= timedelta(days=settings.WEBHOOK_FAILING_DAYS):
        _pause(actor, endpoint, Pause.FAILING, at)


def _pause(actor: Actor, endpoint: Endpoint, why: Pause, at: datetime) -> None:
    endpoint.state, endpoint.paused_by = State.PAUSED, why
    endpoint.save(update_fields=["state", "paused_by"])
    organization = endpoint.organization
    link = f"/org/{organization.id}/webhooks/{endpoint.id}/"
    for person_id in organization_queries.owner_ids(organization.id):
        informing.inform_at(
            actor, person_id, f"hook_{why}", link, at, organization=organization.name, name=endpoint.name
        )
    audit.record(
        actor,
        "hooks.address_paused",
        at=at,
        owner_id=organization.id,
        subject=("webhook", endpoint.id, endpoint.name),
        region_code=organization.region_id,
        facts={"why": str(why)},
    )
