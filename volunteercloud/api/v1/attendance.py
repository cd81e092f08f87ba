"""Checking in and out, by pass, by the rotating code, by a tick on the roster; then confirming what becomes a record.

`request_id` is the device's own id of a scan: what is delivered twice counts once, so a device may keep scans until it
has a connection and send each as often as it likes.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema
from pydantic import ConfigDict, model_validator

from volunteercloud.api.fields import Latitude, Longitude, Moment, OfWhom, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import delivery_id
from volunteercloud.core import qr
from volunteercloud.core.errors import Refused
from volunteercloud.domain.attendance import actions, queries
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["attendance"])

SHIFT = "/organizations/{uuid:organization_id}/shifts/{uuid:shift_id}"

Direction = Annotated[Literal["in", "out"], Field(description="Check in or check out.")]
RequestId = Annotated[
    UUID | None,
    Field(
        description="The device's id of this scan; may be given in the header Idempotency-Key instead.",
        examples=["019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10"],
    ),
]
Token = Annotated[string(200), Field(min_length=1, description="What the QR picture says, or the token at its end.")]


class PassOut(Schema):
    token: str
    address: str = Field(description="What the QR picture says: scanned by any camera, it opens the leader's page.")
    svg: str
    expires_at: datetime


class CodeOut(Schema):
    token: str
    address: str
    svg: str
    seconds_left: int = Field(description="After so many seconds there is a newer one.")


class OwnScanIn(Schema):
    code: Token
    direction: Direction
    request_id: RequestId = None
    volunteer_id: UUID | None = Field(None, description="A child in your account; yourself if left out.")
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class LeaderScanIn(Schema):
    """Either `pass_token` (scanned) or `volunteer_id` (ticked on the roster)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "direction": "in",
                    "request_id": "019e2f3a-6f0b-7c55-9d37-3b9b6f5f9a10",
                    "volunteer_id": "019e2f3a-70aa-7d31-8a2c-5d0e6b7c8f21",
                }
            ]
        }
    )

    direction: Direction
    request_id: RequestId = None
    pass_token: Token | None = None
    volunteer_id: UUID | None = None

    @model_validator(mode="after")
    def one_of_both(self):
        if (self.pass_token is None) == (self.volunteer_id is None):
            raise ValueError("give either pass_token or volunteer_id")
        return self


class AttendanceOut(Schema):
    organization_id: UUID
    shift_id: UUID
    volunteer_id: UUID
    state: str = Field(examples=["present"], description="present, left, confirmed or absent")
    in_at: datetime | None
    in_method: str
    out_at: datetime | None
    out_method: str


class ConfirmIn(Schema):
    volunteer_ids: list[UUID] = Field(min_length=1, max_length=500)
    explanation: string(300) = Field("", description="Why somebody served longer than a day usually has; kept with it.")


class RefusalOut(Schema):
    code: str
    detail: str
    next_step: str
    facts: dict

    @staticmethod
    def of(refusal: Refused | None):
        return refusal and {
            "code": refusal.code,
            "detail": str(refusal.message),
            "next_step": str(refusal.next_step),
            "facts": refusal.facts,
        }


class ConfirmedOut(Schema):
    """A record, or the reason why there is none. One who is refused does not hold up the others."""

    volunteer_id: UUID
    record_id: UUID | None
    refusal: RefusalOut | None

    @staticmethod
    def resolve_refusal(confirmed):
        return RefusalOut.of(confirmed.refusal)


class AbsentIn(Schema):
    volunteer_id: UUID
    kind: Literal["unexcused", "excused"] = "unexcused"
    reason: string(300) = Field("", description="What the excuse is.", examples=["来电请了病假"])


class StatedTimesIn(Schema):
    in_at: Moment
    out_at: Moment
    reason: string(300) = Field(description="Stays with the record.", examples=["忘记签退，实际提前半小时离开。"])


class UnconfirmedOut(AttendanceOut):
    volunteer_name: str
    title: str
    starts_at: datetime

    @staticmethod
    def resolve_volunteer_name(row):
        return row.sign_up.volunteer_name

    @staticmethod
    def resolve_title(row):
        return row.sign_up.shift.activity.title

    @staticmethod
    def resolve_starts_at(row):
        return row.sign_up.shift.starts_at


class RosterOut(Schema):
    """Everybody who ever signed up: those who hold a place first, then the waiting list in its order."""

    volunteer_id: UUID
    volunteer_name: str
    volunteer_number: str
    sign_up: str
    queue_position: int | None
    offered_until: datetime | None
    attendance: str = Field(description="expected, present, left, confirmed or absent")
    in_at: datetime | None = None
    out_at: datetime | None = None
    record_id: UUID | None = None
    added_by_name: str = Field("", description="Who put somebody on the roster who had not signed up.")
    added_reason: str = ""

    @staticmethod
    def of(row: queries.Row):
        sign_up, attendance = row.sign_up, row.attendance
        return {
            "volunteer_id": sign_up.volunteer_id,
            "volunteer_name": sign_up.volunteer_name,
            "volunteer_number": sign_up.volunteer_number,
            "sign_up": sign_up.state,
            "queue_position": sign_up.queue_position,
            "offered_until": sign_up.offered_until,
            "attendance": row.state,
            "in_at": attendance and attendance.in_at,
            "out_at": attendance and attendance.out_at,
            "record_id": attendance and attendance.record_id,
            "added_by_name": sign_up.added_by_name,
            "added_reason": sign_up.added_reason,
        }


@router.get("/me/pass", response=PassOut, auth=needs(Scope.PROFILE), summary=_("Show my pass"))
def my_pass(request, volunteer_id: OfWhom = None):
    """The pass that a leader scans. It says who somebody is, works for a day, and can be asked for again any time."""
    actor = request.auth.actor
    shown = queries.pass_of(actor, volunteer_id or actor.id, timezone.now())
    address = f"{settings.SITE_URL}/s/pass/{shown.token}"
    return PassOut(token=shown.token, address=address, svg=qr.svg(address), expires_at=shown.expires_at)


@router.post(
    "/me/scans",
    response=AttendanceOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Check in or out by the rotating code"),
)
def scan_code(request, body: OwnScanIn):
    """For the volunteer who stands before the code. With both scans of one's own, each telling where it was made if the
    activity has a point on the map, the record is of evidence grade A."""
    actor = request.auth.actor
    has_point = body.latitude is not None and body.longitude is not None
    return actions.scan_code(
        actor=actor,
        code=_token_in(body.code),
        volunteer_id=body.volunteer_id or actor.id,
        direction=body.direction,
        request_id=delivery_id(request, body.request_id),
        at=timezone.now(),
        point=(body.latitude, body.longitude) if has_point else None,
    )


@router.get(
    f"{SHIFT}/code",
    response=CodeOut,
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Show the rotating code of a shift"),
)
def shift_code(request, organization_id: UUID, shift_id: UUID):
    """For leaders, to show on a screen at the place. It is new every half minute."""
    shown = queries.rotating_code(request.auth.actor, organization_id, shift_id, timezone.now())
    address = f"{settings.SITE_URL}/s/code/{shown.token}"
    return CodeOut(token=shown.token, address=address, svg=qr.svg(address), seconds_left=shown.seconds_left)


@router.post(
    f"{SHIFT}/scans", response=AttendanceOut, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Check somebody in or out")
)
def scan(request, organization_id: UUID, shift_id: UUID, body: LeaderScanIn):
    """By the pass they show, or by a tick on the roster. For leaders, never for oneself."""
    said = {
        "actor": request.auth.actor,
        "organization_id": organization_id,
        "shift_id": shift_id,
        "direction": body.direction,
        "request_id": delivery_id(request, body.request_id),
        "at": timezone.now(),
    }
    if body.volunteer_id:
        return actions.tick(volunteer_id=body.volunteer_id, **said)
    return actions.scan_pass(token=_token_in(body.pass_token), **said)


@router.post(
    f"{SHIFT}/absences",
    response=AttendanceOut,
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Mark somebody as absent"),
)
def mark_absent(request, organization_id: UUID, shift_id: UUID, body: AbsentIn):
    """With an excuse or without, once the shift has begun. Refused for somebody who has checked in; who comes after all is
    checked in as ever."""
    return actions.mark_absent(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=body.volunteer_id,
        kind=body.kind,
        reason=body.reason,
        at=timezone.now(),
    )


@router.post(
    f"{SHIFT}/confirmations",
    response=list[ConfirmedOut],
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Confirm who served"),
)
def confirm(request, organization_id: UUID, shift_id: UUID, body: ConfirmIn):
    """Each confirmed attendance becomes a service record at once. Confirmed already, it answers the record there is."""
    return actions.confirm(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_ids=body.volunteer_ids,
        explanation=body.explanation,
        at=timezone.now(),
    )


@router.put(
    f"{SHIFT}/people/{{uuid:volunteer_id}}/times",
    response=AttendanceOut,
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("State when somebody came and went"),
)
def set_times(request, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, body: StatedTimesIn):
    """For somebody who was scanned, before it is confirmed. The grade is B at most, and E with both ends stated."""
    return actions.set_times(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        in_at=body.in_at,
        out_at=body.out_at,
        reason=body.reason,
        at=timezone.now(),
    )


@router.get(
    f"{SHIFT}/roster",
    response=list[RosterOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show the roster of a shift"),
)
def roster(request, organization_id: UUID, shift_id: UUID):
    return [RosterOut.of(row) for row in queries.roster(request.auth.actor, organization_id, shift_id)]


@router.get(
    "/organizations/{uuid:organization_id}/unconfirmed",
    response=list[UnconfirmedOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List whose service waits for confirmation"),
)
def unconfirmed(request, organization_id: UUID):
    """The oldest hundred: confirm them, and ask again."""
    return queries.unconfirmed(request.auth.actor, organization_id)


def _token_in(scanned: str) -> str:
    """The token at the end of what a camera read."""
    return scanned.rstrip("/").rsplit("/", 1)[-1]
