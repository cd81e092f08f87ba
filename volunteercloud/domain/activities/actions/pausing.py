"""Days on which nothing is: pauses of an organization, and public days that an officer enters for a region."""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities.models import (
    Pause,
    PublicDay,
    PublicDayKind,
    Series,
    SeriesDay,
    Shift,
    ShiftState,
)
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions import queries as region_queries

from .changing import take_away
from .series import locked_series, make_days

LONGEST_PAUSE = timedelta(days=366)
MOST_SERIES = 200


@retried
def add_pause(
    *, actor: Actor, organization_id: UUID, from_on: date, to_on: date, reason: str, at: datetime
) -> tuple[Pause, list[Shift]]:
    """An organization does nothing for some days: its series leave them out. Shifts of theirs that exist by then are removed,
    or called off where people are signed up, who are told the reason. Returns the pause and what was called off.

    Refused without a reason (`pause.reason`), in the wrong order or for over a year (`pause.order`), for days that are
    over (`pause.past`). For coordinators of the whole organization.
    """
    organization = _organization(organization_id)

    _allow(actor, organization_id)

    if len(reason.strip()) < 4:
        raise Refused("pause.reason", _("Say why, in a sentence: everybody signed up is told."), field="reason")
    if to_on < from_on or to_on - from_on > LONGEST_PAUSE:
        raise Refused("pause.order", _("A pause lasts from a day to a later one, a year at most."), field="to_on")
    if to_on < timezone.localdate(at):
        raise Refused("pause.past", _("These days are over."), field="to_on")
    pause = Pause.objects.create(
        organization_id=organization_id,
        id=ids.uuid7(),
        from_on=from_on,
        to_on=to_on,
        reason=reason.strip()[:300],
        made_at=at,
    )
    called_off = take_away(actor, _shifts_in(pause, at), reason, at)

    _tell(actor, "activities.pause_added", organization, pause, at, {"called_off": len(called_off)})
    return pause, called_off


@transaction.atomic
def remove_pause(*, actor: Actor, organization_id: UUID, pause_id: UUID, at: datetime) -> Pause:
    """Take a pause back: series make their shifts of these days again, but for those that were called off."""
    organization = _organization(organization_id)
    pause = Pause.objects.select_for_update().filter(organization_id=organization_id, id=pause_id).first()
    if pause is None:
        raise NotFound

    _allow(actor, organization_id)

    Pause.objects.filter(organization_id=organization_id, id=pause_id).delete()
    going_on = Series.objects.filter(organization_id=organization_id, ended_at__isnull=True).order_by("id")
    for series_id in going_on.values_list("id", flat=True)[:MOST_SERIES]:
        make_days(*locked_series(organization_id, series_id), at)

    _tell(actor, "activities.pause_removed", organization, pause, at, {})
    return pause


@transaction.atomic
def set_public_day(
    *, actor: Actor, region_code: str, on: date, kind: str, name: str, name_en: str = "", source: str, at: datetime
) -> PublicDay:
    """An officer enters a public holiday of a region, or a weekend day that is worked there instead; set again, it is
    replaced. It acts on shifts that series make from then on.

    Refused without a name or the notice it stands in (`public_day.source`), and for a kind that there is not.
    """
    region = region_queries.region(region_code)

    if not identity_rules.is_officer_for(actor, region_code, Right.SYSTEM):
        raise NotAllowed("public_day.not_officer")

    if kind not in PublicDayKind.values:
        raise Refused("public_day.kind", _("A day is a holiday, or worked instead of one."), field="kind")
    if not name.strip() or not source.strip():
        raise Refused(
            "public_day.source",
            _("A public day needs its name and the notice it stands in."),
            field="source" if name.strip() else "name",
        )
    day, _is_new = PublicDay.objects.update_or_create(
        region_id=region.code,
        on=on,
        defaults={"kind": kind, "name": name.strip(), "name_en": name_en.strip(), "source": source.strip()},
    )

    audit.record(
        actor,
        "activities.public_day_set",
        at=at,
        owner_id=actor.person_id,
        subject=("region", uuid5(NAMESPACE_URL, f"region:{region_code}"), region.name),
        region_code=region.code,
        facts={"on": on.isoformat(), "kind": kind, "name": day.name, "source": day.source},
    )
    return day


def _organization(organization_id: UUID) -> Organization:
    """Held, so that two pauses at once do not take the same shifts away."""
    found = Organization.objects.select_for_update(no_key=True).filter(id=organization_id).first()
    if found is None:
        raise NotFound
    return found


def _shifts_in(pause: Pause, at: datetime) -> list[Shift]:
    made = SeriesDay.objects.filter(organization_id=pause.organization_id, on__range=(pause.from_on, pause.to_on))
    return list(
        Shift.objects.select_for_update(of=("self",))
        .select_related("organization", "post", "activity", "project")
        .filter(
            organization_id=pause.organization_id,
            id__in=made.values_list("shift_id", flat=True),
            state=ShiftState.OPEN,
            starts_at__gt=at,
        )
        .order_by("id")
    )


def _allow(actor: Actor, organization_id: UUID) -> None:
    if not organization_rules.can_manage(actor, organization_id):
        raise NotAllowed("organization.not_manager")


def _tell(
    actor: Actor, name: str, organization: Organization, pause: Pause, at: datetime, facts: dict[str, object]
) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=organization.id,
        subject=("organization", organization.id, organization.name),
        region_code=organization.region_id,
        facts={"from_on": pause.from_on.isoformat(), "to_on": pause.to_on.isoformat(), "reason": pause.reason} | facts,
    )
