"""The words of docs/decisions/0014 as the desk's page says and reads them. Shape only: what is true, the actions decide."""

import base64
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

from volunteercloud.api.fields import numbers, string
from volunteercloud.domain.attendance.desk import MOST_EVENTS, Event
from volunteercloud.web import formats

LATEST_MS = 7_226_582_400_000  # 2199


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


Clock = Annotated[numbers(0, LATEST_MS), AfterValidator(_moment)]


class HandOut(Schema):
    device_id: UUID
    clock_ms: Clock
    kiosk: bool = False


class Scanned(Schema):
    id: UUID
    at_ms: Clock
    direction: Literal["in", "out"]
    method: Literal["pass", "tick", "kiosk"]
    volunteer_id: UUID | None = None
    token: string(300) = Field("", alias="pass")
    number: string(100) = ""
    added_reason: string(300) = ""

    def event(self, *, at_the_door=False):
        """At the door people show a pass or find their own name. Nobody there gives the leader's word: a tick is a name
        that was found, and who is not on the roster waits for the leader."""
        return Event(
            id=self.id,
            direction=self.direction,
            method="kiosk" if at_the_door and self.method == "tick" else self.method,
            device_at=self.at_ms,
            volunteer_id=self.volunteer_id,
            pass_token=self.token,
            number=self.number,
            added_reason="" if at_the_door else self.added_reason,
        )


class Delivery(Schema):
    device_id: UUID
    clock_ms: Clock
    events: list[Scanned] = Field(max_length=MOST_EVENTS)


def snapshot(taken):
    """What a device takes along."""
    shift, device = taken.shift, taken.device
    return {
        "device_id": device.id,
        "server_ms": _milliseconds(taken.at),
        "offset_ms": device.offset_ms,
        "days": taken.days,
        "shift": {
            "id": shift.id,
            "starts_at": shift.starts_at,
            "ends_at": shift.ends_at,
            "when": formats.period(shift.starts_at, shift.ends_at),
            "check_in_from": taken.check_in_from,
            "check_out_until": taken.check_out_until,
            "post": shift.post.name,
            "post_en": shift.post.name_en,
            "title": shift.activity.title,
            "title_en": shift.activity.title_en,
            "place": shift.activity.place,
            "place_en": shift.activity.place_en,
        },
        "roster": [_line(line) | {"keys": [_text(key) for key in line.keys]} for line in taken.lines],
        "conflicts": taken.conflicts,
    }


def delivered(answer):
    """What became of a delivery."""
    return {
        "receipts": [
            {"id": one.id, "outcome": one.outcome, "code": one.code, "words": str(one.words)} for one in answer.receipts
        ],
        "roster": [_line(line) for line in answer.lines],
        "conflicts": answer.conflicts,
    }


def _line(line):
    return {
        "volunteer_id": line.volunteer_id,
        "name": line.name,
        "number": line.number,
        "tail": line.tail,
        "sign_up": line.sign_up,
        "state": line.state,
        "in_at": line.in_at,
        "out_at": line.out_at,
        "added_reason": line.added_reason,
    }


def _text(key):
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()


def _milliseconds(moment):
    return int(moment.timestamp() * 1000)
