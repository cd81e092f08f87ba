"""Standing in for an officer who is away: named for a first and a last day, and never handed on."""

from datetime import date, datetime
from typing import NoReturn
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import officers, queries, rules
from volunteercloud.domain.identity.models import Account, StandIn, Volunteer
from volunteercloud.domain.messages import actions as messages

LONGEST_DAYS = 366


@transaction.atomic
def name_stand_in(
    *, actor: Actor, absent_id: UUID, account_id: UUID, first_day: date, last_day: date, at: datetime
) -> StandIn:
    """Let somebody do the work of an officer from a first to a last day.

    Officers name one for themselves among officers of the same region or above; who is above an officer may name anybody
    whose real name is verified. Refused while somebody else stands in, and for whoever is away or stands in then.
    """
    accounts = Account.objects.select_for_update().filter(id__in={absent_id, account_id}, is_active=True).order_by("id")
    found = {account.id: account for account in accounts}
    if len(found) < 2:
        raise NotFound
    absent, account = found[absent_id], found[account_id]
    offices = officers.held(queries.actor_for(absent))

    if not offices or not rules.may_name_stand_in(actor, absent_id, [office.region_code for office in offices]):
        raise NotAllowed("identity.stand_in_not_theirs")
    _check_days(first_day, last_day, timezone.localdate(at))
    during = DateRange(first_day, last_day, "[]")
    _check_able(actor, absent_id, account, during)

    stand_in = StandIn(
        id=ids.uuid7(),
        absent=absent,
        account=account,
        during=during,
        arranged_by_label=actor.label[:200],
        arranged_at=at,
    )
    try:
        with transaction.atomic():
            stand_in.save(force_insert=True)
    except IntegrityError as error:
        _taken(error)

    _leave_trace("identity.stand_in_named", "stand_in_named", actor, stand_in, (first_day, last_day), at)
    return stand_in


@transaction.atomic
def end_stand_in(*, actor: Actor, stand_in_id: UUID, at: datetime) -> StandIn:
    """End the time before its last day: the absent officer, who stands in, or who is above."""
    held = StandIn.objects.select_for_update(of=("self",)).filter(id=stand_in_id, ended_at__isnull=True)
    stand_in = held.select_related("absent", "account").first()
    if stand_in is None:
        raise NotFound
    offices = [office.region_code for office in officers.held(queries.actor_for(stand_in.absent))]

    if actor.id != stand_in.account_id and not rules.may_name_stand_in(actor, stand_in.absent_id, offices):
        raise NotAllowed("identity.stand_in_not_theirs")

    stand_in.ended_at = at
    stand_in.save(update_fields=["ended_at"])

    days = (stand_in.during.lower, stand_in.last_day)
    _leave_trace("identity.stand_in_ended", "stand_in_ended", actor, stand_in, days, at)
    return stand_in


def _check_days(first_day: date, last_day: date, today: date) -> None:
    if last_day < max(first_day, today):
        raise Refused(
            "stand_in.days",
            _("The last day lies before the first one, or is over already."),
            next_step=_("Choose today or a later day."),
            field="last_day",
        )
    if (last_day - first_day).days >= LONGEST_DAYS:
        raise Refused(
            "stand_in.long",
            _("Somebody stands in for a year at most."),
            next_step=_("Choose an earlier last day; for longer, an office is granted from above."),
            field="last_day",
        )


def _check_able(actor: Actor, absent_id: UUID, account: Account, during: DateRange) -> None:
    """Not somebody who is away or stands in then; for oneself an officer at the same height, from above a known person."""
    theirs = StandIn.objects.filter(during__overlap=during, ended_at__isnull=True)
    if theirs.filter(absent=account).exists() or theirs.filter(account_id=absent_id).exists():
        raise Refused(
            "stand_in.chain",
            _(
                "One of the two is away or stands in for somebody else on these days, and nobody stands in for a stand-in."
            ),
            next_step=_("Choose another person, or other days."),
            field="number",
        )
    own = [office.region_code for office in officers.held(queries.actor_for(account))]
    absent_regions = officers.offices(Actor(actor.kind, "", absent_id))
    if all(any(code.startswith(office) for office in own) for code in absent_regions):
        return
    known = Volunteer.objects.filter(id=account.id, real_name_level__gte=rules.REAL_NAME).exists()
    if known and actor.id != absent_id:
        return
    raise Refused(
        "stand_in.not_able",
        _("An officer of the same region or above stands in; anybody else only by the word of an officer above."),
        next_step=_("Choose such an officer, or ask the officer above you to name the person."),
        field="number",
    )


def _taken(error: IntegrityError) -> NoReturn:
    match broken_by(error):
        case "stand_in_one_at_a_time":
            raise Refused(
                "stand_in.taken",
                _("On some of these days somebody stands in already."),
                next_step=_("End that first, or choose other days."),
                field="first_day",
            ) from error
        case "stand_in_for_another":
            raise NotAllowed("identity.stand_in_not_theirs") from error
    raise error


def _leave_trace(
    name: str, template: str, actor: Actor, stand_in: StandIn, days: tuple[date, date], at: datetime
) -> None:
    first_day, last_day = days
    regions = officers.offices(queries.actor_for(stand_in.absent))
    audit.record(
        actor,
        name,
        at=at,
        owner_id=stand_in.absent_id,
        subject=("stand_in", stand_in.id, stand_in.account.label),
        region_code=regions[0] if regions else "",
        facts={
            "absent": stand_in.absent.label,
            "first_day": first_day.isoformat(),
            "last_day": last_day.isoformat(),
        },
    )
    messages.tell(
        actor=actor,
        recipient=queries.recipient(stand_in.account_id),
        template=template,
        facts={
            "by": actor.label,
            "absent": stand_in.absent.label,
            "first_day": first_day.isoformat(),
            "last_day": last_day.isoformat(),
        },
        link=f"/office/officers/stand-ins/{stand_in.id}/sit/" if stand_in.ended_at is None else "",
        at=at,
    )
