"""Records that come from another node: checked and expected, then written; or forgotten, where they do not come after all.

Parts of a transfer's own action, for many people at once: each takes a number of statements that does not depend on how
many. Nothing here asks whether the sender may be believed: `transfers.bundles` has verified what it sent.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.transactions import retried
from volunteercloud.domain.records.carrying import Arrival, Verdict


@retried
def expect(*, actor: Actor, arrivals: Sequence[Arrival], at: datetime) -> list[Verdict]:
    """Say of each record whether it can stand here, in the order given, and hold the time of those that can.

    Of the accepted ones that would be new a head is written, `arriving`: it takes part in the exclusion of overlaps, and
    is shown and counted nowhere. One that comes home keeps its row. Nobody is refused as a whole: every refusal is a
    verdict with its code (`record.overlap`, `record.conflict`, `record.arriving`, `record.form`, `record.times`,
    `record.future`, `record.grade`, `record.before_birth`, `record.unknown`, `record.organization` …).
    """
    raise NotImplementedError


@retried
def arrive(*, actor: Actor, arrivals: Sequence[Arrival], at: datetime) -> None:
    """Write what was expected: the origin handed it over. Versions with their leaves, heads that count here from now on,
    and for each transfer a leaf `handover/1`. The arrivals are those accepted by `expect`; what counts here already is
    left as it is, so that a second call changes nothing.
    """
    raise NotImplementedError


@retried
def forget(*, actor: Actor, volunteer_id: UUID, record_ids: Sequence[UUID], at: datetime) -> int:
    """Give back the times that were held for a transfer that is called off. Heads that are not `arriving` stay. The answer
    is how many were let go."""
    raise NotImplementedError
