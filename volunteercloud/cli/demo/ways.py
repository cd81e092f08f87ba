"""Service that no scan shows: an afternoon without a signal, with hour codes, claims and late entries of every outcome."""

import io
import random
from datetime import timedelta
from uuid import UUID

from PIL import Image

from volunteercloud.cli.demo import city, service
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import planning
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.claims import actions as claims
from volunteercloud.domain.organizations.models import Organization

HOUR = timedelta(hours=1)
# Of those who came: who got a slip, who claims and with what outcome, who is entered by the organization.
SLIPS, CONFIRMED, SHORTENED, DECLINED, OPEN = slice(1, 4), 4, 5, 6, 0
ENTERED = slice(7, 9)


def without_a_signal(demo: Demo) -> None:
    """Three afternoons ago the canteen had no signal: slips were handed out, some claimed, some were entered later."""
    owner, leader = demo.actors[1], demo.actors[2]
    shift = _afternoon(demo, owner)
    ready = [demo.actors[0], *demo.luck.sample(demo.actors[5:], 40)]
    came = service.sign_up(demo, ready, 9, shift, since=demo.now - timedelta(days=9))
    if len(came) < 9 or came[OPEN] is not demo.actors[0]:
        return  # who can sign in was elsewhere that afternoon; the year is told without it
    _slips(demo, leader, shift, came[SLIPS])
    _claims(demo, leader, shift, came)
    _entries(demo, leader, shift, came)


def _afternoon(demo: Demo, owner: Actor) -> Shift:
    organization = Organization.objects.get(name=city.HOUSES[1].name)
    lunch = Shift.objects.filter(organization_id=organization.id, activity__title=city.HOUSES[1].scenes[0].title)
    post = lunch.select_related("post").order_by("starts_at", "id")[0].post
    starts_at = (demo.now - timedelta(days=3)).replace(hour=6, minute=0, second=0, microsecond=0)
    (shift,) = planning.add_shifts(
        actor=owner,
        organization_id=organization.id,
        post_id=post.id,
        starts_at=starts_at,
        ends_at=starts_at + 3 * HOUR,
        places=12,
        at=demo.now - timedelta(days=10),
    )
    return activity_queries.shift(shift.organization_id, shift.id)


def _slips(demo: Demo, leader: Actor, shift: Shift, holders: list[Actor]) -> None:
    batch = claims.make_codes(
        actor=leader,
        organization_id=shift.organization_id,
        shift_id=shift.id,
        batch_id=ids.uuid7(),
        minutes=180,
        size=6,
        at=shift.starts_at,
    )
    printed = claims.print_codes(
        actor=leader, organization_id=shift.organization_id, batch_id=batch.id, at=shift.starts_at
    )
    for holder, (_serial, code) in zip(holders, printed.codes, strict=False):
        redeemed = claims.redeem_code(actor=holder, code=code, volunteer_id=holder.id, at=shift.ends_at + HOUR)
        demo.records += redeemed.record_id is not None


def _claims(demo: Demo, leader: Actor, shift: Shift, came: list[Actor]) -> None:
    """One confirmed, one for a shorter time, one declined; that of the volunteer who can sign in waits."""
    made = {place: _claim(shift, came[place], place) for place in (CONFIRMED, SHORTENED, DECLINED, OPEN)}
    answer = {"actor": leader, "organization_id": shift.organization_id, "at": shift.ends_at + 20 * HOUR}
    claims.confirm_claim(**answer, claim_id=made[CONFIRMED])
    claims.confirm_claim(
        **answer,
        claim_id=made[SHORTENED],
        ends_at=shift.ends_at - HOUR,
        reason="最后一小时已经收摊，按到四点计。",
    )
    claims.decline_claim(**answer, claim_id=made[DECLINED], reason="照片是上一周拍的，请换当天的照片再申报。")
    demo.records += 2


def _claim(shift: Shift, volunteer: Actor, place: int) -> UUID:
    claim = claims.claim_service(
        actor=volunteer,
        organization_id=shift.organization_id,
        shift_id=shift.id,
        volunteer_id=volunteer.id,
        claim_id=ids.uuid7(),
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        text="下午食堂没有信号，扫不了码。我在二号窗口打饭，三点以后帮忙收碗。",
        uploads=[_picture(place)],
        at=shift.ends_at + 2 * HOUR,
    )
    return claim.id


def _entries(demo: Demo, leader: Actor, shift: Shift, came: list[Actor]) -> None:
    """Two who were forgotten, and somebody who stepped in without a sign-up."""
    helper = next(actor for actor in reversed(demo.actors) if actor not in came)
    outcomes = claims.enter_late(
        actor=leader,
        organization_id=shift.organization_id,
        shift_id=shift.id,
        entries=[
            *(claims.LateEntry(volunteer_id=one.id) for one in came[ENTERED]),
            claims.LateEntry(volunteer_id=helper.id, added_reason="临时替班，当天没有时间报名。"),
        ],
        reason="当天食堂没有信号，纸条又不够，按签名表补录。",
        at=shift.ends_at + 22 * HOUR,
    )
    demo.records += sum(one.record_id is not None for one in outcomes)


def _picture(seed: int) -> bytes:
    """Patches of light, such as a phone sees through a steamy window; the same at every build."""
    luck = random.Random(seed)  # noqa: S311  a picture, not a secret
    patches = Image.new("RGB", (12, 9))
    patches.putdata([(luck.randint(120, 250), luck.randint(90, 200), luck.randint(40, 140)) for _ in range(108)])
    kept = io.BytesIO()
    patches.resize((960, 720), Image.Resampling.BICUBIC).save(kept, "JPEG")
    return kept.getvalue()
