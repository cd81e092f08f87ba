"""What the node that recorded something writes about it after it moved: later versions follow the record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from psycopg.types.range import TimestamptzRange

from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.joining import owners_of
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.records import arriving, changes, expecting, rules, sealing
from volunteercloud.domain.records.arriving import Unfit, Version
from volunteercloud.domain.records.carrying import BEHIND, Arrival, Outcome, Verdict
from volunteercloud.domain.records.models import RecordHead, ServiceRecord, Standing, Whereabouts

from .carrying import say
from .handing import BEHIND as ALARM


@retried
def amend(*, actor: Actor, arrivals: Sequence[Arrival], at: datetime) -> list[Verdict]:
    """Write what the origin wrote about records that were handed over to this node: later versions, with their leaves. The
    person is told of each as of any correction.

    An arrival holds the whole history; what stands here already is compared and left. A record that moved on from here is
    amended too, and follows further. One that would overlap now stays at its version here, is marked (`carried.behind`),
    and raises an alarm for the officers of the region where the person lives: verdict `record.overlap`. Refused item by
    item as in `expect`; a record that was never handed over is `record.unknown`.
    """
    people = identity_queries.held({arrival.volunteer_id for arrival in arrivals})
    found = expecting.known(arrivals)
    also = _numbers(people)
    verdicts: list[Verdict] = []
    told: list[sealing.Told] = []
    for arrival in arrivals:
        head = found.heads.get((arrival.volunteer_id, arrival.record_id))
        ours = found.versions.get(arrival.record_id, [])
        history, code = _read(arrival, head, ours, people, at)
        if head is None or code:
            verdicts.append(expecting.refused(arrival, code))
            continue
        new, before = history[len(ours) :], ours[-1]
        if not new:
            verdicts.append(expecting.standing(arrival, head, Outcome.HERE))
            continue
        if _is_elsewhere(head, new[-1], also[arrival.volunteer_id]) or not _stands(head, new[-1]):
            _leave_behind(actor, arrival, head, people[arrival.volunteer_id], at)
            verdicts.append(expecting.refused(arrival, "record.overlap"))
            continue
        told += [sealing.Told(head.volunteer_id, one.id, one.shown, one.written) for one in new]
        found.versions[arrival.record_id] = [*ours, *(_row(head, version) for version in new)]
        _tell(actor, arrival, head, before, found.versions[arrival.record_id][-1], at)
        verdicts.append(expecting.standing(arrival, head, Outcome.ACCEPTED))

    sealing.write_told(told, at)
    return verdicts


def _read(
    arrival: Arrival,
    head: RecordHead | None,
    ours: Sequence[ServiceRecord],
    people: Mapping[UUID, Volunteer],
    at: datetime,
) -> tuple[list[Version], str]:
    """The history, or the code why it is none of a record that was handed over to this node."""
    if head is None:
        return [], "record.unknown"
    if head.whereabouts == Whereabouts.ARRIVING:
        return [], "record.arriving"
    if not head.origin or head.origin != arrival.origin:
        return [], "record.conflict"
    try:
        history = arriving.history(arrival, people[arrival.volunteer_id].birth_on, at)
    except Unfit as unfit:
        return [], unfit.code
    return (history, "") if expecting.is_continued(ours, history) else ([], "record.conflict")


def _numbers(people: Mapping[UUID, Volunteer]) -> dict[UUID, set[UUID]]:
    """Under which ids rows of these people stand: more than their own for who was registered twice."""
    kept = {person.id: person.merged_into_id or person.id for person in people.values()}
    rows: dict[UUID, set[UUID]] = {}
    for owner_id, person_id in owners_of(kept.values()).items():
        rows.setdefault(person_id, set()).add(owner_id)
    return {person_id: rows[kept_id] for person_id, kept_id in kept.items()}


def _is_elsewhere(head: RecordHead, version: Version, owners: set[UUID]) -> bool:
    """Whether the person served at that time by a record under another number of theirs, which the constraint cannot see."""
    others = owners - {head.volunteer_id}
    if not others or not version.counts:
        return False
    times = TimestamptzRange(version.starts_at, version.ends_at)
    at_that_time = RecordHead.objects.filter(standing=Standing.VALID, during__overlap=times)
    return at_that_time.filter(volunteer_id__in=among(others)).exists()


def _stands(head: RecordHead, version: Version) -> bool:
    """Let the head say what the newest version says; False where the time is taken."""
    try:
        with transaction.atomic():
            say(head, version).save(force_update=True)
    except IntegrityError as error:
        if not broken_by(error).startswith("record_no_overlap"):
            raise
        head.refresh_from_db()
        return False
    return True


def _leave_behind(actor: Actor, arrival: Arrival, head: RecordHead, person: Volunteer, at: datetime) -> None:
    if BEHIND not in head.flags:
        head.flags = [*head.flags, BEHIND]
        head.save(update_fields=["flags"])
    log_actions.raise_alarm(
        actor=actor,
        kind=ALARM,
        subject=str(arrival.record_id),
        facts={"node": arrival.node_name, "version": head.version, "transfer": str(arrival.transfer_id)},
        region_code=person.region_id or "",
        at=at,
    )


def _row(head: RecordHead, version: Version) -> ServiceRecord:
    """The version as it stands here from now on."""
    return ServiceRecord(**arriving.columns(version) | {"volunteer_id": head.volunteer_id})


def _tell(
    actor: Actor, arrival: Arrival, head: RecordHead, before: ServiceRecord, after: ServiceRecord, at: datetime
) -> None:
    """The entry, and the message to the person; not where the record moved on: there they are told."""
    name = _name(before, after)
    audit.record(
        actor,
        f"records.{name}",
        at=at,
        owner_id=arrival.volunteer_id,
        subject=("record", after.record_id, after.title),
        region_code=after.service_region_code,
        facts={
            "node": arrival.origin,
            "before": {"version": before.version, "minutes": before.minutes, "grade": before.grade},
            "after": {
                "version": after.version,
                "minutes": after.minutes,
                "grade": after.grade,
                "standing": after.standing,
            },
            "reason": after.reason,
        },
    )
    if head.whereabouts == Whereabouts.HERE:
        changes.tell(actor, name, before, after, at)


def _name(before: ServiceRecord, after: ServiceRecord) -> str:
    """What was done there, in the words that are used here."""
    if after.standing == Standing.VALID:
        return "record_corrected" if before.standing == Standing.VALID else "record_restored"
    return "record_voided" if rules.is_by_decision(after) else "record_revoked"
