from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.log import rules
from volunteercloud.domain.log.models import Alarm, AlarmState

SHORTEST_REASON = 4


@transaction.atomic
def raise_alarm(
    *, actor: Actor, kind: str, subject: str, facts: dict[str, Any], region_code: str = "", at: datetime
) -> Alarm:
    """Say that something was found that cannot be by honest work. The same finding raises one alarm while it is open."""
    alarm, is_new = Alarm.objects.get_or_create(
        kind=kind,
        subject=subject[:200],
        state=AlarmState.OPEN,
        defaults={"id": ids.uuid7(), "region_code": region_code, "found_at": at, "facts": facts},
    )

    if is_new:
        audit.record(
            actor,
            "log.alarm_raised",
            at=at,
            owner_id=alarm.id,
            subject=("alarm", alarm.id, f"{kind} {subject}"),
            region_code=region_code,
            facts={"kind": kind},
        )
    return alarm


@transaction.atomic
def close_alarm(*, actor: Actor, alarm_id: UUID, reason: str, at: datetime) -> Alarm:
    """Say what came of an alarm: it stays, with the reason. Refused without one, and for an alarm that is closed."""
    alarm = Alarm.objects.select_for_update().filter(id=alarm_id).first()
    if alarm is None:
        raise NotFound

    if not rules.may_close_alarm(actor, alarm):
        raise NotAllowed("log.not_for_you")

    reason = reason.strip()
    if alarm.state == AlarmState.CLOSED:
        raise Refused("log.closed_already", _("This alarm has been closed already."))
    if not SHORTEST_REASON <= len(reason) <= 1000:
        raise Refused(
            "log.reason",
            _("Closing an alarm needs a reason of 4 to 1,000 characters."),
            next_step=_("Say in a sentence what was found and what was done."),
            field="reason",
        )

    alarm.state, alarm.reason = AlarmState.CLOSED, reason
    alarm.closed_at, alarm.closed_by_label = at, actor.label[:200]
    alarm.save(update_fields=["state", "reason", "closed_at", "closed_by_label"])

    audit.record(
        actor,
        "log.alarm_closed",
        at=at,
        owner_id=alarm.id,
        subject=("alarm", alarm.id, f"{alarm.kind} {alarm.subject}"[:300]),
        region_code=alarm.region_code,
        facts={"kind": alarm.kind, "reason": reason},
    )
    return alarm
