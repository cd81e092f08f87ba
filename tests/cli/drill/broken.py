"""Faults that a test builds into a node of the drill, by name: what no careful reader of the code would let pass."""

from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.transfers.actions import advancing


def keeps_what_it_hands_over() -> None:
    """Its commitments are said and signed, and its records go on counting."""
    advancing.records_actions.hand_over = lambda **_said: None


def arrives_in_part() -> None:
    """The last of what was committed is let go instead of written."""
    whole = record_actions.arrive

    def partly(*, actor, arrivals, at):
        return whole(actor=actor, arrivals=arrivals[:-1], at=at) if len(arrivals) > 1 else None

    advancing.records_actions.arrive = partly
