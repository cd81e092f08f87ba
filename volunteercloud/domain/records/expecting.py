"""What becomes of records that arrive: compared with what stands here of the same people, and with each other.

What is read takes a number of statements that does not depend on how many arrive; what is said of each is said in the
order given, as if they came one after the other.
"""

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from volunteercloud.core.reading import among
from volunteercloud.domain.identity.joining import owners_of
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.organizations.models import Organization

from . import arriving, canonical
from .arriving import Unfit, Version
from .carrying import Arrival, Outcome, Verdict
from .models import CarriedRecord, RecordHead, ServiceRecord, Standing, Whereabouts

REACH = timedelta(days=2)  # from the day of a record to that of another one at the same time

Key = tuple[UUID, UUID]  # the person here, the record


class Busy:
    """When a person is known to have served: times that do not overlap."""

    def __init__(self) -> None:
        self._times: list[tuple[datetime, datetime]] = []

    def add(self, starts_at: datetime, ends_at: datetime) -> None:
        insort(self._times, (starts_at, ends_at))

    def is_free(self, starts_at: datetime, ends_at: datetime) -> bool:
        after = bisect_left(self._times, (starts_at, starts_at))
        return not (
            (after and self._times[after - 1][1] > starts_at)
            or (after < len(self._times) and self._times[after][0] < ends_at)
        )


@dataclass(slots=True)
class Known:
    """What stands here of these people: heads by person and record, also those under another number of theirs."""

    own_name: str
    heads: dict[Key, RecordHead]
    versions: dict[UUID, list[ServiceRecord]]
    busy: dict[UUID, Busy] = field(default_factory=dict)
    holders: dict[UUID, UUID] = field(default_factory=dict)
    organizations: set[UUID] = field(default_factory=set)
    sealed: set[Key] = field(default_factory=set)  # by person and version


@dataclass(slots=True)
class Judged:
    """An arrival with what is said of it. ``head`` is what stands here of it, for one that comes home."""

    arrival: Arrival
    verdict: Verdict
    history: list[Version] = field(default_factory=list)
    head: RecordHead | None = None


def known(arrivals: Sequence[Arrival]) -> Known:
    """Heads and versions of the records that arrive, where they stand here already. Three statements."""
    owners = owners_of(arrival.volunteer_id for arrival in arrivals)
    wanted = {"volunteer_id__in": among(owners), "record_id__in": among({one.record_id for one in arrivals})}
    heads = RecordHead.objects.filter(**wanted).order_by("volunteer_id", "record_id")
    found = Known(node_queries.own_name(), {(owners[head.volunteer_id], head.record_id): head for head in heads}, {})
    if found.heads:
        for version in ServiceRecord.objects.filter(**wanted).order_by("record_id", "version"):
            found.versions.setdefault(version.record_id, []).append(version)
    return found


def judged(arrivals: Sequence[Arrival], people: dict[UUID, Volunteer], at: datetime) -> list[Judged]:
    """A verdict on each, in the order given. The caller holds the people."""
    found = known(arrivals)
    read = [_read(arrival, people, at) for arrival in arrivals]
    _look_around(found, [one for one in read if one.history])
    taken: set[Key] = set()
    for one in read:
        if not one.history:
            continue
        person_id, record_id = one.arrival.volunteer_id, one.arrival.record_id
        keys = {(person_id, record_id), *((person_id, version.id) for version in one.history)}
        if taken & keys:
            one.verdict = refused(one.arrival, "record.doubled")
            continue
        _judge(one, found)
        if one.verdict.outcome == Outcome.ACCEPTED:
            taken |= keys
            found.holders[record_id] = person_id
    return read


def _read(arrival: Arrival, people: dict[UUID, Volunteer], at: datetime) -> Judged:
    person = people.get(arrival.volunteer_id)
    if person is None:
        return Judged(arrival, refused(arrival, "record.person"))
    try:
        return Judged(arrival, refused(arrival, ""), arriving.history(arrival, person.birth_on, at))
    except Unfit as unfit:
        return Judged(arrival, refused(arrival, unfit.code))


def _look_around(found: Known, read: Sequence[Judged]) -> None:
    """What the new ones are compared with: other times of these people, whose records they are said to be, organizations."""
    if not read:
        return
    days = [one.history[-1].day for one in read]
    owners = owners_of(one.arrival.volunteer_id for one in read)
    near = RecordHead.objects.filter(
        volunteer_id__in=among(owners), standing=Standing.VALID, day__gte=min(days) - REACH, day__lte=max(days) + REACH
    )
    for owner_id, during in near.values_list("volunteer_id", "during").order_by("volunteer_id", "record_id"):
        found.busy.setdefault(owners[owner_id], Busy()).add(during.lower, during.upper)
    claims = CarriedRecord.objects.filter(record_id__in=among({one.arrival.record_id for one in read}))
    found.holders = {
        record_id: owners.get(holder_id, holder_id)
        for record_id, holder_id in claims.values_list("record_id", "volunteer_id")
    }
    pairs = [(one.arrival.volunteer_id, version.id) for one in read for version in one.history]
    found.sealed = log_queries.sealed_among(pairs)
    organizations = {UUID(version.shown["organization_id"]) for one in read for version in one.history}
    found.organizations = set(Organization.objects.filter(id__in=among(organizations)).values_list("id", flat=True))


def _judge(one: Judged, found: Known) -> None:
    arrival = one.arrival
    head = found.heads.get((arrival.volunteer_id, arrival.record_id))
    if head is not None:
        one.verdict = _of_known(one, head, found)
        one.head = head
        return
    code = _against(one, found)
    last = one.history[-1]
    if not code and last.counts:
        busy = found.busy.setdefault(arrival.volunteer_id, Busy())
        if busy.is_free(last.starts_at, last.ends_at):
            busy.add(last.starts_at, last.ends_at)
        else:
            code = "record.overlap"
    one.verdict = refused(arrival, code) if code else _accepted(arrival, one.history[-1])


def _against(one: Judged, found: Known) -> str:
    """Why a record that was never here cannot be new."""
    if one.arrival.origin == found.own_name:
        return "record.unknown"  # it says that it was recorded here
    if found.holders.get(one.arrival.record_id, one.arrival.volunteer_id) != one.arrival.volunteer_id:
        return "record.conflict"
    if any((one.arrival.volunteer_id, version.id) in found.sealed for version in one.history):
        return "record.erased"  # it was here, and an officer's decision took it away
    if any(UUID(version.shown["organization_id"]) in found.organizations for version in one.history):
        return "record.organization"  # who records here does so here
    return ""


def _of_known(one: Judged, head: RecordHead, found: Known) -> Verdict:
    arrival, ours = one.arrival, found.versions.get(one.arrival.record_id, [])
    if head.whereabouts == Whereabouts.ARRIVING:
        return refused(arrival, "record.arriving")
    if (head.origin or found.own_name) != arrival.origin or not is_continued(ours, one.history):
        return refused(arrival, "record.conflict")
    if len(one.history) > len(ours):
        return refused(arrival, "record.conflict")  # later versions come from the origin alone, as an amendment
    is_here = head.whereabouts == Whereabouts.HERE
    return standing(arrival, head, Outcome.HERE if is_here else Outcome.ACCEPTED)


def is_continued(ours: Sequence[ServiceRecord], history: Sequence[Version]) -> bool:
    """Whether both say the same for as long as both say something."""
    return all(_is_same(own, other) for own, other in zip(ours, history, strict=False))


def _is_same(own: ServiceRecord, other: Version) -> bool:
    """Apart from what differs from node to node."""
    said = {name: getattr(own, name) for name in canonical.SHOWN if name not in canonical.OF_THE_NODE}
    shown = {name: value for name, value in other.shown.items() if name not in canonical.OF_THE_NODE}
    if canonical.written(said | {"form": canonical.KIND}) != canonical.written(shown):
        return False
    return canonical.canonical_details(own) == other.written


def refused(arrival: Arrival, code: str) -> Verdict:
    return Verdict(volunteer_id=arrival.volunteer_id, record_id=arrival.record_id, outcome=Outcome.REFUSED, code=code)


def _accepted(arrival: Arrival, last: Version) -> Verdict:
    return Verdict(
        volunteer_id=arrival.volunteer_id,
        record_id=arrival.record_id,
        outcome=Outcome.ACCEPTED,
        version=last.number,
        minutes=last.minutes,
    )


def standing(arrival: Arrival, head: RecordHead, outcome: Outcome) -> Verdict:
    return Verdict(
        volunteer_id=arrival.volunteer_id,
        record_id=arrival.record_id,
        outcome=outcome,
        version=head.version,
        minutes=head.minutes if head.standing == Standing.VALID else 0,
    )
