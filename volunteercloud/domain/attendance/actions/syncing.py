"""What a device brings back: each scan is taken exactly once, and ends as accepted, the same, or a conflict."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.core.writing import Writing
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import adding
from volunteercloud.domain.activities.models import HOLDING, Shift, SignUp
from volunteercloud.domain.attendance import clocks, conflicts, judging, queries
from volunteercloud.domain.attendance.desk import MOST_EVENTS, Delivered, Event, Line, Outcome, Receipt
from volunteercloud.domain.attendance.models import (
    Attendance,
    AttendanceState,
    Conflict,
    ConflictState,
    Device,
    Reason,
    Scan,
)
from volunteercloud.domain.identity import queries as identity_queries

from . import standing
from .devices import offset_ms
from .overlapping import list_overlaps
from .presence import tell_of

SCANS = Writing(Scan, "ON CONFLICT (organization_id, request_id) DO NOTHING")
CONFLICTS = Writing(Conflict, "ON CONFLICT (organization_id, id) DO NOTHING")
# Shifts that begin so long before or after another one can be about the same time: a shift lasts a day at most.
REACH = timedelta(hours=30)


@dataclass(frozen=True, slots=True)
class Filed:
    """What is kept of earlier deliveries under the ids of this one."""

    scans: dict[UUID, Scan]
    conflicts: dict[UUID, Conflict]

    def knows(self, key: UUID) -> bool:
        return key in self.scans or key in self.conflicts

    def waits_for(self, key: UUID) -> str | None:
        """Why what is kept under an id waits for a person, if it does."""
        listed = self.conflicts.get(key)
        return listed.reason if listed and listed.state == ConflictState.OPEN else None

    def is_same(self, event: Event, known: judging.Known) -> bool:
        """Whether an event is what was kept under its id, if anything was: the same person in the same direction."""
        first = self.scans.get(event.id) or self.conflicts.get(event.id)
        if first is None:
            return True
        person = judging.person_of(event)
        sign_up = known.sign_up_of(person)
        who = sign_up.volunteer_id if sign_up else person.volunteer_id
        is_here = (first.shift_id, first.direction) == (known.shift.id, event.direction)
        if isinstance(first, Conflict) and first.device_at != event.device_at:
            return False
        return is_here and first.volunteer_id in (None, who)

    def with_conflicts(self, organization_id: UUID, keys: Collection[UUID]) -> "Filed":
        """With what is kept under more ids, which are conflicts' alone; no statement without any."""
        if not keys:
            return self
        listed = Conflict.objects.filter(organization_id=organization_id, id__in=keys)
        return Filed(self.scans, self.conflicts | {row.id: row for row in listed})


@retried
def sync(
    *,
    actor: Actor,
    organization_id: UUID,
    device_id: UUID,
    device_clock: datetime,
    events: Sequence[Event],
    at: datetime,
    shift_id: UUID | None = None,
) -> Delivered:
    """Take what a device kept while it had no signal; the same events may come any number of times, in any order.

    For the leader who took it along, and for whoever leads the shift; ``shift_id`` where the way it comes by is open for
    one shift alone, as a kiosk's is. Either every event is kept, each with its receipt,
    or, where this raises, none is. Refused: over 2,000 at once (`device.too_many`), a clock that is years away
    (`device.clock_unset`). About two dozen statements, whatever the number.
    """
    device = Device.objects.select_for_update().filter(organization_id=organization_id, id=device_id).first()
    if device is None or (shift_id and shift_id != device.shift_id):
        raise NotFound
    leads = activity_queries.leads(actor, organization_id, device.shift_id)
    if not leads and actor.id != device.leader_id:
        raise NotAllowed("organization.not_leader")

    _check_number(events)
    returned = clocks.reading(at, offset_ms(device_clock, at))
    shift = activity_queries.shift(organization_id, device.shift_id)
    filed = _filed(organization_id, events)
    refused = _add_on_the_spot(actor, shift, events, filed, at) if leads else {}

    nearby = _nearby(shift)
    known = _known(shift, device, returned, events, nearby, refused)
    keys = _keys(events, filed, known)
    filed = filed.with_conflicts(organization_id, set(keys) - {event.id for event in events})
    judged = _judge(events, keys, filed, known)
    _keep(device, judged, at)
    doubted = _stand(shift, nearby, known.sign_ups, judged, at)

    device.returned_at, device.returned_offset_ms = at, clocks.milliseconds(returned.offset)
    device.save(update_fields=["returned_at", "returned_offset_ms"])
    if judged:
        waiting = sum(one.reason is not None for one in judged.values())
        facts = {"device": str(device_id), "accepted": len(judged) - waiting, "conflicts": waiting}
        tell_of(actor, "attendance.delivered", shift, at, facts)
    return Delivered(
        receipts=_receipts(events, keys, filed, judged, doubted),
        lines=_lines(shift, known.sign_ups),
        conflicts=queries.count_open_conflicts(organization_id, shift.id),
    )


def _check_number(events: Sequence[Event]) -> None:
    if len(events) > MOST_EVENTS:
        raise Refused(
            "device.too_many",
            _("A delivery has 2,000 scans at most."),
            next_step=_("Send the rest after it."),
            field="events",
        )


def _filed(organization_id: UUID, events: Sequence[Event]) -> Filed:
    ids = [event.id for event in events]
    scans = Scan.objects.filter(organization_id=organization_id, request_id__in=ids)
    listed = Conflict.objects.filter(organization_id=organization_id, id__in=ids)
    return Filed({row.request_id: row for row in scans}, {row.id: row for row in listed})


def _add_on_the_spot(
    actor: Actor, shift: Shift, events: Sequence[Event], filed: Filed, at: datetime
) -> dict[UUID | str, Refused]:
    """Put people on the roster whom the leader added with a reason while there was no signal; why not, for those who
    could not be. Before anybody's sign-up is held: adding holds people first."""
    on_the_spot = [
        (event.added_reason, judging.person_of(event))
        for event in events
        if event.added_reason and not filed.knows(event.id)
    ]
    holders = identity_queries.ids_by_number({person.number for _reason, person in on_the_spot if person.number})
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for reason, person in on_the_spot:
        volunteer_id = person.volunteer_id or holders.get(person.number)
        if volunteer_id:
            wanted[reason].add(volunteer_id)
    refused: dict[UUID | str, Refused] = {}
    for reason, volunteer_ids in wanted.items():
        try:
            added = adding.add_many_to_roster(
                actor=actor,
                organization_id=shift.organization_id,
                shift_id=shift.id,
                volunteer_ids=sorted(volunteer_ids),
                reason=reason,
                at=at,
            )
        except Refused as refusal:
            refused |= dict.fromkeys(volunteer_ids, refusal)
        else:
            refused |= {each.volunteer_id: each.refusal for each in added if each.refusal}
    return refused | {number: refused[who] for number, who in holders.items() if who in refused}


def _nearby(shift: Shift) -> dict[UUID, Shift]:
    """The organization's other shifts about the same time."""
    about = Shift.objects.filter(
        organization_id=shift.organization_id,
        starts_at__gte=shift.starts_at - REACH,
        starts_at__lte=shift.ends_at + REACH,
    )
    return {row.id: row for row in about.exclude(id=shift.id).select_related("activity")}


def _known(
    shift: Shift,
    device: Device,
    returned: clocks.Reading,
    events: Sequence[Event],
    nearby: Mapping[UUID, Shift],
    refused: Mapping[UUID | str, Refused],
) -> judging.Known:
    """What the events are judged by. The sign-ups of whom they name are held from here on."""
    here = {"organization_id": shift.organization_id, "shift_id": shift.id}
    people = [judging.person_of(event) for event in events]
    named = {person.volunteer_id for person in people if person.volunteer_id}
    sign_ups = standing.hold(**here, volunteer_ids=named, numbers={each.number for each in people if each.number})
    confirmed = Attendance.objects.filter(**here, volunteer_id__in=sign_ups, state=AttendanceState.CONFIRMED)
    strangers = named - {row.volunteer_id for row in sign_ups.values() if row.state in HOLDING}
    return judging.Known(
        shift=shift,
        device=device,
        handed_out=clocks.reading(device.handed_out_at, device.offset_ms),
        returned=returned,
        lead=activity_queries.lead_of(device.leader_id, shift),
        sign_ups=sign_ups,
        numbers={row.volunteer_number: row for row in sign_ups.values()},
        elsewhere=_elsewhere(shift.organization_id, strangers, nearby),
        confirmed=frozenset(confirmed.values_list("volunteer_id", flat=True)),
        refused=refused,
    )


def _elsewhere(
    organization_id: UUID, strangers: Collection[UUID], nearby: Mapping[UUID, Shift]
) -> dict[UUID, list[Shift]]:
    """In which of the organization's other shifts these people hold a place."""
    found: dict[UUID, list[Shift]] = defaultdict(list)
    if strangers and nearby:
        held = SignUp.objects.filter(
            organization_id=organization_id, shift_id__in=nearby, volunteer_id__in=strangers, state__in=HOLDING
        )
        for volunteer_id, shift_id in held.order_by("shift_id", "volunteer_id").values_list("volunteer_id", "shift_id"):
            found[volunteer_id].append(nearby[shift_id])
    return found


def _keys(events: Sequence[Event], filed: Filed, known: judging.Known) -> list[UUID]:
    """The id under which each event is filed: its own, but where that is another scan's already."""
    first: dict[UUID, Event] = {}
    keys = []
    for event in events:
        key = event.id
        if not filed.is_same(event, known) or first.get(key, event) != event:
            key = _other_id(event, known.device)
        first.setdefault(key, event)
        keys.append(key)
    return keys


def _other_id(event: Event, device: Device) -> UUID:
    """Made of all that an event says, so that it is the same again when the event comes again."""
    who = event.volunteer_id or event.number or event.pass_token
    return uuid5(event.id, f"{device.id} {event.direction} {who} {event.device_at.isoformat()}")


def _judge(
    events: Sequence[Event], keys: Sequence[UUID], filed: Filed, known: judging.Known
) -> dict[UUID, judging.Judged]:
    """The events that were not here before, judged, by the id under which they are filed."""
    judged: dict[UUID, judging.Judged] = {}
    for event, key in zip(events, keys, strict=True):
        if key not in judged and not filed.knows(key):
            judged[key] = judging.judge(event, known)
            if key != event.id:
                judged[key] = replace(judged[key], reason=Reason.ID_REUSED)
    return judged


def _keep(device: Device, judged: dict[UUID, judging.Judged], at: datetime) -> None:
    """Write each down, as a scan or as a conflict. Where another device took an id in this very moment, the second one
    is kept under another."""
    scans = [_scan(device, key, one, one.sign_up) for key, one in judged.items() if one.sign_up and not one.reason]
    written = SCANS.write_all(scans, "request_id")
    listed = [_conflict(device, key, one, one.reason, at) for key, one in judged.items() if one.reason]
    written |= CONFLICTS.write_all(listed, "id")
    late = {key: one for key, one in judged.items() if key not in written}
    for key, one in late.items():
        judged[key] = replace(one, reason=Reason.ID_REUSED)
    again = [_conflict(device, _other_id(one.event, device), one, Reason.ID_REUSED, at) for one in late.values()]
    CONFLICTS.write_all(again, "id")


def _scan(device: Device, key: UUID, one: judging.Judged, sign_up: SignUp) -> Scan:
    return Scan(
        organization_id=device.organization_id,
        request_id=key,
        shift_id=device.shift_id,
        volunteer_id=sign_up.volunteer_id,
        direction=one.event.direction,
        method=one.event.method,
        at=one.time.at,
        actor_id=device.leader_id,
        actor_name=device.leader_name,
        device_id=device.id,
    )


def _conflict(device: Device, key: UUID, one: judging.Judged, reason: Reason, at: datetime) -> Conflict:
    return Conflict(
        organization_id=device.organization_id,
        id=key,
        shift_id=device.shift_id,
        device_id=device.id,
        volunteer_id=one.volunteer_id,
        who=one.who,
        direction=one.event.direction,
        method=one.event.method,
        device_at=one.event.device_at,
        at=one.time.at,
        other_at=one.time.other_at,
        actor_id=device.leader_id,
        actor_name=device.leader_name,
        reason=reason,
        facts=one.facts,
        arrived_at=at,
    )


def _stand(
    shift: Shift,
    nearby: Mapping[UUID, Shift],
    sign_ups: Mapping[UUID, SignUp],
    judged: Mapping[UUID, judging.Judged],
    at: datetime,
) -> dict[UUID, Reason]:
    """Fold everybody anew of whom there is a new scan; which scans do not fit the others."""
    touched = {one.volunteer_id for one in judged.values() if one.reason is None}
    theirs = {who: row for who, row in sign_ups.items() if who in touched}
    if not theirs:
        return {}
    stood = standing.stand(shift, theirs, at)
    doubted = dict.fromkeys(list_overlaps(shift, nearby, theirs, at), Reason.OVERLAP)
    beside = (scan.request_id for one in stood.values() for scan in one.folded.beside)
    return doubted | dict.fromkeys(beside, Reason.CONTRADICTION)


def _receipts(
    events: Sequence[Event],
    keys: Sequence[UUID],
    filed: Filed,
    judged: Mapping[UUID, judging.Judged],
    doubted: Mapping[UUID, Reason],
) -> list[Receipt]:
    receipts = []
    told: set[UUID] = set()
    for event, key in zip(events, keys, strict=True):
        reason = filed.waits_for(key) or (judged[key].reason if key in judged else None) or doubted.get(key)
        outcome = Outcome.CONFLICT if reason else Outcome.ACCEPTED
        if key not in judged or key in told:
            outcome = Outcome.SAME
        told.add(key)
        receipts.append(Receipt(event.id, outcome, reason or "", conflicts.words(reason) if reason else ""))
    return receipts


def _lines(shift: Shift, sign_ups: Mapping[UUID, SignUp]) -> list[Line]:
    """How the people stand now who were named."""
    there = Attendance.objects.filter(
        organization_id=shift.organization_id, shift_id=shift.id, volunteer_id__in=sign_ups
    )
    present = {row.volunteer_id: row for row in there}
    return [queries.line(row, present.get(who)) for who, row in sign_ups.items() if row.state in HOLDING]
