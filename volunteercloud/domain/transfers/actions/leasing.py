"""The worker's share: which transfers are due, who of several workers takes which, and what this node says by itself."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.reading import among, taken
from volunteercloud.core.transactions import retried
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.transfers import storing, telling
from volunteercloud.domain.transfers.models import Awaited, Transfer
from volunteercloud.domain.transfers.storing import Chain

from .advancing import Turn, advance

# Mostly longer than a call about so many takes, and twice is as good as once. Then another worker takes what one that died
# had taken.
LEASE, LEASE_EACH = timedelta(seconds=4), timedelta(seconds=0.4)
Leased = list[tuple[UUID, UUID]]


@transaction.atomic
def lease(*, actor: Actor, node_name: str, most: int, at: datetime) -> Leased:
    """Take transfers with a node whose time has come, the longest waiting first, so that no other worker does meanwhile.
    Pairs of person and transfer. No entry: nothing happens to them by this."""
    due = Transfer.objects.filter(node_name=node_name, next_at__lte=at).order_by("next_at", "id")
    leased = sorted(taken(due.values_list("volunteer_id", "id"), most))
    if leased:
        _let_be_due(leased, at + LEASE + LEASE_EACH * len(leased))
    return leased


@transaction.atomic
def return_leased(*, actor: Actor, leased: Leased, at: datetime) -> None:
    """Let them be due again ``at`` that time."""
    _let_be_due(leased, at)


def _let_be_due(leased: Leased, at: datetime) -> None:
    Transfer.objects.filter(
        volunteer_id__in=among({person_id for person_id, _id in leased}),
        id__in=among({transfer_id for _person_id, transfer_id in leased}),
        next_at__isnull=False,
    ).update(next_at=at)


@transaction.atomic
def make_due(*, actor: Actor, at: datetime) -> int:
    """What was to be looked at later is due now: the clock that said when was wrong. No entry: nothing happens by this."""
    Awaited.objects.filter(look_at__gt=at).update(look_at=at)
    return Transfer.objects.filter(next_at__gt=at).update(next_at=at)


@retried
def go_on(*, actor: Actor, leased: Leased, at: datetime) -> list[Chain]:
    """Say what this node has to say by itself, and return them all. An offer waits until everything has its place in the log."""
    people = identity_queries.held({person_id for person_id, _id in leased})
    found = Transfer.objects.select_for_update().filter(
        id__in=among({transfer_id for _person_id, transfer_id in leased})
    )
    batch = storing.chains(storing.held(found.order_by("volunteer_id", "id"), people))
    due = [chain for chain in batch if chain.due]
    if due:
        turn = Turn(actor, people, at)
        advance(turn, due)
        for chain in due:
            if not chain.fresh:
                chain.transfer.tries = min(chain.transfer.tries + 1, 1000)
        told = telling.fresh(due)
        storing.store(due, at)
        telling.record(actor, told, at)
        # Who said something goes on with it now; who could not waits for the time that `store` set.
        said = [(chain.transfer.volunteer_id, chain.id) for chain in due if not chain.due]
        return_leased(actor=actor, leased=said, at=at + LEASE + LEASE_EACH * len(leased))
    return batch
