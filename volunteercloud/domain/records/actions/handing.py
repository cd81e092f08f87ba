"""Records that leave for another node: readable here ever after, counted there. And what follows them."""

from collections.abc import Sequence
from datetime import datetime

from volunteercloud.core.actor import Actor
from volunteercloud.core.transactions import retried
from volunteercloud.domain.records.carrying import Arrival, HandOver, Verdict


@retried
def hand_over(*, actor: Actor, handed: Sequence[HandOver], at: datetime) -> None:
    """From now on these records count at the other node: heads turn to `moved`, and the log gets a leaf `handover/1` for each
    transfer. Part of the action that commits the transfer, for many people at once.

    Refused as a whole where a record does not count here any more (`record.not_here`). A record that was corrected since
    it was offered goes in the version offered; the newer one follows (`records.queries.following`).
    """
    raise NotImplementedError


@retried
def amend(*, actor: Actor, arrivals: Sequence[Arrival], at: datetime) -> list[Verdict]:
    """Write what the origin wrote about records that were handed over to this node: later versions, with their leaves. The
    person is told of each as of any correction.

    An arrival holds the whole history; what stands here already is compared and left. A record that moved on from here is
    amended too, and follows further. One that would overlap now stays at its version here, is marked (`carried.behind`),
    and raises an alarm for the officers of the region where the person lives: verdict `record.overlap`.
    """
    raise NotImplementedError


@retried
def note_followed(*, actor: Actor, handed: Sequence[HandOver], at: datetime) -> None:
    """The other node has answered for these versions: they need not follow any more, whether it took or refused them."""
    raise NotImplementedError
