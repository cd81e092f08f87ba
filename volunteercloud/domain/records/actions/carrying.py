"""Records that come from another node: checked and expected, then written; or forgotten, where they do not come after all.

Parts of a transfer's own action, for many people at once: each takes a number of statements that does not depend on how
many. Nothing here asks whether the sender may be believed: `transfers.bundles` has verified what it sent.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from psycopg.types.range import TimestamptzRange
from pydantic_core import from_json

from volunteercloud.core.actor import Actor
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.core.writing import Writing, row_of
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.joining import owners_of
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.records import expecting, hand_overs, sealing
from volunteercloud.domain.records.arriving import Version
from volunteercloud.domain.records.carrying import Arrival, ArrivedVersion, HandOver, Outcome, Verdict
from volunteercloud.domain.records.expecting import Judged
from volunteercloud.domain.records.models import CARRIED, CarriedRecord, RecordHead, Standing, Whereabouts

from .recording import HEADS
from .standing import flagged

CLAIMS = Writing(CarriedRecord, "ON CONFLICT DO NOTHING")
COMES_HOME = """
    UPDATE records_recordhead AS head SET whereabouts = 'arriving'
    FROM unnest(%s::uuid[], %s::uuid[]) AS given (volunteer_id, record_id)
    WHERE head.volunteer_id = given.volunteer_id AND head.record_id = given.record_id AND head.whereabouts = 'moved'
"""
IS_HERE = """
    UPDATE records_recordhead AS head SET whereabouts = 'here', moved_to = '', moved_version = NULL
    FROM unnest(%s::uuid[], %s::uuid[]) AS given (volunteer_id, record_id)
    WHERE head.volunteer_id = given.volunteer_id AND head.record_id = given.record_id AND head.whereabouts = 'arriving'
"""


@retried
def expect(*, actor: Actor, arrivals: Sequence[Arrival], at: datetime) -> list[Verdict]:
    """Say of each record whether it can stand here, in the order given, and hold the time of those that can.

    Of the accepted ones that would be new a head is written, `arriving`: it takes part in the exclusion of overlaps, and
    is shown and counted nowhere. One that comes home keeps its row. Nobody is refused as a whole: every refusal is a
    verdict with its code, which decision 0040 lists.
    """
    people = identity_queries.held({arrival.volunteer_id for arrival in arrivals})
    judged = expecting.judged(arrivals, people, at)
    accepted = [one for one in judged if one.verdict.outcome == Outcome.ACCEPTED]

    _hold([one for one in accepted if one.head is None])
    _turn(COMES_HOME, [(one.head.volunteer_id, one.head.record_id) for one in accepted if one.head])
    return [one.verdict for one in judged]


@retried
def arrive(*, actor: Actor, arrivals: Sequence[Arrival], at: datetime) -> None:
    """Write what was expected: the origin handed it over. Versions with their leaves, heads that count here from now on,
    and for each transfer a leaf `handover/1`. The arrivals are those accepted by `expect`; what counts here already, or was
    erased meanwhile, is left as it is, so that a second call changes nothing. A transfer arrives whole, in one call.
    """
    people = identity_queries.held({arrival.volunteer_id for arrival in arrivals})
    found = expecting.known(arrivals)
    done = log_queries.sealed_among([(one.volunteer_id, one.transfer_id) for one in arrivals])
    here: list[tuple[UUID, UUID]] = []
    told: list[sealing.Told] = []
    handed: list[tuple[HandOver, int]] = []
    for arrival in arrivals:
        head = found.heads.get((arrival.volunteer_id, arrival.record_id))
        if head is None or (arrival.volunteer_id, arrival.transfer_id) in done:
            continue
        handed.append((_came(arrival), head.minutes if head.standing == Standing.VALID else 0))
        if head.whereabouts != Whereabouts.ARRIVING:
            continue
        here.append((head.volunteer_id, head.record_id))
        if not head.moved_to:  # what comes home brings nothing that was not written here before
            told += [_told(head, version) for version in arrival.versions]

    _turn(IS_HERE, here)
    sealing.write_told(told, at)
    noting.note_people({owner_id for owner_id, _record_id in here} - {one.volunteer_id for one in told}, at)
    hand_overs.seal(handed, at, is_ours=False)

    hand_overs.leave_entries(actor, "records.arrived", people, handed, at)


@retried
def forget(*, actor: Actor, volunteer_id: UUID, record_ids: Sequence[UUID], at: datetime) -> int:
    """Give back the times that were held for a transfer that is called off. Heads that are not `arriving` stay. The answer
    is how many were let go."""
    identity_queries.hold({volunteer_id})
    held = RecordHead.objects.filter(
        volunteer_id__in=among(owners_of({volunteer_id})),
        record_id__in=among(record_ids),
        whereabouts=Whereabouts.ARRIVING,
    )
    back = held.exclude(moved_to="").update(whereabouts=Whereabouts.MOVED)
    gone = list(held.filter(moved_to="").values_list("record_id", flat=True))
    CarriedRecord.objects.filter(record_id__in=among(gone)).delete()
    held.filter(moved_to="").delete()
    return back + len(gone)


def _hold(new: Sequence[Judged]) -> None:
    """Write the heads; what the database refuses all the same is an overlap with what somebody wrote meanwhile."""
    if not new:
        return
    claims = {one.arrival.record_id: one.arrival.volunteer_id for one in new}
    CLAIMS.write_all(
        [row_of(CarriedRecord, record_id=record_id, volunteer_id=person) for record_id, person in claims.items()],
        "record_id",
    )
    stand = HEADS.write_all([_head(one) for one in new], "record_id")
    for one in new:
        if one.arrival.record_id not in stand:
            one.verdict = replace(one.verdict, outcome=Outcome.REFUSED, code="record.overlap", version=0, minutes=0)


def _head(one: Judged) -> RecordHead:
    arrival, first, last = one.arrival, one.history[0], one.history[-1]
    head = row_of(
        RecordHead,
        volunteer_id=arrival.volunteer_id,
        record_id=arrival.record_id,
        organization_id=UUID(first.shown["organization_id"]),
        source_kind=CARRIED,
        source_id=arrival.record_id,
        first_written_at=first.written_at,
        whereabouts=Whereabouts.ARRIVING.value,
        origin=arrival.origin,
        moved_to="",
        moved_version=None,
    )
    return say(head, last)


def say(head: RecordHead, version: Version) -> RecordHead:
    """Let the head say what this version says."""
    shown, details = version.shown, version.details
    head.version_id, head.version, head.standing = version.id, version.number, shown["standing"]
    head.day, head.minutes, head.grade, head.kind = version.day, shown["minutes"], shown["grade"], shown["kind"]
    head.flags = flagged(details["findings"])
    head.latitude, head.longitude = details["latitude"], details["longitude"]
    head.during = TimestamptzRange(version.starts_at, version.ends_at)
    return head


def _told(head: RecordHead, version: ArrivedVersion) -> sealing.Told:
    """A version that was read when it was expected, as it is written here: with the head, under whoever's id it stands."""
    shown = from_json(version.content)
    return sealing.Told(head.volunteer_id, UUID(shown["id"]), shown, version.details)


def _came(arrival: Arrival) -> HandOver:
    return HandOver(
        volunteer_id=arrival.volunteer_id,
        record_id=arrival.record_id,
        version=len(arrival.versions),
        node_name=arrival.node_name,
        transfer_id=arrival.transfer_id,
    )


def _turn(statement: str, pairs: Sequence[tuple[UUID, UUID]]) -> None:
    if not pairs:
        return
    owners, records = zip(*pairs, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(owners), list(records)])
