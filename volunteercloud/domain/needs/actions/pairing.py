"""Twin help 结对帮扶 ("1+1"): an organization stands by one household, with a plan of visits, until it is ended."""

from datetime import datetime, time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities.actions import changing
from volunteercloud.domain.activities.actions import series as series_actions
from volunteercloud.domain.activities.actions.series import Pattern, Slot
from volunteercloud.domain.activities.models import Series, SeriesDay, Shift
from volunteercloud.domain.needs import docking_rules, visits
from volunteercloud.domain.needs.models import Frequency, Need, Pairing, State, Unmet, Way, What
from volunteercloud.domain.organizations import rules as organization_rules

from . import docking, following, keeping, releasing, telling

LONGEST_NAME = 60


@retried
def pair(
    *,
    actor: Actor,
    organization_id: UUID,
    need_id: UUID,
    household: str,
    activity_id: UUID,
    post_id: UUID | None = None,
    pattern: Pattern,
    starts: time,
    ends: time,
    places: int | None = None,
    at: datetime,
) -> Pairing:
    """Stand by the household of a need that recurs: a series of visits of an activity that runs, by ``pattern`` from
    ``starts`` to ``ends`` each time. ``household`` is what the team calls it; no page shows it to others.

    Refused for a need of once (`pairing.once`), without a name (`pairing.household`), as docking is (`docking.…`), and for a
    plan that no series can have (`series.…`).
    """
    need, organization = docking.held(organization_id, need_id)
    activity = docking.activity_of(organization_id, activity_id)

    docking_rules.check_may_dock(actor, need, organization, activity.project_id)

    _check(need, household)
    docking_rules.check_fits(need, activity.project, timezone.localdate(at))
    slot = Slot(
        post_id=docking.post_of(actor, need, activity, post_id, at),
        starts=starts,
        ends=ends,
        places=need.people if places is None else places,
    )
    series = series_actions.start_series(
        actor=actor, organization_id=organization_id, activity_id=activity_id, pattern=pattern, slots=[slot], at=at
    )
    shifts = _first(series)
    docking.take_up(actor, need, organization, docking.Became(Way.SHIFT, activity, shifts, activity.project), at)
    pairing = Pairing(
        organization_id=organization_id,
        id=ids.uuid7(),
        need_id=need_id,
        series_id=series.id,
        household=household.strip(),
        since=at,
    )
    pairing.save(force_insert=True)

    keeping.step(need, What.PAIRED, at, by=organization.name)
    facts = {"organization": str(organization_id), "pairing": str(pairing.id), "series": str(series.id)}
    keeping.leave_entry(actor, "needs.pairing_begun", need, at, **facts)
    docking.tell_docked(actor, need, shifts[0].starts_at, activity.project, at)
    return pairing


@retried
def end_pairing(
    *, actor: Actor, organization_id: UUID, pairing_id: UUID, reason: str, still_needed: bool, at: datetime
) -> Pairing:
    """End twin help with a reason that the poster is told: visits to come are called off. Ended twice is ended once.

    Where help is still needed the need is open again. Else its result is told and its poster asked; one that was never
    visited was solved otherwise. A visit that has begun is waited for first (`need.running`).
    """
    found = Pairing.objects.filter(organization_id=organization_id, id=pairing_id).first()
    if found is None:
        raise NotFound
    need = keeping.held(found.need_id)
    pairing = Pairing.objects.get(organization_id=organization_id, id=pairing_id)
    series = _series(pairing)

    if not organization_rules.can_manage(actor, organization_id, series.project_id if series else None):
        raise NotAllowed("organization.not_manager")

    if pairing.ended_at:
        return pairing
    reason = docking_rules.check_reason(reason)
    following.take_in_days(need, pairing)
    if releasing.has_begun(need, at):
        raise Refused(
            "need.running",
            _("A visit has begun, or its hours wait to be confirmed."),
            next_step=_("Confirm the hours of those who came, then end the twin help."),
        )
    _end_visits(actor, need, series, reason, at)
    pairing.ended_at, pairing.reason = at, reason
    pairing.save(update_fields=["ended_at", "reason"])
    keeping.step(need, What.PARTED, at, by=need.organization_name, words=reason)
    _go_on(actor, need, pairing, still_needed, at)

    facts = {"organization": str(organization_id), "pairing": str(pairing_id), "reason": reason}
    keeping.leave_entry(actor, "needs.pairing_ended", need, at, still_needed=still_needed, **facts)
    return pairing


def _check(need: Need, household: str) -> None:
    if need.frequency == Frequency.ONCE:
        raise Refused(
            "pairing.once",
            _("This need is for one time, so there is nothing to stand by."),
            next_step=_("Dock it as a shift."),
        )
    if not 1 <= len(household.strip()) <= LONGEST_NAME:
        raise Refused(
            "pairing.household",
            _("Give the household a name of up to 60 characters, by which your team knows it."),
            field="household",
        )


def _series(pairing: Pairing) -> Series | None:
    if pairing.series_id is None:
        return None
    return Series.objects.filter(organization_id=pairing.organization_id, id=pairing.series_id).first()


def _first(series: Series) -> list[Shift]:
    made = SeriesDay.objects.filter(organization_id=series.organization_id, series_id=series.id)
    shift_ids = list(made.values_list("shift_id", flat=True))
    return list(
        Shift.objects.filter(organization_id=series.organization_id, id__in=shift_ids).order_by("starts_at", "id")
    )


def _end_visits(actor: Actor, need: Need, series: Series | None, reason: str, at: datetime) -> None:
    """No visit to come takes place, and no further one is made."""
    if series is not None and series.ended_at is None:
        tomorrow_or_start = max(timezone.localdate(at), series.from_on)
        changing.end_series(
            actor=actor,
            organization_id=series.organization_id,
            series_id=series.id,
            from_on=min(tomorrow_or_start, series.to_on or tomorrow_or_start),
            reason=reason,
            at=at,
        )
    releasing.call_off_shifts(actor, need, reason, at)


def _go_on(actor: Actor, need: Need, pairing: Pairing, still_needed: bool, at: datetime) -> None:
    need.served_people, need.served_minutes = visits.totals(pairing.organization_id, need.id)
    if still_needed:
        releasing.open_again(actor, need, at, reason=pairing.reason)
    elif need.served_people:
        following.finish(actor, need, at)
    else:
        need.unmet, need.ended_at, need.follows_at = Unmet.SOLVED_OTHERWISE, at, None
        need.reason = pairing.reason
        keeping.move(need, State.UNMET, at)
        keeping.step(need, What.UNMET, at, by=need.organization_name, words=pairing.reason)
        telling.tell_poster(
            actor, "docking_parted", need, at, organization=need.organization_name, reason=pairing.reason
        )
