"""Whether a scan that a device made can count: judged alone, by its corrected time, from what was gathered before. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from volunteercloud.core import ids
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.models import HOLDING, Shift, SignUp, SignUpState
from volunteercloud.domain.activities.queries import Lead
from volunteercloud.domain.regions import queries as region_queries

from . import clocks, passes, rules
from .desk import Event
from .models import Device, Direction, Reason


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an event names, as far as it does: by id, or by a public number that was typed."""

    volunteer_id: UUID | None = None
    number: str = ""
    shown: passes.Shown | None = None
    is_forged: bool = False


def person_of(event: Event) -> Person:
    if event.volunteer_id:
        return Person(event.volunteer_id)
    if event.number:
        return Person(number=ids.clean_public_code(event.number)[:20])
    try:
        shown = passes.shown_pass(event.pass_token)
    except Refused:
        return Person(is_forged=True)
    return Person(shown.volunteer_id, shown=shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known when a delivery is judged. ``elsewhere``: other shifts in which a person holds a place; ``refused``:
    why somebody could not be added on the spot."""

    shift: Shift
    device: Device
    handed_out: clocks.Reading
    returned: clocks.Reading
    lead: Lead
    sign_ups: Mapping[UUID, SignUp]
    numbers: Mapping[str, SignUp]
    elsewhere: Mapping[UUID, list[Shift]]
    confirmed: frozenset[UUID]
    refused: Mapping[UUID | str, Refused]

    def sign_up_of(self, person: Person) -> SignUp | None:
        return self.sign_ups.get(person.volunteer_id) if person.volunteer_id else self.numbers.get(person.number)


@dataclass(frozen=True, slots=True)
class Judged:
    """An event with the time it counts by and the first reason against it, if there is one."""

    event: Event
    time: clocks.Corrected
    person: Person
    sign_up: SignUp | None
    reason: Reason | None
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def volunteer_id(self) -> UUID | None:
        return self.sign_up.volunteer_id if self.sign_up else self.person.volunteer_id

    @property
    def who(self) -> str:
        return self.sign_up.volunteer_name if self.sign_up else self.person.number


def judge(event: Event, known: Known) -> Judged:
    time = clocks.corrected(event.device_at, known.handed_out, known.returned)
    person = person_of(event)
    sign_up = known.sign_up_of(person)
    facts: dict[str, str] = {}
    reason = _against_delivery(time, known)
    if reason is None:
        reason = _against_person(person, time.at)
    if reason is None:
        reason, facts = _against_place(event, time.at, person, sign_up, known)
    return Judged(event, time, person, sign_up, reason, facts)


def _against_delivery(time: clocks.Corrected, known: Known) -> Reason | None:
    if known.device.revoked_at is not None:
        return Reason.REVOKED
    if time.is_doubtful:
        return Reason.CLOCK
    if known.returned.at - time.at > rules.LATEST_ARRIVAL + clocks.TOLERANCE:
        return Reason.LATE
    return None if known.lead.at(time.at) else Reason.LEADER


def _against_person(person: Person, at: datetime) -> Reason | None:
    if person.is_forged:
        return Reason.PASS_FORGED
    if person.number and not ids.is_public_code(person.number):
        return Reason.UNKNOWN
    return Reason.PASS_OLD if person.shown and not person.shown.is_good(at) else None


def _against_place(
    event: Event, at: datetime, person: Person, sign_up: SignUp | None, known: Known
) -> tuple[Reason | None, dict[str, str]]:
    who = sign_up.volunteer_id if sign_up else person.volunteer_id
    if who == known.device.leader_id:
        return Reason.OWN, {}
    if sign_up is None or sign_up.state not in HOLDING:
        return _absent_from_roster(who, person.number, at, known)
    if sign_up.state != SignUpState.CONFIRMED:
        return Reason.NOT_SETTLED, {}
    rule_set = region_queries.rules_for(known.shift.activity.region_id, timezone.localdate(at))
    within = rules.check_in_window if event.direction == Direction.IN else rules.check_out_window
    refusal = within(known.shift, rule_set, at)
    if refusal:
        return Reason.WINDOW, {"refusal": refusal.code}
    return (Reason.CONFIRMED, {}) if who in known.confirmed else (None, {})


def _absent_from_roster(who: UUID | None, number: str, at: datetime, known: Known) -> tuple[Reason, dict[str, str]]:
    for shift in known.elsewhere.get(who, []) if who else []:
        if shift.starts_at - rules.ABOUT_A_SHIFT <= at <= shift.ends_at + rules.ABOUT_A_SHIFT:
            return Reason.WRONG_SHIFT, {"shift": str(shift.id), "title": shift.activity.title}
    refusal = known.refused.get(who or number)
    return Reason.NOT_ON_ROSTER, {"refusal": refusal.code} if refusal else {}
