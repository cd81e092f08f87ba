"""Check-in desks that work without a signal: taking a roster along, bringing scans back, deciding what does not fit.

docs/decisions/0014 tells how a device behaves, and the bytes of a pass.
"""

import base64
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema
from pydantic import AfterValidator, model_validator

from volunteercloud.api import cursors
from volunteercloud.api.fields import Moment, Page, numbers, string
from volunteercloud.api.keys import needs
from volunteercloud.domain.attendance import actions, conflicts, queries
from volunteercloud.domain.attendance.desk import MOST_EVENTS, Delivered, Event, Line, Snapshot
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["attendance"])

ORGANIZATION = "/organizations/{uuid:organization_id}"
SHIFT = f"{ORGANIZATION}/shifts/{{uuid:shift_id}}"
LATEST_MS = 7_226_582_400_000  # the year 2199


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


Milliseconds = Annotated[
    numbers(
        0, LATEST_MS, description="By the device's own clock, in milliseconds since 1970.", examples=[1779066000000]
    ),
    AfterValidator(_moment),
]


class HandOutIn(Schema):
    device_id: UUID = Field(description="Chosen by the device, a new one for each hand-out.")
    clock_ms: Milliseconds
    kiosk: bool = Field(False, description="A tablet at the door, where volunteers find their own name.")


class DeskShiftOut(Schema):
    id: UUID
    starts_at: datetime
    ends_at: datetime
    check_in_from: datetime
    check_out_until: datetime
    post: str
    post_en: str
    title: str
    title_en: str
    place: str
    place_en: str


class DeskLineOut(Schema):
    """One person of the roster as a desk shows them."""

    volunteer_id: UUID
    name: str
    number: str
    tail: str = Field(description="The last four characters of the number, to search by.")
    sign_up: str = Field(description="confirmed, requested or offered")
    state: str = Field(description="expected, present, left, confirmed or absent")
    in_at: datetime | None
    out_at: datetime | None
    added_reason: str = Field(description="Why somebody was added who had not signed up; else empty.")


class TakenLineOut(DeskLineOut):
    keys: list[str] = Field(description="What checks this person's passes, one for each of `days`, base64url.")

    @staticmethod
    def resolve_keys(line: Line):
        return [base64.urlsafe_b64encode(key).rstrip(b"=").decode() for key in line.keys]


class SnapshotOut(Schema):
    """What a device takes along."""

    device_id: UUID
    server_ms: int = Field(description="The server's clock, in milliseconds since 1970.")
    offset_ms: int = Field(description="How far the device's clock was ahead of it at the first hand-out.")
    days: list[int] = Field(description="Whole days since 1970 by UTC on which passes for this shift are issued.")
    shift: DeskShiftOut
    roster: list[TakenLineOut]
    conflicts: int = Field(description="How many scans of this shift wait for a person.")

    @staticmethod
    def of(taken: Snapshot):
        shift, activity = taken.shift, taken.shift.activity
        return {
            "device_id": taken.device.id,
            "server_ms": round(taken.at.timestamp() * 1000),
            "offset_ms": taken.device.offset_ms,
            "days": taken.days,
            "shift": {
                "id": shift.id,
                "starts_at": shift.starts_at,
                "ends_at": shift.ends_at,
                "check_in_from": taken.check_in_from,
                "check_out_until": taken.check_out_until,
                "post": shift.post.name,
                "post_en": shift.post.name_en,
                "title": activity.title,
                "title_en": activity.title_en,
                "place": activity.place,
                "place_en": activity.place_en,
            },
            "roster": taken.lines,
            "conflicts": taken.conflicts,
        }


class EventIn(Schema):
    """One scan; who it is about by exactly one of `volunteer_id`, `pass` and `number`."""

    id: UUID = Field(description="The device's own id of this scan: sent again it is the same scan.")
    at_ms: Milliseconds
    direction: Literal["in", "out"]
    method: Literal["pass", "tick", "kiosk"]
    volunteer_id: UUID | None = None
    pass_token: string(300) = Field("", alias="pass", description="The token of a pass as it was scanned.")
    number: string(100) = Field("", description="A public number as it was typed.")
    added_reason: string(300) = Field("", description="Adds somebody on the spot who is not on the roster.")

    @model_validator(mode="after")
    def one_of_three(self):
        if sum(map(bool, (self.volunteer_id, self.pass_token, self.number))) != 1:
            raise ValueError("give one of volunteer_id, pass and number")
        return self

    def event(self) -> Event:
        return Event(
            id=self.id,
            direction=self.direction,
            method=self.method,
            device_at=self.at_ms,
            volunteer_id=self.volunteer_id,
            pass_token=self.pass_token,
            number=self.number,
            added_reason=self.added_reason,
        )


class DeliveryIn(Schema):
    device_id: UUID
    clock_ms: Milliseconds
    events: list[EventIn] = Field(max_length=MOST_EVENTS)


class ReceiptOut(Schema):
    """What became of one scan. Whatever it says, the scan is kept and need not be sent again."""

    id: UUID
    outcome: str = Field(description="accepted, same (known already), or conflict (waits for a person)")
    code: str = Field(description="Why it waits for a person, else empty.", examples=["not_on_roster"])
    words: str


class DeliveredOut(Schema):
    receipts: list[ReceiptOut]
    roster: list[DeskLineOut] = Field(description="How those stand now whom these scans named.")
    conflicts: int

    @staticmethod
    def of(answer: Delivered):
        receipts = [
            {"id": one.id, "outcome": one.outcome, "code": one.code, "words": str(one.words)} for one in answer.receipts
        ]
        return {"receipts": receipts, "roster": answer.lines, "conflicts": answer.conflicts}


class DeviceOut(Schema):
    id: UUID
    shift_id: UUID
    leader_id: UUID
    leader_name: str
    is_kiosk: bool
    handed_out_at: datetime
    returned_at: datetime | None = Field(description="When it last brought something.")
    revoked_at: datetime | None


class ConflictOut(Schema):
    """A scan that a person decides about."""

    id: UUID
    shift_id: UUID
    device_id: UUID | None
    volunteer_id: UUID | None
    who: str = Field(description="The name, or the number as it was typed; empty for a pass that is none of ours.")
    direction: str
    method: str
    at: datetime = Field(description="The time it would count with.")
    other_at: datetime | None = Field(description="The other candidate, where the device's clock was changed.")
    actor_name: str = Field(description="Who scanned.")
    code: str = Field(examples=["contradiction"])
    words: str = Field(description="What does not fit.")
    next_step: str
    facts: dict
    arrived_at: datetime
    state: str = Field(description="open, accepted, dismissed, or settled by scans that came later")
    decided_at: datetime | None
    decided_by_name: str
    note: str

    @staticmethod
    def resolve_code(conflict):
        return conflict.reason

    @staticmethod
    def resolve_words(conflict):
        return str(conflicts.words(conflict.reason))

    @staticmethod
    def resolve_next_step(conflict):
        return str(conflicts.next_step(conflict.reason))


class ConflictsWanted(Schema):
    decided: bool = Field(False, description="Those that wait no more instead of those that do.")
    cursor: string(400) = Field("", description="The `next` of the page before; leave it out for the first page.")


class ConflictDecisionIn(Schema):
    accept: bool
    note: string(300) = Field(description="Why, in a few words; stays with the scan.", examples=["当时在场，已核对。"])
    counts_at: Moment | None = Field(
        None, description="Which of the two candidate times is right, where there are two."
    )


@router.post(
    f"{SHIFT}/desk/hand-out",
    response=SnapshotOut,
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Take a shift's roster along"),
)
def hand_out(request, organization_id: UUID, shift_id: UUID, body: HandOutIn):
    """For leaders. Asked again under the same id the roster is fresh; a device whose clock was changed takes a new id."""
    taken = actions.hand_out(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        device_id=body.device_id,
        device_clock=body.clock_ms,
        is_kiosk=body.kiosk,
        at=timezone.now(),
    )
    return SnapshotOut.of(taken)


@router.post(
    f"{ORGANIZATION}/desk/sync",
    response=DeliveredOut,
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Bring back scans made without a signal"),
)
def sync(request, organization_id: UUID, body: DeliveryIn):
    """In any order, as often as need be. Answered with 200 each scan is kept; with anything else none is: send them again."""
    answer = actions.sync(
        actor=request.auth.actor,
        organization_id=organization_id,
        device_id=body.device_id,
        device_clock=body.clock_ms,
        events=[event.event() for event in body.events],
        at=timezone.now(),
    )
    return DeliveredOut.of(answer)


@router.get(
    f"{SHIFT}/desk/devices",
    response=list[DeviceOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the devices that took a shift along"),
)
def devices(request, organization_id: UUID, shift_id: UUID):
    return queries.devices(request.auth.actor, organization_id, shift_id)


@router.post(
    f"{ORGANIZATION}/desk/devices/{{uuid:device_id}}/revoke",
    response=DeviceOut,
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Call a device back"),
)
def revoke_device(request, organization_id: UUID, device_id: UUID):
    """Because it is lost, or done. What it sends after that waits for a person."""
    return actions.revoke_device(
        actor=request.auth.actor, organization_id=organization_id, device_id=device_id, at=timezone.now()
    )


@router.get(
    f"{SHIFT}/conflicts",
    response=Page[ConflictOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the scans of a shift that do not fit"),
)
def shift_conflicts(request, organization_id: UUID, shift_id: UUID, wanted: Query[ConflictsWanted]):
    """For whoever leads the shift, what arrived first comes first."""
    return _page(request, organization_id, wanted, shift_id=shift_id)


@router.get(
    f"{ORGANIZATION}/conflicts",
    response=Page[ConflictOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the scans of an organization that do not fit"),
)
def organization_conflicts(request, organization_id: UUID, wanted: Query[ConflictsWanted]):
    """For coordinators, what arrived first comes first."""
    return _page(request, organization_id, wanted)


@router.post(
    f"{ORGANIZATION}/conflicts/{{uuid:conflict_id}}/decision",
    response=ConflictOut,
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Decide about a scan that does not fit"),
)
def decide_conflict(request, organization_id: UUID, conflict_id: UUID, body: ConflictDecisionIn):
    """Accepted it counts, and outranks what was scanned otherwise; dismissed it stays told. Never about oneself."""
    return actions.decide_conflict(
        actor=request.auth.actor,
        organization_id=organization_id,
        conflict_id=conflict_id,
        accept=body.accept,
        note=body.note,
        counts_at=body.counts_at,
        at=timezone.now(),
    )


def _page(request, organization_id, wanted, **which):
    after = cursors.read(wanted.cursor, datetime, UUID)
    rows = queries.conflicts(request.auth.actor, organization_id, **which, is_open=not wanted.decided, after=after)
    return cursors.page(rows, queries.PAGE, lambda conflict: (conflict.arrived_at, conflict.id))
