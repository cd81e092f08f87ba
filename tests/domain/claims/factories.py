"""Codes handed out, claims made, pictures taken: what tests of this area and of its doors share."""

import io
import random
from datetime import timedelta
from functools import cache

from PIL import Image

from tests.domain.activities import factories as activities
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.claims import actions, hour_codes
from volunteercloud.domain.claims.models import HourCodeBatch, ServiceClaim

HOUR = timedelta(hours=1)


@cache
def picture(seed: int = 1, size: tuple[int, int] = (640, 480), form: str = "PNG", **saved) -> bytes:
    """A picture with something to see: blocks of colours that follow from ``seed``."""
    colours = random.Random(seed)
    blocks = Image.new("RGB", (8, 6))
    blocks.putdata([tuple(colours.randrange(256) for _ in range(3)) for _ in range(48)])
    kept = io.BytesIO()
    blocks.resize(size, Image.Resampling.BICUBIC).save(kept, form, **saved)
    return kept.getvalue()


def pdf(inside: bytes = b"<< /Type /Catalog >>") -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + inside + b"\nendobj\nxref\n0 1\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n"


def batch(maker: Actor, shift: Shift, **changes) -> HourCodeBatch:
    """Ten codes for the whole shift, made when it begins."""
    return actions.make_codes(
        **{
            "actor": maker,
            "organization_id": shift.organization_id,
            "shift_id": shift.id,
            "batch_id": ids.uuid7(),
            "minutes": 120,
            "size": 10,
            "at": shift.starts_at,
        }
        | changes
    )


def code(of: HourCodeBatch, serial: int = 1) -> str:
    return hour_codes.code_of(of.id, serial, of.key_version)


def redeem(actor: Actor, shift: Shift, typed: str, **changes) -> actions.Redeemed:
    return actions.redeem_code(
        **{"actor": actor, "code": typed, "volunteer_id": actor.id, "at": shift.ends_at + HOUR} | changes
    )


def claim(actor: Actor, shift: Shift, **changes) -> ServiceClaim:
    """The whole shift, claimed an hour after it, with one picture."""
    return actions.claim_service(
        **{
            "actor": actor,
            **activities.key(shift, actor),
            "claim_id": ids.uuid7(),
            "starts_at": shift.starts_at,
            "ends_at": shift.ends_at,
            "text": "送了十二份午餐。",
            "uploads": [picture()],
            "at": shift.ends_at + HOUR,
        }
        | changes
    )


def confirm(leader: Actor, claimed: ServiceClaim, **changes) -> ServiceClaim:
    return actions.confirm_claim(
        **{
            "actor": leader,
            "organization_id": claimed.organization_id,
            "claim_id": claimed.id,
            "at": claimed.claimed_at + HOUR,
        }
        | changes
    )


def enter(actor: Actor, shift: Shift, *volunteers: Actor, **changes):
    entries = [
        actions.LateEntry(volunteer_id=one.id, starts_at=shift.starts_at, ends_at=shift.ends_at) for one in volunteers
    ]
    return actions.enter_late(
        **{
            "actor": actor,
            "organization_id": shift.organization_id,
            "shift_id": shift.id,
            "entries": entries,
            "reason": "当天停电，没有扫码。",
            "at": shift.ends_at + HOUR,
        }
        | changes
    )
