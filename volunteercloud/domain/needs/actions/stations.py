"""Stations: which organization looks after the needs of a region and everything below it."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.needs import queries, rules
from volunteercloud.domain.needs.models import STANDING, Need, Station
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Node, Organization
from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.regions import queries as region_queries

SHORTEST = 4
ENDED = (OrganizationState.DISSOLVED, OrganizationState.REMOVED)


@retried
def name_station(*, actor: Actor, region_code: str, organization_id: UUID, at: datetime) -> Station:
    """Let an organization look after the needs of a region; those that stand there are its from now on. For officers of the
    region with the right to needs. Named again, it is the station already.

    Refused for a region that is no more (`need.region_unknown`), for an organization that is not at work
    (`organization.…`) or stands elsewhere (`station.elsewhere`), and where another is the station (`station.taken`).
    """
    region = region_queries.region(region_code)
    organization = organization_queries.organization(actor, organization_id)

    _check_officer(actor, region_code)

    if region.valid_to and region.valid_to <= timezone.localdate(at):
        raise Refused(
            "need.region_unknown",
            _("There is no such region today."),
            next_step=_("Choose one of the list."),
            field="region_code",
        )
    organization_rules.check_active(organization)
    _check_near(organization, region_code)
    standing = Station.objects.filter(region_id=region_code, ended_at__isnull=True).first()
    if standing is not None:
        if standing.organization_id == organization_id:
            return standing
        raise _taken(standing.organization_name)

    station = Station(
        id=ids.uuid7(),
        region=region,
        organization_id=organization.id,
        organization_name=organization.name,
        named_by_label=actor.label[:200],
        since=at,
    )
    _write(station)
    _hand_over(region_code, at)

    _tell(actor, "needs.station_named", "station_named", station, at)
    return station


@transaction.atomic
def end_station(*, actor: Actor, station_id: UUID, reason: str, at: datetime) -> Station:
    """Let an organization look after a region no longer; the next station above does, or the officers. For officers with the
    right to needs, and for the organization itself. Ended twice is ended once. Refused without a reason
    (`station.reason`)."""
    station = Station.objects.select_for_update(of=("self",)).select_related("region").filter(id=station_id).first()
    if station is None:
        raise NotFound

    if not organization_rules.can_manage(actor, station.organization_id) and not actor.is_system:
        _check_officer(actor, station.region_id)

    if station.ended_at is not None:
        return station
    reason = reason.strip()
    if len(reason) < SHORTEST:
        raise Refused(
            "station.reason",
            _("People there will ask why, and no reason is given."),
            next_step=_("Say in a sentence why it ends."),
            field="reason",
        )

    station.ended_at = at
    station.save(update_fields=["ended_at"])
    _hand_over(station.region_id, at)

    _tell(actor, "needs.station_ended", "station_ended", station, at, reason=reason[:2000])
    return station


def orphaned(limit: int) -> list[UUID]:
    """Stations whose organization has ended: a job ends them too."""
    gone = Node.objects.filter(state__in=ENDED).values("organization_id")
    found = Station.objects.filter(ended_at__isnull=True, organization_id__in=gone)
    return list(found.order_by("id").values_list("id", flat=True)[:limit])


def _check_officer(actor: Actor, region_code: str) -> None:
    if not rules.is_officer(actor, region_code):
        raise NotAllowed("needs.not_officer")


def _check_near(organization: Organization, region_code: str) -> None:
    if not region_code.startswith(organization.region_id):
        raise Refused(
            "station.elsewhere",
            _("This organization stands in another region, so it can't look after this one."),
            next_step=_("Choose one of this region or above it."),
            field="organization_id",
        )


def _write(station: Station) -> None:
    """Of two officers who name a station at once the second is refused."""
    try:
        with transaction.atomic():
            station.save(force_insert=True)
    except IntegrityError as error:
        if not broken_by(error).startswith("station_one_a_region"):
            raise
        raise _taken("") from error


def _taken(name: str) -> Refused:
    return Refused(
        "station.taken",
        _("Another organization is the station of this region already."),
        next_step=_("End that one first."),
        facts={"organization": name},
    )


def _hand_over(region_code: str, at: datetime) -> None:
    """What stands in a region goes to the station that is nearest by now, but for what lies with a nearer one below."""
    nearest = queries.station_for(region_code)
    below = Station.objects.filter(ended_at__isnull=True, region__code__startswith=region_code)
    nearer = Q(pk__in=[])
    for code in below.exclude(region_id=region_code).values_list("region_id", flat=True):
        nearer |= Q(region__code__startswith=code)
    Need.objects.filter(region__code__startswith=region_code, state__in=STANDING).exclude(nearer).update(
        station_id=nearest.organization_id if nearest else None,
        station_name=nearest.organization_name if nearest else "",
        changed_at=at,
    )


def _tell(actor: Actor, name: str, template: str, station: Station, at: datetime, **facts: str) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=station.organization_id,
        subject=("station", station.id, station.organization_name),
        region_code=station.region_id,
        facts=dict(facts),
    )
    for person_id in organization_queries.manager_ids(station.organization_id):
        if person_id == actor.id:
            continue
        recipient = identity_queries.recipient(person_id)
        region = region_queries.full_name(station.region_id, recipient.language)
        known = {"organization": station.organization_name, "region": region, "by": actor.label}
        link = f"/org/{station.organization_id}/needs/"
        messages.tell(actor=actor, recipient=recipient, template=template, facts=known | facts, link=link, at=at)
