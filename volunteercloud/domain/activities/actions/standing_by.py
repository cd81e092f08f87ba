"""The standby list: “I could come if somebody is missing”. No place and no turn in a line, as the waiting list gives."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import fitting, queries, rules
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.activities.stand_ins import Standby, StandbyState
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.regions import queries as region_queries

from . import exchanging
from .offering import tell_person
from .taking import held_volunteer, locked_shift
from .telling import leave_entry

MOST_CALLED = 50
MOST_STANDBY = 500
OFFERABLE = (StandbyState.WITHDRAWN, StandbyState.CANNOT)


@retried
def stand_by(*, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime) -> Standby:
    """Say that one could come to a shift if somebody is missing; for oneself or a ward. Said again nothing changes.

    Refused as signing up is (`rules.why_not`), to whoever holds a place (`signup.already`) or was taken off the roster
    (`signup.declined`), and beyond 500 people (`standby.full`).
    """
    volunteer = held_volunteer(volunteer_id)
    shift = queries.shift(organization_id, shift_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    standby = Standby.objects.filter(
        organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id
    ).first()
    if standby and standby.state not in OFFERABLE:
        return standby
    exchanging.check_may_hold(shift, volunteer_id)
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    candidate = fitting.candidates([volunteer_id], shift, at)[volunteer_id]
    refusal = rules.why_not(shift, candidate, rule_set, at)
    if refusal:
        raise refusal
    if Standby.objects.filter(organization_id=organization_id, shift_id=shift_id).count() >= MOST_STANDBY:
        raise Refused("standby.full", _("Enough people stand by for this shift."))

    standby, _is_new = Standby.objects.update_or_create(
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        defaults={
            "volunteer_name": volunteer.name,
            "volunteer_number": volunteer.number,
            "state": StandbyState.READY,
            "since": at,
            "called_at": None,
            "answered_at": None,
        },
    )

    leave_entry(actor, "activities.stood_by", shift, at, volunteer=str(volunteer_id))
    return standby


@retried
def withdraw_standby(
    *, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, at: datetime
) -> Standby:
    """Stand by no longer. Withdrawn twice it is withdrawn; who comes already leaves the shift instead (`standby.comes`)."""
    shift = queries.shift(organization_id, shift_id)
    standby = _locked(organization_id, shift_id, volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    if standby.state == StandbyState.WITHDRAWN:
        return standby
    if standby.state == StandbyState.COMES:
        raise Refused(
            "standby.comes",
            _("You were called and hold a place in this shift now."),
            next_step=_("If you can’t come after all, tell the contact of the project."),
        )

    standby.state, standby.answered_at = StandbyState.WITHDRAWN, at
    standby.save(update_fields=["state", "answered_at"])

    leave_entry(actor, "activities.standby_withdrawn", shift, at, volunteer=str(volunteer_id))
    return standby


@retried
def call_standby(*, actor: Actor, organization_id: UUID, shift_id: UUID, wanted: int, at: datetime) -> list[Standby]:
    """Whoever leads a shift calls people who stand by, from the opening of check-in until it is over.

    ``wanted`` is how many are to come in all: so many are called as lack to those who come or were called and have not
    answered, so that two leaders who press at once call one person, not two. Called are those who are free and rested, the
    least used first. Returns who was called now. Refused too early (`standby.early`), once the shift is over or cancelled,
    and for a number beyond 50 (`standby.number`).
    """
    shift = locked_shift(organization_id, shift_id)

    if not queries.leads(actor, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")

    _check_call(shift, wanted, at)

    standing = list(
        Standby.objects.select_for_update()
        .filter(organization_id=organization_id, shift_id=shift_id)
        .order_by("volunteer_id")
    )
    under_way = sum(one.state in (StandbyState.CALLED, StandbyState.COMES) for one in standing)
    called = _in_turn(shift, [one for one in standing if one.state == StandbyState.READY], at)[
        : max(wanted - under_way, 0)
    ]
    for one in called:
        one.state, one.called_at, one.called_by_name = StandbyState.CALLED, at, actor.label
        one.save(update_fields=["state", "called_at", "called_by_name"])

    leave_entry(actor, "activities.standby_called", shift, at, people=[str(one.volunteer_id) for one in called])
    for one in called:
        tell_person(actor, "standby_called", shift, one.volunteer_id, at, link=address_of(one))
    return called


@retried
def answer_standby(
    *, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, comes: bool, at: datetime
) -> Standby:
    """Whoever was called says whether they come; a place is theirs at once, added where all are taken.

    Answered again the same way nothing changes. Refused to whoever was not called (`standby.not_called`), once the shift
    is over, and for what stands against the person (`rules.why_not_called`).
    """
    volunteer = held_volunteer(volunteer_id)
    shift = locked_shift(organization_id, shift_id)
    standby = _locked(organization_id, shift_id, volunteer_id)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    state = StandbyState.COMES if comes else StandbyState.CANNOT
    if standby.state == state:
        return standby
    if standby.state != StandbyState.CALLED:
        raise Refused("standby.not_called", _("Nobody has called you for this shift."))
    if comes:
        rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
        candidate = fitting.candidates([volunteer_id], shift, at)[volunteer_id]
        refusal = rules.why_not_called(shift, candidate, rule_set, at)
        if refusal:
            raise refusal
        exchanging.check_may_hold(shift, volunteer_id)
        taken = F("taken") + 1
        Shift.objects.filter(organization_id=organization_id, id=shift_id).update(
            taken=taken, places=Greatest(F("places"), taken)
        )
        exchanging.come_in(shift, volunteer, at)
    standby.state, standby.answered_at = state, at
    standby.save(update_fields=["state", "answered_at"])

    name = "activities.standby_comes" if comes else "activities.standby_cannot"
    leave_entry(actor, name, shift, at, volunteer=str(volunteer_id))
    return standby


def address_of(standby: Standby) -> str:
    return f"/me/standby/{standby.organization_id}/{standby.shift_id}/"


def _check_call(shift: Shift, wanted: int, at: datetime) -> None:
    if not 1 <= wanted <= MOST_CALLED:
        raise Refused("standby.number", rules.ONE_TO_FIFTY, field="wanted")
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    opens = shift.starts_at - timedelta(minutes=rule_set.check_in_opens_minutes)
    if at < opens:
        raise Refused(
            "standby.early",
            _("People who stand by are called once check-in has opened, when it shows who is missing."),
            next_step=_("Ask people for cover until then."),
            facts={"opens_at": opens.isoformat()},
        )
    refusal = rules.why_nobody_is_called(shift, at)
    if refusal:
        raise refusal


def _in_turn(shift: Shift, ready: Collection[Standby], at: datetime) -> list[Standby]:
    """Who is free and rested, the least often called in this organization first, then whoever has stood by longest."""
    people = [one.volunteer_id for one in ready]
    fit = fitting.who_fits(people, shift, at)
    used = dict(
        Standby.objects.filter(
            Q(called_at__isnull=False), organization_id=shift.organization_id, volunteer_id__in=among(people)
        )
        .values_list("volunteer_id")
        .annotate(times=Count("shift_id"))
    )
    return sorted(
        (one for one in ready if one.volunteer_id in fit),
        key=lambda one: (used.get(one.volunteer_id, 0), one.since, one.volunteer_id),
    )


def _locked(organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> Standby:
    standby = (
        Standby.objects.select_for_update()
        .filter(organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id)
        .first()
    )
    if standby is None:
        raise NotFound
    return standby
