"""What is done with bands and alerts."""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.statistics import disclosure, periods, saying
from volunteercloud.domain.statistics.measures import Unit

from . import alerts, watched
from .alerts import Finding, Rule
from .models import Against, Alert, Band, Crossing, Outcome

MOST_HERE = 40  # bands of one region


@transaction.atomic
def set_band(
    *,
    actor: Actor,
    region_code: str,
    figure: str,
    crossing: str,
    limit: float,
    against: str = Against.MONTH,
    at: datetime,
) -> Band:
    """Say within which band a figure of a region should stay; one that stands for the same figure and crossing ends. Repeated,
    it changes nothing. For officers with the right to the figures of the region.

    Refused: for points of what is no share (`band.points`), for more bands than a region may have (`band.many`).
    """
    disclosure.check_exact(actor, region_code)
    if region_code:
        region_queries.region(region_code)
    chosen, how, compared = watched.watched(figure), Crossing(crossing), Against(against)

    if how == Crossing.LEAPS and chosen.unit != Unit.SHARE:
        raise Refused(
            "band.points",
            _("This figure is no share, so it can’t rise by points."),
            next_step=_("Choose by how many percent it grows."),
            field="crossing",
        )
    standing = Band.objects.select_for_update().filter(region_code=region_code, ended_at__isnull=True)
    same = standing.filter(figure=figure, crossing=how).first()
    if same is not None and (same.limit, same.against) == (limit, compared):
        return same
    if same is None and standing.count() >= MOST_HERE:
        raise Refused(
            "band.many",
            _("This region has as many bands as it may have."),
            next_step=_("End one that nobody needs, then set the new one."),
        )

    if same is not None:
        _end(same, at)
    band = Band.objects.create(
        id=ids.uuid7(),
        region_code=region_code,
        figure=figure,
        crossing=how,
        against=compared,
        limit=limit,
        set_by_id=actor.person_id,
        set_by_label=actor.label[:200],
        set_at=at,
    )

    _record(actor, "statistics.band_set", band, at, limit=limit)
    return band


@transaction.atomic
def end_band(*, actor: Actor, band_id: UUID, at: datetime) -> Band:
    """Judge by a band no more; its alerts stay as history, an open one is closed. Repeated, it changes nothing."""
    band = Band.objects.select_for_update().filter(id=band_id).first()
    if band is None:
        raise NotFound
    disclosure.check_exact(actor, band.region_code)
    if band.ended_at is not None:
        return band

    _end(band, at)

    _record(actor, "statistics.band_ended", band, at)
    return band


@transaction.atomic
def note(*, actor: Actor, finding: Finding, at: datetime) -> Alert | None:
    """Open the alert of what was found, keep it up to date, or close it. Officers of the region are told when it is opened for
    the first time; what comes and goes in a month is told once. Where nothing is to be judged, nothing changes.

    Returns the alert, None where there is none.
    """
    key = {"band": finding.rule.name, "region_code": finding.region_code, "month": finding.month}
    if finding.value is None:
        return Alert.objects.filter(**key).first()
    facts: dict[str, object] = {"value": finding.value, "before": finding.before}
    if not finding.is_out:
        open_ones = Alert.objects.filter(**key, outcome=Outcome.OPEN)
        if open_ones.update(outcome=Outcome.BACK, closed_at=at, **facts):
            _record(actor, "statistics.alert_closed", Alert.objects.get(**key), at)
        return Alert.objects.filter(**key).first()

    facts |= _said(finding.rule)
    alert, is_new = Alert.objects.get_or_create(**key, defaults={"id": ids.uuid7(), "opened_at": at, **facts})
    if not is_new:
        Alert.objects.filter(id=alert.id).update(**facts, outcome=Outcome.OPEN, closed_at=None)
        return alert

    _record(actor, "statistics.alert_opened", alert, at, value=finding.value)
    _tell(actor, alert, at)
    return alert


@transaction.atomic
def close_old(*, actor: Actor, at: datetime) -> int:
    """Close what is still open of months that nobody judges any more. Returns how many. No entry is left: nobody decided."""
    _this, before = alerts.months(timezone.localdate(at))
    late = Alert.objects.filter(outcome=Outcome.OPEN, month__lt=before)
    return late.update(outcome=Outcome.OVER, closed_at=at)


def _said(rule: Rule) -> dict[str, object]:
    return {"figure": rule.figure, "crossing": rule.crossing, "against": rule.against, "limit": rule.limit}


def _end(band: Band, at: datetime) -> None:
    band.ended_at = at
    band.save(update_fields=["ended_at"])
    Alert.objects.filter(band=str(band.id), outcome=Outcome.OPEN).update(outcome=Outcome.OVER, closed_at=at)


def _tell(actor: Actor, alert: Alert, at: datetime) -> None:
    for officer_id in alerts.officers_of(alert.region_code):
        messages.tell(
            actor=actor,
            recipient=identity_queries.recipient(officer_id),
            template="statistics_alert",
            facts=_facts(alert),
            link=f"/office/statistics/alerts/{alert.id}/",
            at=at,
        )


def _facts(alert: Alert) -> dict[str, str]:
    unit = watched.watched(alert.figure).unit
    return (
        saying.in_both("region", lambda: saying.region(alert.region_code))
        | saying.in_both("figure", lambda: str(saying.title(alert.figure)))
        | saying.in_both("month", lambda: saying.period(periods.month(alert.month)))
        | saying.in_both("value", lambda: saying.number(unit, alert.value))
        | saying.in_both("band", lambda: saying.band(alert.figure, alert.crossing, alert.limit, alert.against))
    )


def _record(actor: Actor, name: str, thing: Band | Alert, at: datetime, **facts: object) -> None:
    facts = {"figure": thing.figure, "crossing": str(thing.crossing), **facts}
    subject = ("alert" if isinstance(thing, Alert) else "band", thing.id, "")
    owner_id = uuid5(NAMESPACE_URL, f"region:{thing.region_code}")
    audit.record(actor, name, at=at, owner_id=owner_id, subject=subject, region_code=thing.region_code, facts=facts)
