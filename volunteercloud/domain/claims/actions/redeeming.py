"""Redeeming an hour code 计时码: paper handed out on the spot becomes a record of grade C."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import HOLDING, SignUp
from volunteercloud.domain.attendance.actions import settling
from volunteercloud.domain.attendance.models import Attendance, AttendanceState, Method
from volunteercloud.domain.claims import hour_codes, rules
from volunteercloud.domain.claims.models import CodeTries, HourCode, HourCodeBatch, Redemption
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.records.models import Grade

from .telling import tell

# Counted before the code is looked at: the row stays locked, so that tries of one person take turns.
COUNT_TRY = """
INSERT INTO claims_codetries AS tries (person_id, since, wrong) VALUES (%(person_id)s, %(at)s, 1)
ON CONFLICT (person_id) DO UPDATE SET
    since = CASE WHEN tries.since <= %(hour_ago)s THEN EXCLUDED.since ELSE tries.since END,
    wrong = CASE WHEN tries.since <= %(hour_ago)s THEN 1 ELSE tries.wrong + 1 END
RETURNING wrong
"""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """The record that came of a code, or why there is none."""

    record_id: UUID | None
    refusal: Refused | None


@retried
def redeem_code(*, actor: Actor, code: str, volunteer_id: UUID, at: datetime) -> Redeemed:
    """Somebody enters the code they were handed, for themselves or a ward; confirmed by who made and handed it out.

    It answers instead of refusing, because a refusal would take back the count of tries: ten in an hour that lead nowhere,
    and no more is looked at (`hour_code.too_many`). An unknown code and one of a shift without this person on the roster
    get the same answer (`hour_code.not_yours`). Not redeemed: one withdrawn, too early, expired, used by somebody else
    (`hour_code.used`), by who was put on the roster after the service or noted as absent (`hour_code.added_later`,
    `hour_code.absent`), and what `settle` refuses. Entered again by the same person, it is the same record.
    Refused: a mistyped code (`hour_code.mistyped`), which its last character tells without any look-up.
    """
    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    whole = hour_codes.cleaned(code)
    if not hour_codes.is_whole(whole):
        raise Refused(
            "hour_code.mistyped",
            _("The last character does not match; one may be mistyped or missing."),
            next_step=_("Compare the code with the paper and enter it again."),
            field="code",
        )

    if _count_try(actor, at) > rules.WRONG_CODES_AN_HOUR:
        return Redeemed(None, _too_many())
    found = HourCode.objects.select_for_update().filter(code_index__in=hour_codes.indexes(whole)).first()
    batch = _batch_for(found, volunteer_id)
    if found is None or batch is None:
        return Redeemed(None, _not_yours())
    _take_try_back(actor)
    # Held before it is asked what they redeemed: a guardian and a child may enter two codes for the child at once.
    identity_queries.hold({volunteer_id})
    return _redeem(actor, found, batch, volunteer_id, at)


def _redeem(actor: Actor, code: HourCode, batch: HourCodeBatch, volunteer_id: UUID, at: datetime) -> Redeemed:
    spent = Redemption.objects.filter(
        organization_id=code.organization_id, batch_id=code.batch_id, serial=code.serial
    ).first()
    if spent and spent.volunteer_id == volunteer_id:
        return Redeemed(spent.record_id, None)
    refusal = _used() if spent else rules.why_not_redeemed(batch, at) or _why_not_there(batch, volunteer_id)
    if refusal:
        return Redeemed(None, refusal)

    # Who handed the code out confirms by it; so the code of one's own batch is no evidence for oneself.
    maker = Actor(ActorKind.PERSON, batch.maker_name, batch.maker_id)
    (confirmed,) = settling.settle(
        actor=maker,
        organization_id=batch.organization_id,
        shift_id=batch.shift_id,
        served=[_served(actor, batch, volunteer_id, at)],
        at=at,
    )
    if confirmed.record_id is None:
        return Redeemed(None, confirmed.refusal)
    shift = activity_queries.shift(batch.organization_id, batch.shift_id)
    sign_up = _sign_up(batch.organization_id, batch.shift_id, volunteer_id)
    Redemption.objects.create(
        organization_id=code.organization_id,
        batch_id=code.batch_id,
        serial=code.serial,
        shift_id=batch.shift_id,
        volunteer_id=volunteer_id,
        volunteer_name=sign_up.volunteer_name if sign_up else "",
        record_id=confirmed.record_id,
        redeemed_at=at,
    )

    facts = {"batch": str(batch.id), "serial": code.serial, "volunteer": str(volunteer_id)}
    tell(actor, "claims.hour_code_redeemed", shift, at, facts | {"record": str(confirmed.record_id)})
    return Redeemed(confirmed.record_id, None)


def _served(actor: Actor, batch: HourCodeBatch, volunteer_id: UUID, at: datetime) -> settling.Served:
    return settling.Served(
        volunteer_id=volunteer_id,
        starts_at=batch.starts_at,
        ends_at=rules.served_until(batch),
        break_minutes=batch.break_minutes,
        method=Method.HOUR_CODE,
        grade=Grade.C,
        trail=[
            {"at": batch.made_at.isoformat(), "what": "hour_code_made", "who": batch.maker_name},
            {"at": at.isoformat(), "what": "hour_code_redeemed", "who": actor.label},
        ],
    )


def _batch_for(code: HourCode | None, volunteer_id: UUID) -> HourCodeBatch | None:
    """The batch of a code, if this person has a place on the roster of its shift."""
    if code is None:
        return None
    batch = HourCodeBatch.objects.get(organization_id=code.organization_id, id=code.batch_id)
    return batch if _sign_up(batch.organization_id, batch.shift_id, volunteer_id) else None


def _sign_up(organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> SignUp | None:
    return SignUp.objects.filter(
        organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id, state__in=HOLDING
    ).first()


def _count_try(actor: Actor, at: datetime) -> int:
    values: dict[str, Any] = {"person_id": actor.person_id, "at": at, "hour_ago": at - timedelta(hours=1)}
    with connection.cursor() as cursor:
        cursor.execute(COUNT_TRY, values)
        (wrong,) = cursor.fetchone()
    return wrong


def _take_try_back(actor: Actor) -> None:
    CodeTries.objects.filter(person_id=actor.person_id, wrong__gt=0).update(wrong=F("wrong") - 1)


def _why_not_there(batch: HourCodeBatch, volunteer_id: UUID) -> Refused | None:
    """Why this person cannot have been handed a code on the spot, or not this one."""
    shift = {"organization_id": batch.organization_id, "shift_id": batch.shift_id}
    if SignUp.objects.filter(
        **shift, volunteer_id=volunteer_id, added_by__isnull=False, signed_up_at__gte=rules.served_until(batch)
    ).exists():
        return _added_later()
    if Attendance.objects.filter(**shift, volunteer_id=volunteer_id, state=AttendanceState.ABSENT).exists():
        return _absent()
    return _why_no_other(batch, volunteer_id)


def _why_no_other(batch: HourCodeBatch, volunteer_id: UUID) -> Refused | None:
    """One code a shift: a second one is not this person's."""
    if not Redemption.objects.filter(
        organization_id=batch.organization_id, shift_id=batch.shift_id, volunteer_id=volunteer_id
    ).exists():
        return None
    return Refused(
        "hour_code.second",
        _("You have redeemed a code of this shift already, and it counts once."),
        next_step=_("If the time on your record is wrong, ask the organization to correct it."),
    )


def _used() -> Refused:
    return Refused(
        "hour_code.used",
        _("Somebody else has redeemed this code."),
        next_step=_("If the paper was yours, tell the leader, or claim your service under “My service”."),
    )


def _added_later() -> Refused:
    return Refused(
        "hour_code.added_later",
        _("You were put on the roster after this service was over, so the code shows nothing that was seen there."),
        next_step=_("Claim your service under “My service”, with a photo of the paper as proof."),
    )


def _absent() -> Refused:
    return Refused(
        "hour_code.absent",
        _("The leader noted that you did not come to this shift."),
        next_step=_("If you were there, claim your service under “My service”, with a photo of the paper as proof."),
    )


def _not_yours() -> Refused:
    return Refused(
        "hour_code.not_yours",
        _("No service of yours goes with this code."),
        next_step=_(
            "Compare each character with the paper. If they are right, you are not on the roster of that shift: "
            "ask the leader to add you, then enter the code again."
        ),
        field="code",
    )


def _too_many() -> Refused:
    return Refused(
        "hour_code.too_many",
        _("Ten codes that you entered led nowhere, so none is looked at for now."),
        next_step=_("Try again in an hour with the paper at hand, or ask the leader."),
        field="code",
    )
